package main

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"confab/server/wire"
	"confab/server/wire/wiretest"
)

// A member is a peer that speaks CHAT/2.0 with a key of its own.
type member struct {
	*peer
	t      *testing.T
	device tls.Certificate
	asks   int
}

// knock connects with a device and sends a first line; the answer is the caller's to hear.
func (s *running) knock(t *testing.T, name string, device tls.Certificate, token string) *member {
	t.Helper()
	p, err := dial(s.address, name)
	if err != nil {
		t.Fatal(err)
	}
	m := &member{peer: p, t: t, device: device}
	r := wire.Registration{Name: name, Version: wire.V2, Token: token}
	if err := errors.Join(p.sealWith(device), p.Send(string(r.Line()))); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Conn.Conn.Close() })
	return m
}

// come registers and says hello.
func (s *running) come(t *testing.T, name string, device tls.Certificate, token string) *member {
	t.Helper()
	m := s.knock(t, name, device, token)
	m.enters("200 Registration successful")
	return m
}

// enters hears a reply, which lets the member in, and says hello.
func (m *member) enters(reply string) {
	m.t.Helper()
	m.hears(reply)
	m.tells(wire.Hello{Client: "test/1", Rooms: map[string]int64{"lobby": 0}})
	next[*wire.Welcome](m)
}

// hears wants a line of the first ones.
func (m *member) hears(line string) {
	m.t.Helper()
	if err := m.Receive(line); err != nil {
		m.t.Fatal(err)
	}
}

// isRefused wants a reply that begins like this, and the end.
func (m *member) isRefused(like string) {
	m.t.Helper()
	_ = m.Conn.Conn.SetReadDeadline(time.Now().Add(patience))
	line, err := m.In.ReadString('\n')
	if err != nil || !regexp.MustCompile("^"+like).MatchString(line) {
		m.t.Fatalf("%s hears %q (%v), want %s", m.Name, line, err, like)
	}
	if err := m.Closed(); err != nil {
		m.t.Error(err)
	}
}

func (m *member) fingerprint() wire.Fingerprint {
	return wire.FingerprintOf(m.device.Leaf.RawSubjectPublicKeyInfo)
}

// key returns a key that nobody has used.
func (m *member) key() string {
	m.asks++
	return fmt.Sprintf("%s-%.8s-%d", m.Name, m.fingerprint(), m.asks)
}

func (m *member) tells(request any) {
	m.t.Helper()
	if err := m.Ask(request); err != nil {
		m.t.Fatal(err)
	}
}

// next returns the next answer of type T; presence and what else comes in its
// own time is passed over.
func next[T any](m *member) T {
	m.t.Helper()
	return wiretest.Next[T](&wiretest.Client{Conn: m.Conn, T: m.t})
}

// isTold tells a request and wants to be refused with a code.
func (m *member) isTold(request any, code wire.Code) *wire.Error {
	m.t.Helper()
	m.tells(request)
	bad := next[*wire.Error](m)
	if bad.Code != code {
		m.t.Errorf("%s is told %s: %s, want %s", m.Name, bad.Code, bad.Text, code)
	}
	return bad
}

// acts does an act and wants it done.
func (m *member) acts(r wire.Moderate) {
	m.t.Helper()
	r.ID = m.key()
	m.tells(r)
	if done := next[*wire.Done](m); done.ID != r.ID {
		m.t.Errorf("%s: done is %s, want %s", m.Name, done.ID, r.ID)
	}
}

// says says a text in the lobby and returns its event.
func (m *member) says(text string) *wire.Event {
	m.t.Helper()
	key := m.key()
	m.tells(wire.Say{Room: wire.Lobby, ID: key, Text: text})
	for {
		if e := next[*wire.Event](m); e.ID == key {
			return e
		}
	}
}

// isDisconnected wants a bye with a code and a reason, and the end.
func (m *member) isDisconnected(code wire.Code, why string) {
	m.t.Helper()
	bye := next[*wire.Bye](m)
	if bye.Code != code || bye.Back != -1 || !strings.Contains(bye.Text, why) {
		m.t.Errorf("%s hears %+v, want %s because of %q", m.Name, bye, code, why)
	}
	if err := m.Closed(); err != nil {
		m.t.Error(err)
	}
}

// guest registers a name without a key, over CHAT/2.0.
func (s *running) guest(t *testing.T, name string) *member {
	t.Helper()
	p, err := dial(s.address, name)
	if err != nil {
		t.Fatal(err)
	}
	p.In = bufio.NewReader(p.Conn.Conn)
	m := &member{peer: p, t: t, device: newDevice()}
	if err := p.Send("REGISTER " + name + " CHAT/2.0\n"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Conn.Conn.Close() })
	m.enters("200 Registration successful")
	return m
}

// administrator is who comes by the link that the banner shows.
func (s *running) administrator(t *testing.T, name string) *member {
	t.Helper()
	token := regexp.MustCompile(`&t=(\S+)`).FindStringSubmatch(s.out.String())
	if token == nil {
		t.Fatalf("the banner has no link for an administrator:\n%s", s.out)
	}
	return s.come(t, name, newDevice(), token[1])
}
