package main

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"confab/server/chat1"
	"confab/server/wire"
	"confab/server/wire/wiretest"
)

// A peer is a program at the other end of a connection, which sends and
// receives bytes and knows nothing else.
type peer struct {
	*wiretest.Conn
	tcp *net.TCPConn // below Conn, or the same
}

// sealed stands before an address at which a peer speaks TLS.
const sealed = "tls://"

// dial connects a peer.
func dial(address, name string) (*peer, error) {
	hostport, seal := strings.CutPrefix(address, sealed)
	nc, err := net.Dial("tcp", hostport)
	if err != nil {
		return nil, err
	}
	p := newPeer(nc, name)
	if seal {
		err = p.seal()
	}
	return p, err
}

func newPeer(nc net.Conn, name string) *peer {
	return &peer{wiretest.New(nc, name, patience), nc.(*net.TCPConn)}
}

// newDevice returns a certificate over a new key.
func newDevice() tls.Certificate {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic(err)
	}
	certificate, err := wire.Certify(key, x509.ExtKeyUsageClientAuth)
	if err != nil {
		panic(err)
	}
	return certificate
}

// seal makes the peer speak TLS, as its first words.
func (p *peer) seal() error { return p.sealWith() }

// sealWith is seal with a certificate, or without.
func (p *peer) sealWith(certificates ...tls.Certificate) error {
	nc := tls.Client(p.tcp, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{wire.ALPN}, Certificates: certificates})
	p.Conn = wiretest.New(nc, p.Name, patience)
	_ = nc.SetDeadline(time.Now().Add(patience))
	defer nc.SetDeadline(time.Time{})
	return nc.Handshake()
}

// serverKey returns the key that the server has shown to a peer that speaks TLS.
func (p *peer) serverKey() wire.Fingerprint {
	shown := p.Conn.Conn.(*tls.Conn).ConnectionState().PeerCertificates[0]
	return wire.FingerprintOf(shown.RawSubjectPublicKeyInfo)
}

// register connects a peer and registers its name.
func register(address, name string) (*peer, error) {
	p, err := dial(address, name)
	if err != nil {
		return nil, err
	}
	return p, p.Register(wire.V1)
}

// receiveCut wants line, which is too long for one, in as many as it takes.
func (p *peer) receiveCut(line string) error {
	prefix, rest, _ := strings.Cut(line, ": ")
	prefix += ": "
	for rest != "" {
		_ = p.Conn.Conn.SetReadDeadline(time.Now().Add(patience))
		got, err := p.In.ReadString('\n')
		piece, ok := strings.CutPrefix(strings.TrimSuffix(got, "\n"), prefix)
		if ok = ok && piece != "" && len(got) <= chat1.MaxSaid; ok {
			rest, ok = strings.CutPrefix(rest, piece)
		}
		if !ok || err != nil {
			return fmt.Errorf("%s receives %.100q (%v), want %.100q of a line", p.Name, got, err, rest)
		}
	}
	return nil
}

// dismissed wants the server's last word and then the end.
func (p *peer) dismissed() error {
	return errors.Join(p.Receive("DISCONNECT CHAT/1.0"), p.Closed())
}

// chats has a and b exchange a line, which shows that the server serves them.
func chats(a, b *peer, about string) error {
	line := strings.ReplaceAll(about, "\n", " ")
	return errors.Join(a.Say(line), b.Receive("@"+a.Name+": "+line), b.Say("yes"), a.Receive("@"+b.Name+": yes"))
}
