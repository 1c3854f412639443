package tlskey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"confab/server/wire"
)

func open(t *testing.T, dir string) *Identity {
	t.Helper()
	id, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAServerIsTheSameNextTime(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	if again := open(t, dir); again.Fingerprint != first.Fingerprint {
		t.Errorf("the server is %s and then %s", first.Fingerprint, again.Fingerprint)
	}
	if other := open(t, t.TempDir()); other.Fingerprint == first.Fingerprint {
		t.Error("another folder has the same server")
	}
	info, err := os.Stat(filepath.Join(dir, FileName))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("the folder has %v, %v", left, err)
	}
}

func TestAServerThatKeepsNothingIsNewEachTime(t *testing.T) {
	a, err := New()
	b, err2 := New()
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if a.Fingerprint == b.Fingerprint {
		t.Error("two servers have one key")
	}
}

// The identity is the key's: a new certificate over it changes nothing, and an
// old one under another key would change everything.
func TestARenewedCertificateIsTheSameServer(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	renewed, err := wire.Certify(first.Certificate.PrivateKey.(*ecdsa.PrivateKey), x509.ExtKeyUsageServerAuth)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key, _ := pem.Decode(text)
	text = append(pem.EncodeToMemory(key), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: renewed.Certificate[0]})...)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	second := open(t, dir)
	if string(second.Certificate.Certificate[0]) == string(first.Certificate.Certificate[0]) {
		t.Fatal("this is no other certificate")
	}
	spki, err := x509.MarshalPKIXPublicKey(second.Certificate.PrivateKey.(*ecdsa.PrivateKey).Public())
	if want := wire.FingerprintOf(spki); err != nil || first.Fingerprint != want || second.Fingerprint != want {
		t.Errorf("the server is %s and then %s, want %s both times: %v", first.Fingerprint, second.Fingerprint, want, err)
	}
}

// What cannot be used is never replaced, and says what to do.
func TestABrokenFileIsASentenceAndStays(t *testing.T) {
	foreign, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := wire.Certify(foreign, x509.ExtKeyUsageServerAuth)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(foreign)
	if err != nil {
		t.Fatal(err)
	}
	p384 := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}))
	for what, spoil := range map[string]func(whole, other string) string{
		"empty":  func(_, _ string) string { return "" },
		"half":   func(whole, _ string) string { return whole[:len(whole)/2] },
		"no PEM": func(_, _ string) string { return "hello\n" },
		"somebody's certificate": func(whole, other string) string {
			return whole[:strings.Index(whole, "-----BEGIN C")] + other[strings.Index(other, "-----BEGIN C"):]
		},
		"a key of another kind":       func(_, _ string) string { return p384 },
		"a key without a certificate": func(whole, _ string) string { return whole[:strings.Index(whole, "-----BEGIN C")] },
	} {
		dir, other := t.TempDir(), t.TempDir()
		open(t, dir)
		open(t, other)
		path := filepath.Join(dir, FileName)
		whole, err := os.ReadFile(path)
		otherText, err2 := os.ReadFile(filepath.Join(other, FileName))
		spoilt := spoil(string(whole), string(otherText))
		if err := errors.Join(err, err2, os.WriteFile(path, []byte(spoilt), 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); !errors.Is(err, ErrBroken) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "put a copy of it back") {
			t.Errorf("%s: Open returned %v", what, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != spoilt {
			t.Errorf("%s: the file is now %q, %v", what, now, err)
		}
	}
}

func TestAFileThatOthersMayUseIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // has no modes, see private
	}
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o660: false, 0o666: false} {
		dir := t.TempDir()
		open(t, dir)
		path := filepath.Join(dir, FileName)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := Open(dir)
		if ok && err != nil || !ok && (!errors.Is(err, ErrMode) || !strings.Contains(err.Error(), "chmod 600 "+path)) {
			t.Errorf("mode %o: Open returned %v", mode, err)
		}
	}
}

func TestACertificateSaysNothingAboutAnybody(t *testing.T) {
	id, err := New()
	if err != nil {
		t.Fatal(err)
	}
	leaf := id.Certificate.Leaf
	if leaf.Subject.String() != "CN=confab" || leaf.Issuer.String() != "CN=confab" || len(leaf.DNSNames)+len(leaf.IPAddresses)+len(leaf.EmailAddresses)+len(leaf.URIs) > 0 || leaf.IsCA {
		t.Errorf("the certificate is %v of %v for %v, %v", leaf.Subject, leaf.Issuer, leaf.DNSNames, leaf.IPAddresses)
	}
}
