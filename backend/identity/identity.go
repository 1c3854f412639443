// Package identity is who is who: this device's own key, the servers it knows
// by theirs, and a Dialer that shows the one and insists on the other.
//
// It depends on github.com/zalando/go-keyring for the keyring that each system
// has, which it reaches without cgo.
package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Errors that somebody decides by.
var (
	ErrMode    = errors.New("open to other users")
	ErrBroken  = errors.New("cannot be understood")
	ErrKeyring = errors.New("the system's keyring does not answer")
)

// writeFile replaces a file as a whole: whoever reads it, even after the power
// fails, finds the old one or the new one. It is its owner's alone.
func writeFile(path string, content any) error {
	b, err := json.MarshalIndent(content, "", "\t")
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*") // 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(b, '\n'))
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// private returns ErrMode if others may do anything with the file. Windows has
// no such modes; what a person's folders are for, others cannot open there.
func private(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if m := info.Mode().Perm(); m&0o077 != 0 {
		return fmt.Errorf("%w: %s has mode %o, so other users of this machine could pretend to be you; run chmod 600 %s", ErrMode, path, m, path)
	}
	return nil
}
