package gate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
	"confab/server/wire/wiretest"
)

// home is the server's address in the tests' network.
const home = "192.0.2.200"

// A street leads to the gate: a listener in memory whose connections come from
// wherever a test says.
type street struct {
	conns chan net.Conn
	errs  chan error // for Accept to return
	end   chan struct{}
	close func()
}

func newStreet() *street {
	s := &street{conns: make(chan net.Conn), errs: make(chan error), end: make(chan struct{})}
	s.close = sync.OnceFunc(func() { close(s.end) })
	return s
}

func (s *street) Accept() (net.Conn, error) {
	select {
	case nc := <-s.conns:
		return nc, nil
	case err := <-s.errs:
		return nil, err
	case <-s.end:
		return nil, net.ErrClosed
	}
}

func (s *street) Close() error {
	s.close()
	return nil
}

func (s *street) Addr() net.Addr { return at(home) }

func at(ip string) *net.TCPAddr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(ip), 54307))
}

// A doorstep is the gate's end of a connection.
type doorstep struct {
	net.Conn
	local, remote net.Addr
	hold          func() // called by the first SetDeadline, if set
}

func (d *doorstep) LocalAddr() net.Addr  { return d.local }
func (d *doorstep) RemoteAddr() net.Addr { return d.remote }

func (d *doorstep) SetDeadline(t time.Time) error {
	if hold := d.hold; hold != nil {
		d.hold = nil
		hold()
	}
	return d.Conn.SetDeadline(t)
}

// A patientDoorstep can be half closed, as a TCP connection can.
type patientDoorstep struct {
	*doorstep
	halfClosed chan struct{}
}

func (d patientDoorstep) CloseWrite() error {
	close(d.halfClosed)
	return nil
}

// A town is a gate with the street that leads to it.
type town struct {
	*Gate
	street *street
	leave  func()     // ends the context of Serve
	end    chan error // what Serve returned
	log    *bytes.Buffer
}

// open serves with cfg until the test ends. Whoever gets through is told what
// first line has been read and what behind it, unless the test registers itself.
func open(t *testing.T, cfg Config) *town {
	t.Helper()
	log := &bytes.Buffer{}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.NewTextHandler(log, nil))
	}
	if cfg.Plaintext == "" {
		cfg.Plaintext = Any
	}
	if cfg.Protocols == nil {
		cfg.Protocols = lines(repeat)
	}
	ctx, leave := context.WithCancel(t.Context())
	s := &town{New(cfg), newStreet(), leave, make(chan error, 1), log}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.end <- s.Gate.Serve(ctx, s.street)
	}()
	t.Cleanup(func() {
		leave()
		<-done
		s.Wait()
	})
	return s
}

// lines is the chat protocol alone, with a test's Register.
func lines(register func(nc net.Conn, first string, rest []byte) (func(), error)) []Protocol {
	return []Protocol{{ALPN: wire.ALPN, Register: register}}
}

// repeat serves a client by saying what has been read of it, and stays with it
// until it leaves.
func repeat(nc net.Conn, first string, rest []byte) (func(), error) {
	return func() {
		if _, err := fmt.Fprintf(nc, "first %q, rest %q\n", first, rest); err == nil {
			_, _ = io.Copy(io.Discard, nc)
		}
	}, nil
}

// A visitor is a client of the gate, called as its address.
type visitor struct{ *wiretest.Client }

// visit connects from an address. When it returns the gate waits for the
// visitor, or the visitor for the gate.
func (s *town) visit(t *testing.T, from string) *visitor {
	t.Helper()
	return s.knock(t, &doorstep{local: at(home), remote: at(from)})
}

func (s *town) knock(t *testing.T, d *doorstep) *visitor {
	t.Helper()
	var client net.Conn
	d.Conn, client = net.Pipe()
	return s.enter(t, d, client)
}

func (s *town) enter(t *testing.T, server, client net.Conn) *visitor {
	t.Helper()
	select {
	case s.street.conns <- server:
	case <-s.street.end:
		t.Fatalf("%v finds the gate closed", server.RemoteAddr())
	}
	v := &visitor{wiretest.NewClient(t, client, server.RemoteAddr().String(), 0)}
	synctest.Wait()
	return v
}

// send is Write, but for nothing: a pipe would wait for somebody who reads nothing.
func (v *visitor) send(text string) {
	v.T.Helper()
	if text != "" {
		v.Write(text)
	}
}

// wantRefusal wants a reply of this code with a reason, and the end.
func (v *visitor) wantRefusal(code string) {
	v.T.Helper()
	if got, err := v.Line(); err != nil || !strings.HasPrefix(got, code+": ") {
		v.T.Fatalf("%s receives %.80q, %v, want %s with a reason", v.Name, got, err, code)
	}
	v.WantEnd()
}

// wantIn wants the gate to wait for the visitor's first line, and to hand it on.
func (v *visitor) wantIn() {
	v.T.Helper()
	_ = v.Conn.Conn.SetReadDeadline(time.Now()) // nothing has been said to it
	if got, err := v.In.ReadString('\n'); !errors.Is(err, os.ErrDeadlineExceeded) {
		v.T.Fatalf("%s receives %.80q, %v, want to be asked in", v.Name, got, err)
	}
	_ = v.Conn.Conn.SetReadDeadline(time.Time{})
	v.send("hello\n")
	v.Want(`first "hello", rest ""`)
}

// goAway closes the visitor's end and waits until the gate has seen it.
func (v *visitor) goAway() {
	_ = v.Conn.Conn.Close()
	synctest.Wait()
}

// wantTime wants so much time, and no more, to have passed since began.
func wantTime(t *testing.T, what string, began time.Time, want time.Duration) {
	t.Helper()
	if took := time.Since(began); took != want {
		t.Errorf("%s after %v, want %v", what, took, want)
	}
}
