package gate

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// options returns the options of a socket that tune is about.
func options(tcp *net.TCPConn) (o string, err error) {
	raw, err := tcp.SyscallConn()
	if err != nil {
		return "", err
	}
	var errs error
	get := func(fd uintptr, level, option int) int {
		n, err := unix.GetsockoptInt(int(fd), level, option)
		errs = errors.Join(errs, err)
		return n
	}
	err = raw.Control(func(fd uintptr) {
		o = fmt.Sprintf("send buffer %d, user time-out %d ms, keep-alive %d after %d s every %d s, %d times",
			get(fd, unix.SOL_SOCKET, unix.SO_SNDBUF), get(fd, unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT),
			get(fd, unix.SOL_SOCKET, unix.SO_KEEPALIVE), get(fd, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE),
			get(fd, unix.IPPROTO_TCP, unix.TCP_KEEPINTVL), get(fd, unix.IPPROTO_TCP, unix.TCP_KEEPCNT))
	})
	return o, errors.Join(err, errs)
}

func TestASocketIsTuned(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := New(Config{Plaintext: Any, Log: slog.New(slog.DiscardHandler), Protocols: lines(func(nc net.Conn, _ string, _ []byte) (func(), error) {
		o, err := options(nc.(*net.TCPConn))
		if err != nil {
			o = err.Error()
		}
		_, err = io.WriteString(nc, o)
		return func() {}, err
	})})
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- g.Serve(ctx, ln) }()

	nc, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	_, sent := io.WriteString(nc, "hello\n")
	got, err := io.ReadAll(nc)
	// The kernel doubles a send buffer, for its own bookkeeping (socket(7)).
	if want := "send buffer 131072, user time-out 75000 ms, keep-alive 1 after 30 s every 15 s, 3 times"; string(got) != want {
		t.Errorf("the socket has %q (%v, %v), want %q", got, sent, err, want)
	}
	_ = nc.Close()
	leave()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	g.Wait()
}

// A connection of another protocol than the chat has the send buffer of the
// system, which adapts it to the network: a file on a long way needs more than the chat.
func TestOnlyTheChatHasASmallSendBuffer(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 1)
	protocols := append(lines(repeat), Protocol{ALPN: "files", Serve: func(nc net.Conn, _ Client) {
		o, err := options(nc.(*sealed).Conn.(*net.TCPConn))
		got <- fmt.Sprint(o, err)
	}})
	g := New(Config{Log: slog.New(slog.DiscardHandler), Certificate: certify(t, newEd25519(t), 1), Protocols: protocols})
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- g.Serve(ctx, ln) }()
	nc, err := tls.Dial("tcp", ln.Addr().String(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"files"}})
	if err != nil {
		t.Fatal(err)
	}
	if o := <-got; strings.Contains(o, fmt.Sprintf("send buffer %d,", 2*sendBuffer)) {
		t.Errorf("it has the chat's: %s", o)
	}
	leave()
	if err := errors.Join(<-ended, nc.Close()); err != nil {
		t.Error(err)
	}
	g.Wait()
}
