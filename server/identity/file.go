package identity

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// fileName is the file in the data directory.
const fileName = "identity.pem"

// Errors that somebody decides by.
var (
	ErrMode   = errors.New("open to other users")
	ErrBroken = errors.New("the server's identity cannot be read")
)

// Open returns the identity in dir, which is there, and makes one if there is
// none yet. One that is there and cannot be used is an error that says what to
// do, and stays as it is: another one in its place would be another server to
// everybody who has been here.
func Open(dir string) (*Identity, error) {
	path := filepath.Join(dir, fileName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(path)
	} else if err != nil {
		return nil, fmt.Errorf("reading the server's identity: %w", err)
	}
	if err := private(path); err != nil {
		return nil, err
	}
	certificate, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, broken(path, err)
	}
	id, err := of(certificate)
	if err != nil {
		return nil, broken(path, err)
	}
	return id, nil
}

func broken(path string, why error) error {
	return fmt.Errorf("%w: %s: %w; put a copy of it back, or move it away for a new identity, which everybody who has been here will be asked to accept", ErrBroken, path, why)
}

// create makes an identity and keeps it at path.
func create(path string) (*Identity, error) {
	id, err := New()
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(id.Certificate.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("keeping the server's identity: %w", err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: id.Certificate.Certificate[0]})...)
	if err := write(path, text); err != nil {
		return nil, fmt.Errorf("keeping the server's identity: %w", err)
	}
	return id, nil
}

// write makes the file at once or not at all: a power cut leaves no half of it.
func write(path string, text []byte) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, "."+fileName+"-*") // 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync() // Windows, and some file systems, have nothing like it
	return d.Close()
}

// private returns ErrMode if others may do anything with the file. Windows has
// no such modes; what a person's folders are for, others cannot open there.
func private(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("looking at the server's identity: %w", err)
	}
	if m := info.Mode().Perm(); m&0o077 != 0 {
		return fmt.Errorf("%w: %s has mode %o, so other users of this machine could pretend to be this server; run chmod 600 %s", ErrMode, path, m, path)
	}
	return nil
}
