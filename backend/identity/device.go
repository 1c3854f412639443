package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/zalando/go-keyring"

	"confab/server/keep"
	"confab/server/wire"
)

// A Device is this device's key, by which servers know it again. The key never
// leaves the process but to the keyring or the file that keeps it.
type Device struct {
	Fingerprint wire.Fingerprint
	certificate tls.Certificate
}

// A Keyring keeps secrets for a user of the system.
type Keyring interface {
	Set(service, user, secret string) error
	Get(service, user string) (string, error)
}

// SystemKeyring is the one that this system has, if it has one. It may ask the
// person to unlock it, and wait for that.
func SystemKeyring() Keyring { return systemKeyring{} }

type systemKeyring struct{}

func (systemKeyring) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}
func (systemKeyring) Get(service, user string) (string, error) {
	return keyring.Get(service, user)
}

// service is what the keyring knows this program as.
const service = "confab"

// where says where the key is: in the keyring under a name, or here.
type where struct {
	Keyring string `json:"keyring,omitempty"`
	Seed    string `json:"seed,omitempty"` // base64
}

// OpenDevice returns the key of those who use the folder dir, and makes it at
// first use: in ring if that keeps it, and otherwise in a file of dir. A key
// that is there and cannot be had is an error: another one would be another
// person to every server.
func OpenDevice(dir string, ring Keyring) (*Device, error) {
	path := filepath.Join(dir, "device.json")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createDevice(path, ring)
	} else if err != nil {
		return nil, fmt.Errorf("reading this device's key: %w", err)
	}
	if err := keep.Private(path, "pretend to be you"); err != nil {
		return nil, err
	}
	var at where
	if err := json.Unmarshal(text, &at); err != nil {
		return nil, brokenDevice(path, err)
	}
	if at.Keyring != "" {
		if at.Seed, err = ring.Get(service, at.Keyring); err != nil {
			return nil, fmt.Errorf("%w: this device's key is in it (%w); unlock it and try again", ErrKeyring, err)
		}
	}
	seed, err := base64.StdEncoding.DecodeString(at.Seed)
	if err == nil && len(seed) != ed25519.SeedSize {
		err = fmt.Errorf("the key has %d bytes", len(seed))
	}
	if err != nil {
		return nil, brokenDevice(path, err)
	}
	return newDevice(seed)
}

func brokenDevice(path string, why error) error {
	return fmt.Errorf("this device's key in %s %w: %w; put a copy of it back, or move it away for a new key, which servers will not know", path, ErrBroken, why)
}

// createDevice makes a key and keeps it.
func createDevice(path string, ring Keyring) (*Device, error) {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = rand.Read(seed) // it never fails
	d, err := newDevice(seed)
	if err != nil {
		return nil, err
	}
	secret, name := base64.StdEncoding.EncodeToString(seed), rand.Text()
	at := where{Seed: secret}
	if ring.Set(service, name, secret) == nil { // and gives it back
		if got, err := ring.Get(service, name); err == nil && got == secret {
			at = where{Keyring: name}
		}
	}
	if err := writeFile(path, at); err != nil {
		return nil, fmt.Errorf("keeping this device's key: %w", err)
	}
	return d, nil
}

// newDevice makes a certificate over a key.
func newDevice(seed []byte) (*Device, error) {
	certificate, err := wire.Certify(ed25519.NewKeyFromSeed(seed), x509.ExtKeyUsageClientAuth)
	if err != nil {
		return nil, err
	}
	return &Device{wire.FingerprintOf(certificate.Leaf.RawSubjectPublicKeyInfo), certificate}, nil
}
