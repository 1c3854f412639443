//go:build unix

package hub

import (
	"bytes"
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
	"confab/server/wire/wiretest"
)

// A reluctant connection seals everything that it is to try, and leaves all of
// it to the next Write.
type reluctant struct {
	net.Conn
	left []byte
}

func (r *reluctant) SyscallConn() (syscall.RawConn, error) { return noSocket{}, nil }

func (r *reluctant) TryRead(_ uintptr, p []byte) (n int, later bool, err error) {
	n, err = r.Read(p)
	return n, false, err
}

func (r *reluctant) TryWrite(p []byte) (n, buffered int, err error) {
	r.left = append(r.left, p...)
	return len(p), len(r.left), nil
}

func (r *reluctant) Write(p []byte) (int, error) {
	all := append(r.left, p...)
	r.left = nil
	_, err := r.Conn.Write(all)
	return len(p), err
}

// noSocket lets everything be tried.
type noSocket struct{}

func (noSocket) Control(f func(uintptr)) error { return errors.ErrUnsupported }

func (noSocket) Read(f func(uintptr) bool) error {
	for !f(0) {
		continue
	}
	return nil
}

func (noSocket) Write(f func(uintptr) bool) error { return noSocket{}.Read(f) }

// enterReluctantly registers alice over a reluctant connection.
func enterReluctantly(t *testing.T, h *Hub) *client {
	t.Helper()
	server, nc := net.Pipe()
	alice := &client{wiretest.NewClient(t, nc, "alice", 0), make(chan error, 1)}
	go func() {
		serve, err := h.Register(&reluctant{Conn: server}, "REGISTER alice CHAT/1.0", nil)
		if err == nil {
			serve()
		}
		_ = server.Close()
		alice.end <- err
	}()
	t.Cleanup(func() { _ = nc.Close() })
	alice.Want("200 Registration successful")
	return alice
}

// What TLS has begun to write is written to its end, though no other text waits.
func TestWhatTLSHasBegunIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enterReluctantly(t, h), enter(t, h, "bob")
		bob.Say("hello")
		alice.Want("@bob: hello")
		alice.Say("hello yourself")
		bob.Want("@alice: hello yourself")
		alice.Write("DISCONNECT alice CHAT/1.0\n")
		if err := <-alice.end; err != nil {
			t.Error(err)
		}
	})
}

// And it counts as waiting, for a client that does not read it.
func TestWhatTLSHasBegunCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits()) // which 4 lines of 1,000 bytes keep, and 5 pass
		enterReluctantly(t, h)
		bob := enter(t, h, "bob")
		for n := range 5 {
			wantStats(t, h, 2, 0, n, n*len("@bob: \n")+990*n) // alice is still there
			bob.Say(strings.Repeat("x", 990))
			synctest.Wait()
		}
		bob.Write("DISCONNECT\n")
		synctest.Wait()
		wantStats(t, h, 0, 0, 5, 0) // alice is put out
	})
}

// A narrow connection takes so many bytes at once, and the rest by Write.
type narrow struct {
	reluctant
	most int
}

func (n *narrow) TryWrite(p []byte) (int, int, error) {
	p = p[:min(n.most, len(p))]
	_, err := n.Write(p)
	return len(p), 0, err
}

// What a slow client has half got is written to its end: nothing stands in the
// middle of a line.
func TestASlowClientGetsTheRestOfItsLine(t *testing.T) {
	for speaks, goodbye := range map[wire.Version]string{
		wire.V1: "DISCONNECT CHAT/1.0\n",
		wire.V2: `{"type":"bye","code":"slow","text":"Your connection was too slow: too much was waiting to be sent.","back":1}` + "\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			h, _ := open(t, limits())
			var server recorder
			c := newConn(h, &narrow{reluctant{Conn: &server}, 10}, 1, speaks, &user{name: "slow"}, model.Visit{})
			c.queue.mu.Lock() // so the writer begins only then
			_ = c.queue.backlog.push([]byte("@bob: the first line\n"), time.Now())
			c.queue.backlog.writing = true
			_ = c.queue.backlog.push([]byte("@bob: the second line\n"), time.Now())
			c.queue.backlog.cut()
			c.queue.backlog.end(c.goodbye(wire.Bye{Code: wire.ByeSlow, Back: 1}), time.Now())
			c.queue.backlog.writing = false
			c.queue.unlock()
			c.finish()
			if got, want := string(bytes.Join(server.written(), nil)), "@bob: the first line\n"+goodbye; got != want {
				t.Errorf("a slow client gets %q, want %q", got, want)
			}
		})
	}
}
