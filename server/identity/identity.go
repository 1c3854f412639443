// Package identity is who the server is: a key of its own, made at its first
// start, and a certificate over it for TLS. Clients know the server by the
// key's fingerprint and by nothing else: what the certificate says, its dates
// included, nobody judges.
package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"time"

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
	certificate, err := certify(key)
	if err != nil {
		return nil, fmt.Errorf("making the server's certificate: %w", err)
	}
	return of(certificate)
}

// certify makes a certificate over a key. It has nothing about a person or a
// machine, and dates for those who insist on some: RFC 5280 section 4.1.2.5
// says which end means none.
func certify(key *ecdsa.PrivateKey) (tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "confab"},
		NotBefore:    time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// of returns the identity that a certificate is about.
func of(certificate tls.Certificate) (*Identity, error) {
	key, ok := certificate.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, errors.New("its key is not one of P-256")
	}
	return &Identity{certificate, wire.FingerprintOf(certificate.Leaf.RawSubjectPublicKeyInfo)}, nil
}
