package keys

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"confab/backend/session"
	"confab/server/gate"
	"confab/server/tlskey"
	"confab/server/wire"
)

// patience is how long a test waits for what must happen before it fails.
const patience = 20 * time.Second

// A house is the real gate; who comes in is told who it is, unless the first
// line asks for something else.
type house struct {
	address string
	who     *tlskey.Identity
	close   func()
}

// build opens a gate at a free port, or at address. Without a who it speaks
// plaintext alone.
func build(t *testing.T, address string, who *tlskey.Identity) *house {
	t.Helper()
	ln, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	cfg := gate.Config{Plaintext: gate.Any, Log: slog.New(slog.DiscardHandler), Protocols: []gate.Protocol{{ALPN: wire.ALPN, Register: greet}}}
	if who != nil {
		cfg.Certificate = who.Certificate
	}
	g := gate.New(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- g.Serve(ctx, ln) }()
	h := &house{ln.Addr().String(), who, sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		g.Wait()
	})}
	t.Cleanup(h.close)
	return h
}

func greet(nc net.Conn, first string, _ []byte) (func(), error) {
	if _, err := wire.ParseRegistration(first); err != nil {
		return nil, err
	}
	return func() {
		for _, b := range []byte("200 Registration successful\n") { // however it comes
			_, _ = nc.Write([]byte{b})
		}
		fmt.Fprintf(nc, "you are %s\n", nc.(interface{ ClientKey() wire.Fingerprint }).ClientKey())
	}, nil
}

