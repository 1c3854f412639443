package gate

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/tls"
	"errors"
	"fmt"

	"confab/server/nonblock"
	"confab/server/wire"
)

// isTLS is what a TLS connection begins with, and no first line: the type of a
// handshake record.
const isTLS = 0x16

// maxCertificate is how many bytes a client's certificate may have: it is kept
// as long as the connection.
const maxCertificate = 4 << 10

// errUnread says that a client makes TLS answer and reads none of it.
var errUnread = errors.New("it reads nothing of what TLS answers")

// errLater is what TLS gets from a socket that has nothing yet. As a temporary
// net.Error it is not the end: the next Read goes on where this one stopped.
var errLater error = later{}

type later struct{}

func (later) Error() string   { return "nothing has come yet" }
func (later) Timeout() bool   { return true }
func (later) Temporary() bool { return true }

// A silentRefusal ends a connection without a reply: in the middle of a
// handshake the client reads neither TLS nor plaintext, and some protocols have
// no reply that the gate could write.
type silentRefusal struct{ reason error }

func (r silentRefusal) Error() string { return r.reason.Error() }

// tlsConfig returns how TLS is spoken: 1.3 alone, in which nothing is
// renegotiated, and never resumed, because who resumes has the identity of
// another program that got the ticket. A client may have a certificate; whose it is, is its key.
func tlsConfig(certificate tls.Certificate, protocols []Protocol) *tls.Config {
	return &tls.Config{
		Certificates:           []tls.Certificate{certificate},
		MinVersion:             tls.VersionTLS13,
		NextProtos:             alpn(protocols),
		ClientAuth:             tls.RequestClientCert,
		SessionTicketsDisabled: true,
		// A line for many goes into one record, and one segment, as it does
		// in plaintext.
		DynamicRecordSizingDisabled: true,
	}
}

// seal speaks TLS on a connection that begins like it. Until it returns the
// client has proved nothing, so nothing is registered or kept before. Its writes
// wait for the client until beQuick.
func seal(p *peeked, cfg *tls.Config) (*sealed, error) {
	c := &ciphers{peeked: p, raw: nonblock.Socket(p.Conn)}
	c.out.Bind(c.raw)
	s := &sealed{ciphers: c, tls: tls.Server(below{c}, cfg)}
	if err := s.tls.Handshake(); err != nil {
		return nil, silentRefusal{fmt.Errorf("no TLS connection: %w", err)}
	}
	return s, nil
}

// knowClient notes the key of the client's certificate, if it has one.
func (s *sealed) knowClient() error {
	certificates := s.tls.ConnectionState().PeerCertificates
	if len(certificates) == 0 {
		return nil
	}
	leaf := certificates[0]
	if len(certificates) > 1 || len(leaf.Raw) > maxCertificate {
		return wire.BadCertificate.Because(fmt.Sprintf("a client's certificate has no chain and at most %d bytes", maxCertificate))
	}
	switch key := leaf.PublicKey.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P256() {
			return errClientKey
		}
	default:
		return errClientKey
	}
	s.key = wire.FingerprintOf(leaf.RawSubjectPublicKeyInfo)
	return nil
}

var errClientKey = wire.BadCertificate.Because("a client's key is an Ed25519 or P-256 key")
