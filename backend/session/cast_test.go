package session

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const lab = "lab:6667"

// A scene is a session and whatever answers when it dials, in one bubble of time.
type scene struct {
	*Session
	t        *testing.T
	dialled  chan *peer // every connection, from the server's side
	happened chan Event // everything the session reported and the test has not looked at

	mu   sync.Mutex
	down error // what dialling comes to, unless nil; guarded by mu
}

// open returns a scene that closes its session when the test ends.
func open(t *testing.T) *scene {
	t.Helper()
	sc := &scene{t: t, dialled: make(chan *peer, 1000), happened: make(chan Event, 100_000)}
	sc.Session = New(Config{Dial: sc.dial})
	go func() {
		defer close(sc.happened)
		for e := range sc.Events() {
			sc.happened <- e
		}
	}()
	t.Cleanup(sc.Close)
	return sc
}

func (sc *scene) dial(_ context.Context, hostport string) (net.Conn, error) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	if sc.down != nil {
		return nil, sc.down
	}
	nc, clients := net.Pipe() // nothing is buffered in between
	sc.dialled <- &peer{sc.t, hostport, nc, bufio.NewReader(nc)}
	return clients, nil
}

// goDown makes dialling fail with err, or work again.
func (sc *scene) goDown(err error) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.down = err
}

// connect begins to register name at address and returns what will come of it.
func (sc *scene) connect(address, name string) (outcome chan error) {
	outcome = make(chan error, 1)
	go func() { outcome <- sc.Connect(sc.t.Context(), address, name) }()
	return outcome
}

// enter registers alice and returns the server's side of it.
func (sc *scene) enter(address string) *peer {
	sc.t.Helper()
	outcome := sc.connect(address, "alice")
	p := sc.accept()
	p.admit("alice")
	if err := <-outcome; err != nil {
		sc.t.Fatalf("connecting came to %v, want nil", err)
	}
	sc.wantState(Online)
	return p
}

// accept returns the next connection that the session makes.
func (sc *scene) accept() *peer {
	sc.t.Helper()
	select {
	case p := <-sc.dialled:
		return p
	case <-time.After(time.Hour):
		sc.t.Fatal("the session does not dial")
		return nil
	}
}

// wantNoDial wants the session to leave the server alone for as long as d.
func (sc *scene) wantNoDial(d time.Duration) {
	sc.t.Helper()
	select {
	case <-sc.dialled:
		sc.t.Fatal("the session dials, want it to leave the server alone")
	case <-time.After(d):
	}
}

func (sc *scene) next() Event {
	sc.t.Helper()
	select {
	case e := <-sc.happened:
		return e
	case <-time.After(time.Hour):
		sc.t.Fatal("nothing happens")
		return Event{}
	}
}

// wantState waits until the session reports state, and returns that report.
func (sc *scene) wantState(state State) Connection {
	sc.t.Helper()
	for {
		if e := sc.next(); e.Connection != nil && e.Connection.State == state {
			return *e.Connection
		}
	}
}

// wantMessage wants the next report of a message to be of this one.
func (sc *scene) wantMessage(from, text string, state MessageState) Message {
	sc.t.Helper()
	for {
		m := sc.next().Message
		if m == nil {
			continue
		}
		if m.From != from || m.Text != text || m.State != state {
			sc.t.Fatalf("reported is %+v, want %.80q from %s, %s", *m, text, from, state)
		}
		return *m
	}
}

// say sends text under key and wants the session to take it over.
func (sc *scene) say(key, text string) {
	sc.t.Helper()
	if err := sc.Send("lobby", key, text); err != nil {
		sc.t.Fatalf("sending %.80q came to %v, want nil", text, err)
	}
}

// quiet waits until everything that can happen now has, and forgets the reports.
func (sc *scene) quiet() {
	synctest.Wait()
	for len(sc.happened) > 0 {
		<-sc.happened
	}
}

// wantProblem wants err to be a Problem with code, whose sentence ends as one.
func wantProblem(t *testing.T, err error, code Code) *Problem {
	t.Helper()
	p, ok := errors.AsType[*Problem](err)
	if !ok || p.Code != code {
		t.Fatalf("it came to %v (%+v), want %s", err, p, code)
	}
	if end := p.Sentence[len(p.Sentence)-1]; end != '.' && end != '?' {
		t.Errorf("%q is no sentence", p.Sentence)
	}
	return p
}

// A peer is the server's side of a connection.
type peer struct {
	t       *testing.T
	address string
	nc      net.Conn
	in      *bufio.Reader
}

// admit registers name.
func (p *peer) admit(name string) {
	p.t.Helper()
	p.want("REGISTER " + name + " CHAT/1.0")
	p.write("200 Registration successful\n")
}

func (p *peer) write(s string) {
	p.t.Helper()
	if _, err := io.WriteString(p.nc, s); err != nil {
		p.t.Errorf("the server cannot write %.80q: %v", s, err)
	}
}

func (p *peer) want(line string) {
	p.t.Helper()
	got, err := p.in.ReadString('\n')
	if err != nil || got != line+"\n" {
		p.t.Fatalf("the server receives %.80q, %v, want %.80q", got, err, line)
	}
}

// wantEnd wants nothing but the end of the connection.
func (p *peer) wantEnd() {
	p.t.Helper()
	if got, err := p.in.ReadString('\n'); err == nil || got != "" {
		p.t.Fatalf("the server receives %.80q, %v, want the end", got, err)
	}
}

// drop ends the connection without a word.
func (p *peer) drop() { _ = p.nc.Close() }
