// Package atomicfile has what the files of both programs need: to be whole, whatever
// happens while they are written, and to be their owner's alone. Beside the
// protocol it is all that the desktop has of the server's packages.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// ErrMode is wrapped by the error for what other users of this machine can open.
var ErrMode = errors.New("other users may open it")

// Write replaces the file at path, whose folder is there, as a whole: whoever
// reads it, even after the power fails, finds the old one or the new one. It is
// its owner's alone.
func Write(path string, content []byte) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*") // 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(content)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return Names(dir)
}

// Names makes sure that a folder has the names of its files after a power cut,
// on systems that can be asked for it, and if we may look into it.
func Names(dir string) error {
	d, err := os.Open(dir)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	} else if err != nil {
		return err
	}
	_ = d.Sync() // Windows, and some file systems, have nothing like it
	return d.Close()
}

// Private returns ErrMode, with what to do, if others may do anything with a
// file or a folder; danger is what they could do. Windows has no such modes:
// what a person's folders are for, others cannot open there.
func Private(path, danger string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	mode := info.Mode().Perm()
	if mode&0o077 == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s has mode %o, so other users of this machine could %s; run chmod %o %s", ErrMode, path, mode, danger, mode&0o700, path)
}
