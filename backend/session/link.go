package session

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"confab/server/wire"
)

// Time limits of a connection.
const (
	dialFor     = 5 * time.Second
	registerFor = 5 * time.Second
	leaveFor    = time.Second      // each for saying so and for the server's goodbye
	pingAfter   = 30 * time.Second // of saying nothing
	silentFor   = 75 * time.Second // until a server that says nothing, not even to a ping, counts as gone
	extendEvery = 5 * time.Second  // by which that may be later
)

// A Dialer connects to host:port. Its error may be a Problem of its own, a
// wire.Reply with which the server has refused, or wrap wire.ErrNotChat.
type Dialer func(ctx context.Context, hostport string) (net.Conn, error)

// A link is one connection whose server has welcomed us.
type link struct {
	nc      net.Conn
	name    string
	in      *bufio.Scanner
	welcome *wire.Welcome
	brought map[string]int64 // the rooms of which hello said how far they are known: until the server names one, what it has missed comes by itself
	wake    chan struct{}    // tells the writer that there is something for it
	ping    uint64           // of the last ping; owned by write

	extended time.Time // when the server's time to be silent was; owned by listen

	asked      bool      // who has been asked for; guarded by the session's mu
	answered   bool      // and said; guarded by the session's mu
	fetching   *gap      // what has been asked for and has not come; guarded by the session's mu
	fetchAfter time.Time // nothing is to be asked for before; guarded by the session's mu

	mu      sync.Mutex
	leaving bool // the time for the server's goodbye runs; guarded by mu
}

// A byeError is the server's last word.
type byeError struct{ wire.Bye }

func (e *byeError) Error() string { return fmt.Sprintf("the server said bye: %s", e.Code) }

// register dials, registers and says hello; rooms is how far each is known. The error is a Problem.
func (s *Session) register(ctx context.Context, hostport, name string, rooms map[string]int64) (*link, error) {
	dialling, cancel := context.WithTimeout(ctx, dialFor)
	defer cancel()
	nc, err := s.dial(dialling, hostport)
	if err != nil {
		if ctx.Err() != nil {
			return nil, stopped()
		}
		s.log.Info("cannot dial", "address", hostport, "error", err)
		return nil, notReached(hostport, name, err)
	}
	// Who stops waiting does so at once, whatever the server does.
	stop := context.AfterFunc(ctx, func() { _ = nc.Close() })
	defer stop()

	l := &link{nc: nc, name: name, brought: rooms, in: bufio.NewScanner(nc), wake: make(chan struct{}, 1)}
	l.in.Buffer(nil, wire.MaxSent+len("\r\n"))
	_ = nc.SetDeadline(time.Now().Add(registerFor))
	if err := l.enter(hostport, wire.Hello{Client: s.client, Rooms: rooms}); err != nil {
		_ = nc.Close()
		if ctx.Err() != nil {
			return nil, stopped()
		}
		s.log.Info("not registered", "address", hostport, "reason", err)
		return nil, err
	}
	_ = nc.SetDeadline(time.Time{})
	if !stop() {
		return nil, stopped()
	}
	return l, nil
}

// enter says the first line and hello, and returns what the server makes of
// it, as a Problem unless it is a welcome.
func (l *link) enter(hostport string, hello wire.Hello) error {
	r := wire.Registration{Name: l.name, Version: wire.V2}
	_, writeErr := l.nc.Write(r.Line())
	if !l.in.Scan() { // also after a failed write: a refusal may have come before it
		if writeErr != nil {
			return unreachable(hostport, writeErr)
		}
		return silent(hostport, l.in.Err())
	}
	reply, err := wire.ParseReply(l.in.Text())
	if err != nil {
		return notChat(hostport)
	}
	if reply.Code != wire.OK.Code {
		return refused(hostport, l.name, reply)
	}
	_, writeErr = l.nc.Write(wire.AppendRequest(nil, hello))
	for l.in.Scan() {
		answer, err := wire.ParseAnswer(l.in.Bytes())
		if err != nil {
			return notChat(hostport)
		}
		switch a := answer.(type) {
		case *wire.Welcome:
			l.welcome = a
			return nil
		case *wire.Bye:
			return saidBye(hostport, &byeError{*a})
		case *wire.Error:
			return problem(NotAllowed, "The server at %s refused: %s", hostport, printable(a.Reason))
		}
	}
	if writeErr != nil {
		return unreachable(hostport, writeErr)
	}
	return silent(hostport, l.in.Err())
}

// signal wakes the writer.
func (l *link) signal() {
	select {
	case l.wake <- struct{}{}:
	default: // it is awake already
	}
}

// alive notes that the server has said something.
func (l *link) alive() {
	now := time.Now()
	if now.Sub(l.extended) < extendEvery {
		return
	}
	l.extended = now
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.leaving {
		_ = l.nc.SetReadDeadline(now.Add(silentFor + extendEvery))
	}
}

// leave tells the server that we go and gives it a moment for its goodbye.
func (l *link) leave() {
	_ = l.nc.SetWriteDeadline(time.Now().Add(leaveFor))
	_, _ = l.nc.Write(wire.AppendRequest(nil, wire.Quit{}))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaving = true
	_ = l.nc.SetReadDeadline(time.Now().Add(leaveFor))
}

// errClosed says that the server has closed the connection without a word.
var errClosed = errors.New("the server closed the connection")
