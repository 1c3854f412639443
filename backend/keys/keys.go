// Package keys is who is who: this device's own key, the servers it knows
// by theirs, and a Dialer that shows the one and insists on the other.
//
// It depends on github.com/zalando/go-keyring for the keyring that each system
// has, which it reaches without cgo.
package keys

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"confab/server/atomicfile"
)

// Errors that somebody decides by.
var (
	ErrMode    = atomicfile.ErrMode
	ErrBroken  = errors.New("cannot be understood")
	ErrKeyring = errors.New("the system's keyring does not answer")
	ErrNotKept = errors.New("a key for this device cannot be kept")
)

// writeFile writes content, as JSON, to a file of a folder that is made if it is missing.
func writeFile(path string, content any) error {
	b, err := json.MarshalIndent(content, "", "\t")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return atomicfile.Write(path, append(b, '\n'))
}

// writeNewFile is writeFile for a file that nobody else has written meanwhile:
// then the error wraps fs.ErrExist. link is os.Link; where the disk knows no
// links, the file is not whole for a moment, see readWhole.
func writeNewFile(path string, content any, link func(from, to string) error) error {
	tmp := path + ".new-" + rand.Text()
	if err := writeFile(tmp, content); err != nil {
		return err
	}
	err := link(tmp, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = claim(path, func(w io.Writer) error { return copyFrom(tmp, w) })
	}
	return errors.Join(err, os.Remove(tmp), atomicfile.Names(filepath.Dir(path)))
}

// claim makes a file that is not there, and has fill write it. Whoever else
// claims it gets an error that wraps fs.ErrExist. A failed one leaves nothing.
func claim(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = fill(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func copyFrom(path string, w io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return errors.Join(err, f.Close())
}

// How long, and how often, a file is looked at that is not whole.
const (
	wholeFor   = time.Second
	wholeEvery = 20 * time.Millisecond
)

// readWhole reads a file of JSON. One that is not whole another window may be
// writing just now, see claim; after a moment it is returned as it is.
func readWhole(path string) (text []byte, err error) {
	for began := time.Now(); ; <-time.After(wholeEvery) {
		text, err = os.ReadFile(path)
		if err != nil || json.Valid(text) || time.Since(began) >= wholeFor {
			return text, err
		}
	}
}
