package keys

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

// A ring is a keyring in memory, or one that does not answer.
type ring struct {
	secrets map[string]string
	fails   error
	deaf    bool // takes everything and keeps nothing
}

func (r *ring) Set(service, user, secret string) error {
	if r.fails == nil && !r.deaf {
		r.secrets[service+"/"+user] = secret
	}
	return r.fails
}

func (r *ring) Get(service, user string) (string, error) {
	if r.fails != nil {
		return "", r.fails
	}
	secret, ok := r.secrets[service+"/"+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return secret, nil
}

func newRing() *ring { return &ring{secrets: map[string]string{}} }

// none is what a system without a keyring has.
func none() *ring { return &ring{fails: errors.New("no such thing here")} }

// openDevice is OpenDevice where that must work.
func openDevice(t *testing.T, dir string, r *ring) *Device {
	t.Helper()
	d, err := OpenDevice(dir, r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestADeviceIsTheSameNextTime(t *testing.T) {
	for what, r := range map[string]*ring{"a keyring": newRing(), "no keyring": none(), "a forgetful keyring": {secrets: map[string]string{}, deaf: true}} {
		dir := filepath.Join(t.TempDir(), "new", "folder")
		first := openDevice(t, dir, r)
		if again := openDevice(t, dir, r); again.Fingerprint != first.Fingerprint || again.Kept != first.Kept {
			t.Errorf("%s: the device is %s (%s) and then %s (%s)", what, first.Fingerprint, first.Kept, again.Fingerprint, again.Kept)
		}
		if want := map[bool]Place{true: InKeyring, false: InFile}[what == "a keyring"]; first.Kept != want {
			t.Errorf("%s: the key is kept in the %s", what, first.Kept)
		}
		if other := openDevice(t, t.TempDir(), r); other.Fingerprint == first.Fingerprint {
			t.Errorf("%s: in another folder there is the same key", what)
		}
		info, err := os.Stat(filepath.Join(dir, "device.json"))
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: the file has mode %v, %v", what, info.Mode(), err)
		}
	}
}

func TestAKeyringHasTheKeyAlone(t *testing.T) {
	dir, r := t.TempDir(), newRing()
	openDevice(t, dir, r)
	text, err := os.ReadFile(filepath.Join(dir, "device.json"))
	if err != nil || len(r.secrets) != 1 {
		t.Fatal(err, r.secrets)
	}
	for _, secret := range r.secrets {
		if strings.Contains(string(text), secret) {
			t.Errorf("the file has the key too: %s", text)
		}
	}
}

// A key that cannot be had now may be had later: another one in its place would
// be another person to every server.
func TestAKeyIsNeverReplaced(t *testing.T) {
	for what, c := range map[string]struct {
		made, later *ring
		spoil       func(path string) error
		want        error
	}{
		"the keyring is locked": {newRing(), none(), func(string) error { return nil }, ErrKeyring},
		"the keyring is empty":  {newRing(), newRing(), func(string) error { return nil }, ErrKeyring},
		"the file is cut off":   {none(), none(), func(path string) error { return os.Truncate(path, 20) }, ErrBroken},
		"the file is empty":     {none(), none(), func(path string) error { return os.Truncate(path, 0) }, ErrBroken},
		"the key is too short": {none(), none(), func(path string) error {
			return os.WriteFile(path, []byte(`{"seed":"AAAA"}`), 0o600)
		}, ErrBroken},
		"others may read it": {none(), none(), func(path string) error { return os.Chmod(path, 0o640) }, ErrMode},
	} {
		if c.want == ErrMode && runtime.GOOS == "windows" {
			continue // has no modes, see private
		}
		dir := t.TempDir()
		openDevice(t, dir, c.made)
		path := filepath.Join(dir, "device.json")
		if err := c.spoil(path); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(path)
		d, err := OpenDevice(dir, c.later)
		if d != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: OpenDevice returned %v, want %v", what, err, c.want)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%s: the file is now %q, %v", what, after, err)
		}
	}
}
