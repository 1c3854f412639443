package hub

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A queueEnd is a send queue in front of one end of a pipe, which takes nothing
// at once, and the other end of it.
type queueEnd struct {
	sendQueue
	socket  socket
	other   net.Conn
	expires chan struct{} // closed by expired
}

// openQueue returns an empty queue for 100 bytes that may wait for 10 s.
func openQueue(t *testing.T) *queueEnd {
	t.Helper()
	q := &queueEnd{expires: make(chan struct{})}
	var mine net.Conn
	mine, q.other = net.Pipe()
	q.socket.init(mine)
	q.init(&q.socket, &queueLimits{bytes: 100, age: 10 * time.Second}, func() { close(q.expires) })
	t.Cleanup(func() { _, _ = mine.Close(), q.other.Close() })
	return q
}

// pushes pushes texts that fit.
func (q *queueEnd) pushes(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if err := q.push([]byte(text), time.Now()); err != nil {
			t.Errorf("%q is not taken: %v", text, err)
		}
	}
}

// wants reads exactly what is wanted.
func (q *queueEnd) wants(t *testing.T, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(q.other, got); string(got[:n]) != want {
		t.Fatalf("got %q, %v, want %q", got[:n], err, want)
	}
}

// isAtRest reports whether nothing waits and no writer runs.
func (q *queueEnd) isAtRest() bool {
	synctest.Wait()
	q.mu.Lock()
	defer q.mu.Unlock()
	return !q.backlog.writing && q.backlog.waiting == 0 && len(q.backlog.texts) == 0
}

func TestTheQueueKeepsOrderAndItsWriterEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		for range 2 {
			q.pushes(t, "one\n", "two\n", "three\n")
			if n := q.size(); n != len("one\ntwo\nthree\n") {
				t.Errorf("%d bytes wait", n)
			}
			q.wants(t, "one\ntwo\nthree\n")
			if !q.isAtRest() {
				t.Error("the writer is not at rest")
			}
		}
	})
}

func TestTheQueueIsFullInBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		large := strings.Repeat("x", 1000) // a single text may be larger than the limit
		q.pushes(t, large)
		if err := q.push([]byte("more"), time.Now()); !errors.Is(err, errFull) {
			t.Errorf("too much waits, and the error is %v", err)
		}
		q.wants(t, large)
		synctest.Wait()
		q.pushes(t, strings.Repeat("y", 60), strings.Repeat("z", 40))
		if err := q.push([]byte("!"), time.Now()); !errors.Is(err, errFull) {
			t.Errorf("101 of 100 bytes: %v", err)
		}
	})
}

// The time runs from when the oldest text began to wait, however much trickles.
func TestTheQueueExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		began := time.Now()
		q.pushes(t, strings.Repeat("x", 50), "behind")
		for range 9 {
			time.Sleep(time.Second)
			q.wants(t, "x")
		}
		<-q.expires
		if waited := time.Since(began); waited != 10*time.Second {
			t.Errorf("expired after %v", waited)
		}
		if _, err := q.failure(); !errors.Is(err, errExpired) || q.size() != 0 {
			t.Errorf("the failure is %v, and %d bytes wait", err, q.size())
		}
		q.pushes(t, "too late") // no error: the client is disconnected already
		if !q.isAtRest() && q.size() != 0 {
			t.Error("something waits for a failed connection")
		}
	})
}

func TestTheQueueHoldsAndReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		q.hold()
		q.pushes(t, "second\n", "third\n")
		if err := q.send([]byte("first\n")); err != nil {
			t.Error(err)
		}
		q.wants(t, "first\n")
		if !q.isAtRest() || q.size() != len("second\nthird\n") {
			t.Errorf("%d bytes are held", q.size())
		}
		if err := q.push(bytes.Repeat([]byte("x"), 90), time.Now()); !errors.Is(err, errFull) {
			t.Errorf("too much is held: %v", err)
		}
		q.release()
		q.pushes(t, "fourth\n")
		q.wants(t, "second\nthird\nfourth\n")
	})
}

// What is pushed while release waits comes behind what is held.
func TestReleaseKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		first, second := strings.Repeat("1", 90), strings.Repeat("2", 90)
		q.pushes(t, first)
		q.hold()
		q.pushes(t, second)
		go q.release()
		synctest.Wait() // it waits for room
		q.pushes(t, "3")
		q.wants(t, first+second+"3")
	})
}

