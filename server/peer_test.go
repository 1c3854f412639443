package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"confab/server/chat1"
	"confab/server/wire"
)

// A peer is a program at the other end of a connection, which sends and
// receives bytes and knows nothing else.
type peer struct {
	name string
	nc   interface {
		net.Conn
		CloseWrite() error
	}
	tcp *net.TCPConn // below nc, or the same
	in  *bufio.Reader
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
	tcp := nc.(*net.TCPConn)
	return &peer{name, tcp, tcp, bufio.NewReader(nc)}
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
	p.nc, p.in = nc, bufio.NewReader(nc)
	_ = nc.SetDeadline(time.Now().Add(patience))
	defer nc.SetDeadline(time.Time{})
	return nc.Handshake()
}

// serverKey returns the key that the server has shown to a peer that speaks TLS.
func (p *peer) serverKey() wire.Fingerprint {
	shown := p.nc.(*tls.Conn).ConnectionState().PeerCertificates[0]
	return wire.FingerprintOf(shown.RawSubjectPublicKeyInfo)
}

// register connects a peer and registers its name.
func register(address, name string) (*peer, error) {
	p, err := dial(address, name)
	if err != nil {
		return nil, err
	}
	return p, p.registers()
}

// registers registers the peer's name.
func (p *peer) registers() error {
	return errors.Join(p.send("REGISTER "+p.name+" CHAT/1.0\n"), p.receive("200 Registration successful"))
}

func (p *peer) send(s string) error {
	_ = p.nc.SetWriteDeadline(time.Now().Add(patience))
	_, err := io.WriteString(p.nc, s)
	return err
}

func (p *peer) say(text string) error { return p.send(fmt.Sprintf("@%s: %s\n", p.name, text)) }

// receive wants line, and nothing before it.
func (p *peer) receive(line string) error {
	_ = p.nc.SetReadDeadline(time.Now().Add(patience))
	got, err := p.in.ReadString('\n')
	if got != line+"\n" {
		return fmt.Errorf("%s receives %.100q (%v), want %.100q", p.name, got, err, line)
	}
	return nil
}

// receiveCut wants line, which is too long for one, in as many as it takes.
func (p *peer) receiveCut(line string) error {
	prefix, rest, _ := strings.Cut(line, ": ")
	prefix += ": "
	for rest != "" {
		_ = p.nc.SetReadDeadline(time.Now().Add(patience))
		got, err := p.in.ReadString('\n')
		piece, ok := strings.CutPrefix(strings.TrimSuffix(got, "\n"), prefix)
		if ok = ok && piece != "" && len(got) <= chat1.MaxSaid; ok {
			rest, ok = strings.CutPrefix(rest, piece)
		}
		if !ok || err != nil {
			return fmt.Errorf("%s receives %.100q (%v), want %.100q of a line", p.name, got, err, rest)
		}
	}
	return nil
}

// dismissed wants the server's last word and then the end.
func (p *peer) dismissed() error {
	return errors.Join(p.receive("DISCONNECT CHAT/1.0"), p.closed())
}

// closed wants nothing but the end of the connection.
func (p *peer) closed() error {
	_ = p.nc.SetReadDeadline(time.Now().Add(patience))
	got, err := p.in.ReadString('\n')
	if got != "" || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("%s receives %.100q (%v), want the end of the connection", p.name, got, err)
	}
	return p.nc.Close()
}

// chats has a and b exchange a line, which shows that the server serves them.
func chats(a, b *peer, about string) error {
	line := strings.ReplaceAll(about, "\n", " ")
	return errors.Join(a.say(line), b.receive("@"+a.name+": "+line), b.say("yes"), a.receive("@"+b.name+": yes"))
}
