//go:build !windows

package transfer

import (
	"errors"
	"syscall"
)

// isFull reports whether an error says that there is no room on a disk.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
