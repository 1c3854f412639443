package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
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
