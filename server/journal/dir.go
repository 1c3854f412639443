package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// prepareDir makes dir and the journal's file if they are missing, refuses them
// if others may enter, and takes the lock.
//
// The file is opened here only while nobody can have it open: closing it takes
// away the locks that SQLite has on it in this process (POSIX, fcntl).
func prepareDir(dir string) (*lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data directory: %w", err)
	}
	if err := private(dir, "700"); err != nil {
		return nil, err
	}
	l, err := takeLock(dir)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, fileName)
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600) // SQLite gives those beside it the same mode
	if err == nil {
		err = f.Close()
	} else {
		err = fmt.Errorf("the journal cannot be written: %w", err)
	}
	// What is in a file is no use if a power cut takes its name away.
	if err = errors.Join(err, private(file, "600"), syncDir(dir), syncDir(filepath.Dir(dir))); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return l, nil
}

// private returns ErrMode if others may do anything with path. Windows has no
// such modes; what a person's folders are for, others cannot open there.
func private(path, mode string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("looking at the data directory: %w", err)
	}
	if m := info.Mode().Perm(); m&0o077 != 0 {
		return fmt.Errorf("%w: %s has mode %o, so other users of this machine could read what is said; run chmod %s %s", ErrMode, path, m, mode, path)
	}
	return nil
}

// exists reports whether there is a journal in dir.
func exists(dir string) error {
	_, err := os.Stat(filepath.Join(dir, fileName))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no journal in %s, name the server's folder with -data", dir)
	}
	return err
}

// syncDir makes sure that dir has the names of its files after a power cut, on
// systems that can be asked for it, and if we may look into dir.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	} else if err != nil {
		return err
	}
	_ = d.Sync() // Windows, and some file systems, have nothing like it
	return d.Close()
}
