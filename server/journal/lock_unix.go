//go:build !windows

package journal

import (
	"errors"
	"os"
	"syscall"
)

// errHeld is what lockFile returns if another process has the lock.
var errHeld = syscall.EWOULDBLOCK

// lockFile does not wait. The lock ends when f is closed.
func lockFile(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

func full(err error) bool { return errors.Is(err, syscall.ENOSPC) }
