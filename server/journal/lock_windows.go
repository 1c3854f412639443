package journal

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// errHeld is what lockFile returns if another process has the lock.
var errHeld = windows.ERROR_LOCK_VIOLATION

// lockFile does not wait. The lock ends when f is closed. What is locked cannot
// be read by others here, so it is a byte that the file does not have.
func lockFile(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
}

func full(err error) bool { return errors.Is(err, windows.ERROR_DISK_FULL) }
