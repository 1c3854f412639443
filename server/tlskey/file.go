package tlskey

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/atomicfile"
)

// FileName is the file in the data directory.
const FileName = "identity.pem"

// Errors that somebody decides by.
var (
	ErrMode   = atomicfile.ErrMode
	ErrBroken = errors.New("the server's identity cannot be read")
)

// Open returns the identity in dir, which is there, and makes one if there is
// none yet. One that is there and cannot be used is an error that says what to
// do, and stays as it is: another one in its place would be another server to
// everybody who has been here.
func Open(dir string) (*Identity, error) {
	id, err := Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return create(filepath.Join(dir, FileName))
	}
	return id, err
}

// Read is Open for those who must not make an identity: if there is none, the
// error wraps fs.ErrNotExist.
func Read(dir string) (*Identity, error) {
	path := filepath.Join(dir, FileName)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the server's identity: %w", err)
	}
	if err := atomicfile.Private(path, "pretend to be this server"); err != nil {
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
	return fmt.Errorf("%w: %s: %w; put a copy of it back from a backup. For a new identity, which everybody who has been here will be asked to accept, move it away and start once with -replace-missing", ErrBroken, path, why)
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
	if err := atomicfile.Write(path, text); err != nil {
		return nil, fmt.Errorf("keeping the server's identity: %w", err)
	}
	return id, nil
}
