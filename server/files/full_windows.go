package files

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isFull reports whether an error says that the disk has no room, or that its user may have no more.
func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}

// space returns how many bytes the disk of a folder has, and how many of them a
// program may still use.
func space(dir string) (all, free int64, err error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, 0, err
	}
	var usable, total uint64
	if err := windows.GetDiskFreeSpaceEx(path, &usable, &total, nil); err != nil {
		return 0, 0, err
	}
	return int64(total), int64(usable), nil
}
