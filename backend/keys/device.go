package keys

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
	"syscall"
	"time"

	"confab/server/atomicfile"
	"confab/server/wire"
)

// A Device is this device's key, by which servers know it again. The key never
// leaves the process but to the keyring or the file that keeps it.
type Device struct {
	Fingerprint wire.Fingerprint
	Kept        Place
	certificate tls.Certificate
}

// A Place is what keeps a device's key.
type Place string

// The places.
const (
	InKeyring Place = "keyring" // of the system
	InFile    Place = "file"    // device.json of the data folder
)

// keyringFor is how long a keyring has to take a new key. A person who is asked
// to unlock one may need longer, but until there is a key nobody can connect.
const keyringFor = 4 * time.Second

// deviceFile is the file of the data folder that says where the key is.
const deviceFile = "device.json"

// where says where the key is: in the keyring under a name, or here.
type where struct {
	Keyring string `json:"keyring,omitempty"`
	Seed    string `json:"seed,omitempty"` // base64
}

// OpenDevice returns the key of those who use the folder dir, and makes it at
// first use: in ring, unless that is nil or does not keep it, and otherwise in a
// file of dir. It waits for a keyring that has the key as long as that takes. A
// key that is there and cannot be had is an error: another one would be another
// person to every server. Where there is none and none can be kept, the error
// wraps ErrNotKept.
func OpenDevice(dir string, ring Keyring) (*Device, error) {
	path := filepath.Join(dir, deviceFile)
	text, err := readWhole(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return createDevice(path, ring)
	} else if err != nil {
		return nil, fmt.Errorf("reading this device's key: %w", err)
	}
	if err := atomicfile.Private(path, "pretend to be you"); err != nil {
		return nil, err
	}
	var at where
	if err := json.Unmarshal(text, &at); err != nil {
		return nil, brokenDevice(path, err)
	}
	place := InFile
	if at.Keyring != "" {
		place = InKeyring
		if at.Seed, err = ask(ring, at.Keyring); err != nil {
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
	return newDevice(seed, place)
}

func brokenDevice(path string, why error) error {
	return fmt.Errorf("this device's key in %s %w: %w; put a copy of it back, or move it away for a new key, which servers will not know", path, ErrBroken, why)
}

// createDevice makes a key and keeps it. What a keyring has not taken in time
// it may still take later, so what it was given is nobody's key then.
func createDevice(path string, ring Keyring) (*Device, error) {
	seed, at, place := newSeed(), where{Keyring: rand.Text()}, InKeyring
	if !takes(ring, at.Keyring, base64.StdEncoding.EncodeToString(seed)) {
		seed = newSeed()
		at, place = where{Seed: base64.StdEncoding.EncodeToString(seed)}, InFile
	}
	d, err := newDevice(seed, place)
	if err != nil {
		return nil, err
	}
	switch err := writeNewFile(path, at, os.Link); {
	case errors.Is(err, fs.ErrExist): // another window of the same folder was faster
		return OpenDevice(filepath.Dir(path), ring)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	return d, nil
}

func newSeed() []byte {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = rand.Read(seed) // it never fails
	return seed
}

// newDevice makes a certificate over a key.
func newDevice(seed []byte, kept Place) (*Device, error) {
	certificate, err := wire.Certify(ed25519.NewKeyFromSeed(seed), x509.ExtKeyUsageClientAuth)
	if err != nil {
		return nil, err
	}
	return &Device{wire.FingerprintOf(certificate.Leaf.RawSubjectPublicKeyInfo), kept, certificate}, nil
}
