package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"confab/server/atomicfile"
)

// lockName is a file that says which process uses the directory. The lock on
// it counts, not the file: the system gives the lock back when a process ends,
// however it does.
const lockName = "journal.lock"

// A lock is one process's right to a directory.
type lock struct {
	f *os.File
}

// takeLock locks dir for this process, or returns ErrLocked.
func takeLock(dir string) (*lock, error) {
	path := filepath.Join(dir, lockName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the data directory: %w", err)
	}
	l := &lock{f}
	if err := atomicfile.Lock(f); errors.Is(err, atomicfile.ErrHeld) {
		return nil, errors.Join(fmt.Errorf("%w: %s", ErrLocked, holder(path)), f.Close())
	} else if err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), f.Close())
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	}
	if err != nil && !full(err) { // the process's number is only to be nice
		return nil, errors.Join(fmt.Errorf("writing %s: %w", path, err), l.release())
	}
	return l, nil
}

// holder says which process has the lock, as far as it has said so.
func holder(path string) string {
	b, err := os.ReadFile(path)
	if pid, bad := strconv.Atoi(strings.TrimSpace(string(b))); err == nil && bad == nil {
		return fmt.Sprintf("process %d", pid)
	}
	return "fuser " + path + " may say which"
}

func (l *lock) release() error {
	if l == nil {
		return nil
	}
	return l.f.Close()
}