func newIdentity(t *testing.T) *tlskey.Identity {
	t.Helper()
	who, err := tlskey.New()
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func newDialer(t *testing.T, dir string) *Dialer {
	t.Helper()
	device := openDevice(t, dir, none())
	return &Dialer{Device: func(context.Context) (*Device, error) { return device, nil }, Servers: openServers(t, dir)}
}

// visit says a first line and returns all that comes.
func (d *Dialer) visit(t *testing.T, address, first string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	nc, err := d.Dial(ctx, address)
	if err != nil {
		return "", err
	}
	defer nc.Close()
	_ = nc.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(nc, first+"\n"); err != nil {
		return "", err
	}
	said, err := io.ReadAll(nc)
	return string(said), err
}

func TestADeviceIsKnownByItsKeyAtTheGate(t *testing.T) {
	h, dir := build(t, "127.0.0.1:0", newIdentity(t)), t.TempDir()
	d := newDialer(t, dir)
	want := fmt.Sprintf("200 Registration successful\nyou are %s\n", openDevice(t, dir, none()).Fingerprint)
	for range 2 { // the first visit, and another
		if said, err := d.visit(t, h.address, "REGISTER ann CHAT/1.0"); said != want || err != nil {
			t.Errorf("the server says %q, %v, want %q", said, err, want)
		}
	}
	guest := &Dialer{Servers: openServers(t, dir)}
	if said, err := guest.visit(t, h.address, "REGISTER ann CHAT/1.0"); said != "200 Registration successful\nyou are \n" || err != nil {
		t.Errorf("to a guest the server says %q, %v", said, err)
	}
}

// A handshake succeeds even if the server refuses: only its 200 counts.
func TestAKeyIsPinnedByThe200(t *testing.T) {
	h, d := build(t, "127.0.0.1:0", newIdentity(t)), newDialer(t, t.TempDir())
	if said, err := d.visit(t, h.address, "hello"); said != "400 Invalid registration\n" || err != nil {
		t.Fatalf("the server says %q, %v", said, err)
	}
	if key := d.Servers.Key(h.address); key != "" {
		t.Errorf("a server that refused is known as %s", key)
	}
	if _, err := d.visit(t, h.address, "REGISTER ann CHAT/1.0"); err != nil {
		t.Fatal(err)
	}
	if key := d.Servers.Key(h.address); key != h.who.Fingerprint {
		t.Errorf("the server is known as %q, want %s", key, h.who.Fingerprint)
	}
}

// In between the server may have us wait, and what it sends may come in any pieces.
func TestWaitingIsNotYetBeingLetIn(t *testing.T) {
	for text, want := range map[string]bool{
		"100 Confirm this on your other device\n200 Registration successful\n": true,
		"100\n100 x\n\r\n": false, "100 200 \n": false,
		"100 x\n200\n":                       true,
		"100\n200 x\n":                       true,
		"100 x\n403 Not allowed: no\n200 \n": false,
		"200 Registration successful\n":      true,
		"1\n200 \n":                          false, "2001 \n200 \n": false, "": false,
	} {
		for size := 1; size <= len(text)+1; size++ {
			letIn := 0
			v := &visit{letIn: func() error { letIn++; return nil }}
			for piece := range slices.Chunk([]byte(text), size) {
				if err := v.look(piece); err != nil {
					t.Fatal(err)
				}
			}
			if letIn > 1 || letIn == 1 != want {
				t.Errorf("%q in pieces of %d lets in %d times", text, size, letIn)
			}
		}
	}
}

// Who comes by a link has verified the server, also one that was known; and the
// connection says so.
func TestALinkVerifiesTheServer(t *testing.T) {
	h, dir := build(t, "127.0.0.1:0", newIdentity(t)), t.TempDir()
	d := newDialer(t, dir)
	verified := func(d *Dialer) bool {
		t.Helper()
		nc, err := d.Dial(t.Context(), h.address)
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		return nc.(session.Identified).Verified()
	}
	visit := func() {
		t.Helper()
		if _, err := d.visit(t, h.address, "REGISTER ann CHAT/1.0"); err != nil {
			t.Fatal(err)
		}
	}
	visit()
	if verified(d) {
		t.Error("a server that was found is verified")
	}
	d.Servers.Expect(wire.Link{Address: h.address, Key: h.who.Fingerprint})
	if !verified(d) {
		t.Error("a server that a link has told is not verified")
	}
	if verified(newDialer(t, dir)) {
		t.Error("it is remembered before the server has let anybody in")
	}
	visit()
	if !verified(d) || !verified(newDialer(t, dir)) {
		t.Error("it is not remembered")
	}
}

// A new certificate over the same key is the same server; another key at the
// same address is not, and learns nothing: no name, no line, not who comes.
func TestAnotherKeyLearnsNothing(t *testing.T) {
	dir, d := t.TempDir(), newDialer(t, t.TempDir())
	who, err := tlskey.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := build(t, "127.0.0.1:0", who)
	if _, err := d.visit(t, h.address, "REGISTER ann CHAT/1.0"); err != nil {
		t.Fatal(err)
	}
	h.close()

	middle := listen(t, h.address)
	heard := make(chan string, 1)
	go func() {
		nc, err := middle.Accept()
		if err != nil {
			heard <- err.Error()
			return
		}
		defer nc.Close()
		sealed := tls.Server(nc, &tls.Config{Certificates: []tls.Certificate{newIdentity(t).Certificate}, ClientAuth: tls.RequestClientCert, NextProtos: []string{wire.ALPN}})
		line, _ := bufio.NewReader(sealed).ReadString('\n')
		heard <- fmt.Sprintf("%d certificates and %q", len(sealed.ConnectionState().PeerCertificates), line)
	}()
	_, err = d.visit(t, h.address, "REGISTER ann CHAT/1.0")
	if changed, ok := errors.AsType[*KeyChanged](err); !ok || changed.Before != who.Fingerprint || changed.Now == who.Fingerprint {
		t.Errorf("the visit ends with %v", err)
	}
	if got := <-heard; got != `0 certificates and ""` {
		t.Errorf("who is in between learns %s", got)
	}
	_ = middle.Close()

	anew := build(t, h.address, newIdentity(t)) // the server itself, set up anew
	if _, err := d.visit(t, h.address, "REGISTER ann CHAT/1.0"); err == nil {
		t.Error("another key gets past")
	}
	d.Servers.Expect(wire.Link{Address: h.address, Key: anew.who.Fingerprint})
	if _, err := d.visit(t, h.address, "REGISTER ann CHAT/1.0"); err != nil {
		t.Errorf("with its join link: %v", err)
	}
	if key := d.Servers.Key(h.address); key != anew.who.Fingerprint {
		t.Errorf("the server is known as %s", key)
	}
}

// listen listens until the test ends.
func listen(t *testing.T, address string) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	return ln
}

// Two first visits at once may meet two servers; the one that is pinned first stays.
func TestTheFirstToBePinnedStays(t *testing.T) {
	h, d := build(t, "127.0.0.1:0", newIdentity(t)), newDialer(t, t.TempDir())
	nc, err := d.Dial(t.Context(), h.address)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if err := d.Servers.pin(h.address, red); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(nc, "REGISTER ann CHAT/1.0\n")
	said, err := io.ReadAll(nc)
	if _, ok := errors.AsType[*KeyChanged](err); !ok || bytes.Contains(said, []byte("you are")) {
		t.Errorf("the server says %q, %v", said, err)
	}
}

// answers is a server that says something to whoever comes.
func answers(t *testing.T, text string) (address string) {
	ln := listen(t, "127.0.0.1:0")
	go func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(nc, text)
			_, _ = io.Copy(io.Discard, nc)
			_ = nc.Close()
		}
	}()
	return ln.Addr().String()
}

func TestWhoeverStopsWaitingDoesSoAtOnce(t *testing.T) {
	d := newDialer(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	d.TCP = func(ctx context.Context, hostport string) (net.Conn, error) {
		defer cancel() // while the server says nothing
		return new(net.Dialer).DialContext(ctx, "tcp", hostport)
	}
	if _, err := d.Dial(ctx, answers(t, "")); !errors.Is(err, context.Canceled) {
		t.Errorf("Dial returned %v", err)
	}
}
