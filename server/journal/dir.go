package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/atomicfile"
	"confab/server/sqlite"
)

// prepareDir makes dir and the journal's file if they are missing, refuses them
// if others may enter, and takes the lock.
func prepareDir(dir string) (*lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data directory: %w", err)
	}
	const danger = "read what is said"
	if err := atomicfile.Private(dir, danger); err != nil {
		return nil, err
	}
	l, err := takeLock(dir)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, FileName)
	if err = sqlite.Create(file); err != nil {
		err = fmt.Errorf("the journal cannot be written: %w", err)
	}
	// What is in a file is no use if a power cut takes its name away.
	if err = errors.Join(err, atomicfile.Private(file, danger), atomicfile.Names(dir), atomicfile.Names(filepath.Dir(dir))); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return l, nil
}

// exists reports whether there is a journal in dir.
func exists(dir string) error {
	_, err := os.Stat(filepath.Join(dir, FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no journal in %s: name the server's folder with -data", dir)
	}
	return err
}
