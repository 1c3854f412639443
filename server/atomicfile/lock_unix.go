//go:build !windows

package atomicfile

import (
	"os"
	"syscall"
)

// ErrHeld is what Lock returns if another process has the lock.
var ErrHeld error = syscall.EWOULDBLOCK

// Lock locks a file for this process, and does not wait. The lock ends when f is
// closed, or the process in whichever way.
func Lock(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
