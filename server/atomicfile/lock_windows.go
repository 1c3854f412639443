package atomicfile

import (
	"os"

	"golang.org/x/sys/windows"
)

// ErrHeld is what Lock returns if another process has the lock.
var ErrHeld error = windows.ERROR_LOCK_VIOLATION

// Lock locks a file for this process, and does not wait. The lock ends when f is
// closed, or the process in whichever way. What is locked cannot be read by
// others here, so it is a byte that the file does not have.
func Lock(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
}
