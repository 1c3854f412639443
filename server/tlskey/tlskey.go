// Package tlskey is who the server is: a key of its own, made at its first
// start, and a certificate over it for TLS. Clients know the server by the
// key's fingerprint and by nothing else: what the certificate says, its dates
// included, nobody judges.
package tlskey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"confab/server/wire"
)

// An Identity is a server's key with its certificate. It does not change.
type Identity struct {
	Certificate tls.Certificate // with its Leaf
	Fingerprint wire.Fingerprint
}

// New makes an identity that is kept nowhere.
func New() (*Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the server's key: %w", err)
	}
	certificate, err := wire.Certify(key, x509.ExtKeyUsageServerAuth)
	if err != nil {
		return nil, err
	}
	return of(certificate)
}

// of returns the identity that a certificate is about.
func of(certificate tls.Certificate) (*Identity, error) {
	key, ok := certificate.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, errors.New("its key is not one of P-256")
	}
	return &Identity{certificate, wire.FingerprintOf(certificate.Leaf.RawSubjectPublicKeyInfo)}, nil
}
