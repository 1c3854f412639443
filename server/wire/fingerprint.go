package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// A Fingerprint is who a server or a device is: the SHA-256 of its public key
// as a SubjectPublicKeyInfo (RFC 5280 section 4.1), in base64url without
// padding, 43 characters. Of a certificate nothing else counts, so a new one
// over the same key is the same identity. The empty Fingerprint is nobody's.
type Fingerprint string

// ErrFingerprint is the error for a text that is no fingerprint. What wraps it
// says why.
var ErrFingerprint = errors.New("not a fingerprint")

// fingerprintLen is how many characters SHA-256 has in base64url.
const fingerprintLen = 43

// FingerprintOf returns the fingerprint of a key, given as its DER-encoded
// SubjectPublicKeyInfo (x509.Certificate.RawSubjectPublicKeyInfo).
func FingerprintOf(spki []byte) Fingerprint {
	sum := sha256.Sum256(spki)
	return Fingerprint(base64.RawURLEncoding.EncodeToString(sum[:]))
}

// ParseFingerprint checks that s is a fingerprint. There is one way to write
// each, so two can be compared as texts. The errors wrap ErrFingerprint.
func ParseFingerprint(s string) (Fingerprint, error) {
	if len(s) != fingerprintLen {
		return "", fmt.Errorf("%w: it has %d characters, and a fingerprint has %d", ErrFingerprint, len(s), fingerprintLen)
	}
	if b, err := base64.RawURLEncoding.Strict().DecodeString(s); err != nil || len(b) != sha256.Size { // DecodeString passes over line ends
		return "", fmt.Errorf("%w: a character in it is wrong or was lost", ErrFingerprint)
	}
	return Fingerprint(s), nil
}