// A request waits for room, and the end of the connection ends the waiting.
func TestSendWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		q.pushes(t, strings.Repeat("x", 80))
		sent := make(chan error)
		go func() { sent <- q.send([]byte("an answer")) }()
		synctest.Wait()
		if q.size() != 80 {
			t.Error("the answer does not wait")
		}
		q.wants(t, strings.Repeat("x", 80))
		if err := <-sent; err != nil {
			t.Error(err)
		}
		q.wants(t, "an answer")

		q.pushes(t, strings.Repeat("x", 80))
		go func() { sent <- q.send([]byte("another one")) }()
		synctest.Wait()
		q.interrupt()
		if err := <-sent; !errors.Is(err, errInterrupted) {
			t.Errorf("send returns %v", err)
		}
		q.wants(t, strings.Repeat("x", 80)) // what waits is still written
	})
}

// A failure of the connection ends the waiting too.
func TestSendReturnsTheFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		q.pushes(t, strings.Repeat("x", 80))
		sent := make(chan error)
		go func() { sent <- q.send([]byte("an answer")) }()
		synctest.Wait()
		_ = q.other.Close()
		if err := <-sent; !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("send returns %v", err)
		}
	})
}

// Nothing is kept for a client that gets nothing more, and it is not too much.
func TestNothingIsHeldAfterTheEnd(t *testing.T) {
	for _, end := range []func(*queueEnd){
		func(q *queueEnd) { q.end([]byte("goodbye\n"), time.Now()) },
		func(q *queueEnd) { q.fail(io.ErrClosedPipe) },
	} {
		synctest.Test(t, func(t *testing.T) {
			q := openQueue(t)
			q.hold()
			end(q)
			before := q.size()
			q.pushes(t, strings.Repeat("x", 60), strings.Repeat("y", 60))
			if q.size() != before {
				t.Errorf("%d bytes wait, want %d", q.size(), before)
			}
		})
	}
}

// cut drops what waits, but not what is being written, and nothing follows the
// last words.
func TestCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		q.pushes(t, "being written\n")
		synctest.Wait()
		q.pushes(t, "dropped\n")
		q.hold()
		q.pushes(t, "held\n")
		q.cut([]byte("goodbye\n"), time.Now())
		q.release()
		q.pushes(t, "late\n")
		q.end([]byte("goodbye again\n"), time.Now())
		go func() {
			q.drain(time.Now().Add(time.Second))
			_ = q.socket.nc.Close()
		}()
		if got, _ := io.ReadAll(q.other); string(got) != "being written\ngoodbye\n" {
			t.Errorf("got %q", got)
		}
	})
}

// The last words are queued however much waits.
func TestTheLastWordsAreNeverTooMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		q.pushes(t, strings.Repeat("x", 60), strings.Repeat("y", 40))
		q.end([]byte("goodbye\n"), time.Now())
		q.wants(t, strings.Repeat("x", 60)+strings.Repeat("y", 40)+"goodbye\n")
	})
}

func TestDrainHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := openQueue(t)
		q.pushes(t, "never read")
		synctest.Wait()
		began := time.Now()
		q.drain(began.Add(3 * time.Second))
		if waited := time.Since(began); waited != 3*time.Second {
			t.Errorf("drain took %v", waited)
		}
		<-q.expires
	})
}

// A push that finds room in the system costs no allocation and no goroutine.
func BenchmarkPush(b *testing.B) {
	mine, other, err := tcp()
	if err != nil {
		b.Fatal(err)
	}
	defer mine.Close()
	go func() {
		_, _ = io.Copy(io.Discard, other)
		_ = other.Close()
	}()
	q := new(queueEnd)
	q.socket.init(mine)
	q.init(&q.socket, &queueLimits{bytes: 1 << 20, age: time.Minute}, func() {})
	text, now := []byte("@alice: a line of the usual length, more or less\n"), time.Now()
	b.ReportAllocs()
	for b.Loop() {
		for q.push(text, now) != nil {
			time.Sleep(time.Millisecond)
		}
	}
}

// tcp returns the two ends of a connection over TCP.
func tcp() (a, b net.Conn, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer ln.Close()
	if a, err = net.Dial("tcp", ln.Addr().String()); err != nil {
		return nil, nil, err
	}
	b, err = ln.Accept()
	return a, b, err
}
