//go:build unix

package gate

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// patience is how long a test waits for what must happen before it fails.
const patience = 20 * time.Second

// socketTown serves at a port of the system, which is what can be tried, until
// the test ends.
func socketTown(t testing.TB, register func(nc net.Conn, first string, rest []byte) (func(), error)) (address string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := New(Config{Plaintext: Any, Certificate: certify(t, newP256(t, elliptic.P256()), 1), Log: slog.New(slog.DiscardHandler), Protocols: lines(register)})
	ctx, leave := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- g.Serve(ctx, ln) }()
	t.Cleanup(func() {
		leave()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		g.Wait()
	})
	return ln.Addr().String()
}

// enterSocket connects to address, over what wrap makes of the socket, and says hello.
func enterSocket(t testing.TB, address string, wrap func(*net.TCPConn) net.Conn) *tls.Conn {
	t.Helper()
	nc, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nc.Close() })
	client := tls.Client(wrap(nc.(*net.TCPConn)), ours())
	_ = client.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(client, "hello\n"); err != nil {
		t.Fatal(err)
	}
	return client
}

func asItIs(nc *net.TCPConn) net.Conn { return nc }

// noise is so much of what nobody can compress or mistake.
func noise(bytes int) []byte {
	b := make([]byte, bytes)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b) // it never fails
	return b
}

// What the kernel does not take at once is in the middle of a record: it goes
// out first, whatever is written next, or nobody could read what follows.
func TestWhatDoesNotFitFollows(t *testing.T) {
	all := noise(16 << 20)
	full := make(chan struct{}) // the kernel has taken as much as it takes
	fill := sync.OnceFunc(func() { close(full) })
	address := socketTown(t, func(nc net.Conn, _ string, _ []byte) (func(), error) {
		return func() {
			defer fill()
			s, r := nc.(*sealed), rand.New(rand.NewPCG(1, 2))
			for text := all; len(text) > 0; {
				piece := text[:min(1+r.IntN(40<<10), len(text))]
				text = text[len(piece):]
				n, left, err := s.TryWrite(piece)
				if err == nil && (n < len(piece) || left > 0) {
					fill()
					_, err = s.Write(piece[n:])
				}
				if err != nil {
					t.Errorf("writing: %v", err)
					break
				}
			}
		}, nil
	})
	client := enterSocket(t, address, asItIs)
	<-full // before that nothing is read, so it fills
	got, err := io.ReadAll(client)
	if err != nil || !bytes.Equal(got, all) {
		t.Errorf("%d bytes have come, %v, want the %d that were sent", len(got), err, len(all))
	}
}

// What is left goes out with the next write, even if that has nothing to add.
func TestNothingPushesOutWhatIsLeft(t *testing.T) {
	sent, had := make(chan int, 1), make(chan error, 1)
	address := socketTown(t, func(nc net.Conn, _ string, _ []byte) (func(), error) {
		return func() {
			_ = nc.SetDeadline(time.Now().Add(patience))
			s, all := nc.(*sealed), 0
			for piece := noise(1 << 10); ; {
				n, left, err := s.TryWrite(piece)
				all += n
				if err == nil && left == 0 {
					continue
				}
				sent <- all
				if err == nil {
					_, err = s.Write(piece[n:]) // nothing
				}
				if err == nil {
					_, err = s.Read(piece[:1]) // until the client has had everything
				}
				had <- err
				return
			}
		}, nil
	})
	client := enterSocket(t, address, asItIs)
	if _, err := io.ReadFull(client, make([]byte, <-sent)); err != nil {
		t.Error(err)
	}
	if _, err := client.Write([]byte("!")); err != nil {
		t.Error(err)
	}
	if err := <-had; err != nil {
		t.Error(err)
	}
}

// A snippets connection cuts what is written at random.
type snippets struct {
	*net.TCPConn
	half func() // called when half of the next write has gone out, if set
}

func (s *snippets) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		if half := s.half; half != nil && n >= len(p)/2 {
			s.half = nil
			half()
		}
		var m int
		m, err = s.TCPConn.Write(p[n : n+1+rand.IntN(min(200, len(p)-n))])
		n += m
	}
	return n, err
}

