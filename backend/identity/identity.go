// Package identity is who is who: this device's own key, the servers it knows
// by theirs, and a Dialer that shows the one and insists on the other.
//
// It depends on github.com/zalando/go-keyring for the keyring that each system
// has, which it reaches without cgo.
package identity

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"confab/server/keep"
)

// Errors that somebody decides by.
var (
	ErrMode    = keep.ErrMode
	ErrBroken  = errors.New("cannot be understood")
	ErrKeyring = errors.New("the system's keyring does not answer")
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
	return keep.File(path, append(b, '\n'))
}
