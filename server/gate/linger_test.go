package gate

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// refuse is a Register that refuses every client.
func refuse(net.Conn, string, []byte) (func(), error) { return nil, wire.Invalid }

// A close with bytes unread makes the kernel reset the connection, and the
// client's may then throw away what it has not handed out yet.
func TestWhoeverStillSendsCanReadWhy(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := New(Config{Plaintext: Any, Log: slog.New(slog.DiscardHandler), Protocols: lines(refuse)})
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- g.Serve(ctx, ln) }()

	for range 5 { // the kernel may be lucky once
		nc, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, sent := io.WriteString(nc, "GET / HTTP/1.1\n"+strings.Repeat("x", 100<<10))
		reply, err := io.ReadAll(nc)
		if err != nil || string(reply) != "400 Invalid registration\n" {
			t.Errorf("the client reads %q, %v, want the reply and the end", reply, err)
		}
		if sent != nil {
			t.Errorf("the client cannot send: %v", sent)
		}
		_ = nc.Close()
	}
	leave()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	g.Wait()
}

// A patient visitor's connection can be half closed.
type patient struct {
	*visitor
	halfClosed chan struct{}
}

// patient is visit for a connection that can be half closed.
func (s *town) patient(t *testing.T, from string) patient {
	t.Helper()
	server, client := net.Pipe()
	halfClosed := make(chan struct{})
	d := patientDoorstep{&doorstep{Conn: server, local: at(home), remote: at(from)}, halfClosed}
	return patient{s.enter(t, d, client), halfClosed}
}

// wantHalfClose wants a refusal after which the gate goes on reading.
func (p patient) wantHalfClose(reply string) {
	p.T.Helper()
	if got, err := p.In.ReadString('\n'); err != nil || !strings.HasPrefix(got, reply) {
		p.T.Fatalf("%s receives %.80q, %v, want %s", p.Name, got, err, reply)
	}
	if !p.lingers() {
		p.T.Fatalf("the gate has closed the connection of %s at once", p.Name)
	}
}

// lingers reports whether the gate has closed its half of the connection.
func (p patient) lingers() bool {
	synctest.Wait()
	select {
	case <-p.halfClosed:
		return true
	default:
		return false
	}
}

// goOnSending sends the same piece again and again, with a pause behind each,
// until it cannot. It sends how many bytes that was to sent.
func (p patient) goOnSending(piece string, pause time.Duration) (sent chan int) {
	sent = make(chan int, 1)
	go func() {
		for n := 0; ; {
			m, err := io.WriteString(p.Conn.Conn, piece)
			n += m
			if err != nil {
				sent <- n
				return
			}
			<-time.After(pause)
		}
	}()
	return sent
}

func TestLingeringTakesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := open(t, Config{Protocols: lines(refuse)}).patient(t, "192.0.2.1")
		v.send("hello\n")
		v.wantHalfClose("400 Invalid registration")
		began := time.Now()
		sent := v.goOnSending("x", 300*time.Millisecond)
		v.WantEnd()
		wantTime(t, "it is let go", began, time.Second)
		if n := <-sent; n != 4 {
			t.Errorf("%d bytes have been taken, want 4, one every 0.3 s", n)
		}
	})
}

func TestLingeringTakes256KiB(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := open(t, Config{Protocols: lines(refuse)}).patient(t, "192.0.2.1")
		v.send("hello\n")
		v.wantHalfClose("400 Invalid registration")
		began := time.Now()
		sent := v.goOnSending(strings.Repeat("x", 1000), time.Microsecond)
		v.WantEnd()
		if n := <-sent; n < 256<<10 || n > 257<<10 {
			t.Errorf("%d bytes have been taken, want 256 KiB", n)
		}
		if took := time.Since(began); took > time.Millisecond {
			t.Errorf("it is let go after %v, want no time", took)
		}
	})
}

func TestLingeringEndsWithTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Protocols: lines(refuse)})
		v := s.patient(t, "192.0.2.1")
		v.send("hello\n")
		v.wantHalfClose("400 Invalid registration")
		began := time.Now()
		v.goAway()
		s.leave()
		s.Wait()
		wantTime(t, "the gate is empty", began, 0)
	})
}

// Whoever is refused for its address counts for none, so it must not take file
// descriptors from the others for long, nor fill the log.
func TestAFloodIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{MaxPerAddress: 1})
		s.visit(t, "192.0.2.1").wantIn()
		for range maxRefused {
			s.patient(t, "192.0.2.1").wantHalfClose("429 Too many: ")
		}
		for range 1000 {
			v := s.patient(t, "192.0.2.1")
			v.wantRefusal("429 Too many")
			if v.lingers() {
				t.Fatal("the gate waits for one of a flood")
			}
		}
		if logged := strings.Count(s.log.String(), "\n"); logged != maxRefused {
			t.Errorf("%d are logged, want %d", logged, maxRefused)
		}

		<-time.After(time.Minute) // and it is forgiven
		s.patient(t, "192.0.2.1").wantHalfClose("429 Too many: ")
	})
}