// A record may come in any pieces, and several at once.
func TestWhatHasNotComeIsWaitedFor(t *testing.T) {
	all := noise(300 << 10)
	begun, waited := make(chan struct{}), make(chan struct{}) // half a record is there, and has been tried
	got := make(chan []byte, 1)
	address := socketTown(t, func(nc net.Conn, _ string, rest []byte) (func(), error) {
		return func() {
			<-begun
			heard, err := tryAll(nc.(*sealed), rest, sync.OnceFunc(func() { close(waited) }))
			if !errors.Is(err, io.EOF) {
				t.Errorf("reading ends with %v, want %v", err, io.EOF)
			}
			got <- heard
		}, nil
	})
	cut := &snippets{}
	client := enterSocket(t, address, func(nc *net.TCPConn) net.Conn {
		cut.TCPConn = nc
		return cut
	})
	cut.half = func() {
		close(begun)
		select {
		case <-waited:
		case <-time.After(patience):
			t.Error("half a record is not waited for")
		}
	}
	for text := all; len(text) > 0; {
		piece := text[:min(1000+rand.IntN(20<<10), len(text))]
		text = text[len(piece):]
		if _, err := client.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	if err := client.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if heard := <-got; !bytes.Equal(heard, all) {
		t.Errorf("%d bytes have come, want the %d that were sent", len(heard), len(all))
	}
}

// tryAll reads what comes, as a chat does, and says when it waits.
func tryAll(s *sealed, rest []byte, waits func()) (heard []byte, err error) {
	raw, err := s.SyscallConn()
	if err != nil {
		return nil, err
	}
	heard = rest
	buf := make([]byte, 1<<10) // less than a record: what is left of one comes without the socket
	for err == nil {
		n := 0
		var failed error
		err = raw.Read(func(fd uintptr) bool {
			var later bool
			if n, later, failed = s.TryRead(fd, buf); later {
				waits()
			}
			return !later
		})
		heard = append(heard, buf[:n]...)
		if err == nil {
			err = failed
		}
	}
	return heard, err
}

// TLS answers some of what a client sends by itself. Whoever has it do so and
// reads nothing of it fills no memory.
func TestWhatTLSAnswersIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := net.Pipe()
		defer client.Close()
		defer server.Close()
		c := &ciphers{peeked: &peeked{Conn: server}}
		c.beQuick()
		answer, sent := make([]byte, 27), 0 // a KeyUpdate's
		for ; ; sent += len(answer) {
			if _, err := (below{c}).Write(answer); err != nil {
				if !errors.Is(err, errUnread) {
					t.Error(err)
				}
				break
			}
		}
		if sent > maxUnsent || sent < maxUnsent/2 {
			t.Errorf("%d bytes wait, want at most %d", sent, maxUnsent)
		}
	})
}

// Some programs take what they have read for whole lines, and TLS gives them a
// record at a time.
func TestARecordEndsWithALine(t *testing.T) {
	line := bytes.Repeat([]byte("x"), 999)
	line = append(line, '\n')
	text := bytes.Repeat(line, 50)
	for name, write := range map[string]func(s *sealed) error{
		"what goes at once": func(s *sealed) error {
			n, _, err := s.TryWrite(text)
			if err == nil {
				_, err = s.Write(text[n:]) // what did not go at once
			}
			return err
		},
		"what waits": func(s *sealed) error {
			_, err := s.Write(text)
			return err
		},
	} {
		written := make(chan error, 1)
		address := socketTown(t, func(nc net.Conn, _ string, _ []byte) (func(), error) {
			return func() { written <- write(nc.(*sealed)) }, nil
		})
		client := enterSocket(t, address, asItIs)
		record, got := make([]byte, maxRecord), 0
		for got < len(text) {
			n, err := client.Read(record)
			if err != nil {
				t.Fatal(err)
			}
			if got += n; record[n-1] != '\n' {
				t.Fatalf("%s: a record of %d bytes ends in the middle of a line", name, n)
			}
		}
		if err := <-written; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// BenchmarkHandshake has handshakes with a gate and with crypto/tls alone take
// turns, and says how many the one makes in the time of the other.
func BenchmarkHandshake(b *testing.B) {
	gate := socketTown(b, func(nc net.Conn, _ string, _ []byte) (func(), error) {
		return func() { _, _ = io.WriteString(nc, "200\n") }, nil
	})
	ln, err := tls.Listen("tcp", "127.0.0.1:0", tlsConfig(certify(b, newP256(b, elliptic.P256()), 1), lines(nil)))
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	go func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer nc.Close()
				var line [64]byte
				_, _ = nc.Read(line[:])
				_, _ = io.WriteString(nc, "200\n")
			}()
		}
	}()
	visit := func(address string) time.Duration {
		began := time.Now()
		nc, err := tls.Dial("tcp", address, ours())
		if err != nil {
			b.Fatal(err)
		}
		defer nc.Close()
		_, _ = io.WriteString(nc, "hello\n")
		if answer, err := io.ReadAll(nc); err != nil || string(answer) != "200\n" {
			b.Fatalf("the answer is %q, %v", answer, err)
		}
		return time.Since(began)
	}
	var ours, alone time.Duration
	for b.Loop() {
		ours += visit(gate)
		alone += visit(ln.Addr().String())
	}
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "µs/gate")
	b.ReportMetric(float64(alone.Microseconds())/float64(b.N), "µs/alone")
	b.ReportMetric(float64(alone)/float64(ours), "of-crypto/tls")
}
