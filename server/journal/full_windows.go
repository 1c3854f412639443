package journal

import (
	"errors"

	"golang.org/x/sys/windows"
)

func full(err error) bool { return errors.Is(err, windows.ERROR_DISK_FULL) }
