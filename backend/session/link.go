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
	confirmFor  = 5 * time.Minute  // for a person to confirm this device on another one
	silentFor   = 75 * time.Second // until a server that says nothing, not even to a ping, counts as gone
	extendEvery = 5 * time.Second  // by which that may be later
)

// A link is one connection whose server has welcomed us.
type link struct {
	nc      net.Conn
	address string           // host:port
	name    string           // the person's: as it was asked for, and once welcome is here as the server spells it
	server  wire.Fingerprint // its key; empty if it has not proved to have one
	told    bool             // a join link has told that key
	device  wire.Fingerprint // our key; empty for a guest
	in      *bufio.Scanner
	welcome *wire.Welcome
	brought map[string]int64 // the rooms of which hello said how far they are known: until the server names one, what it has missed comes by itself
	wake    chan struct{}    // tells the writer that there is something for it
	ping    uint64           // of the last ping; owned by write

	extended time.Time // when the server's time to be silent was; owned by listen

	asked      bool        // who has been asked for; guarded by the session's mu
	whoAfter   string      // the name behind which the next page of who begins that is to be asked for; empty is none; guarded by the session's mu
	answered   bool        // and said; guarded by the session's mu
	offersWere []Offer     // the invitations that waited before it; guarded by the session's mu
	offersKnew bool        // which is known; guarded by the session's mu
	listed     bool        // one's devices have been asked for; guarded by the session's mu
	questions  []*question // what has been asked and not answered, oldest first; guarded by the session's mu
	fetchAfter time.Time   // nothing that is missing is to be asked for before; guarded by the session's mu
	reads      []string    // the rooms of which the server is to be told how far they are read; guarded by the session's mu
	typing     []string    // the rooms in which the person is writing, which the server is to be told; guarded by the session's mu

	mu      sync.Mutex
	leaving bool // the time for the server's last words runs; guarded by mu
}

// A byeError is the server's last word.
type byeError struct{ wire.Bye }

func (e *byeError) Error() string { return fmt.Sprintf("the server said bye: %s", e.Code) }

// register dials, registers and says hello; token is an invitation or empty,
// rooms says how far each is known on the server with a key, which is empty if
// it has not proved to have one. The error is a Problem.
func (s *Session) register(ctx context.Context, hostport, name, token string, rooms func(server wire.Fingerprint) map[string]int64) (*link, error) {
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

	l := &link{nc: nc, address: hostport, name: name, in: bufio.NewScanner(nc), wake: make(chan struct{}, 1)}
	l.in.Buffer(nil, wire.MaxSent+len("\r\n"))
	if known, ok := nc.(Identified); ok {
		l.server, l.told, l.device = known.ServerKey(), known.Verified(), known.DeviceKey()
	}
	r := wire.Registration{Name: name, Version: wire.V2, Token: token}
	err = l.enter(hostport, r, func() { s.unconfirmed(l) })
	if err == nil {
		l.brought = rooms(l.server)
		err = l.greet(hostport, wire.Hello{Client: s.client, Device: s.device, Rooms: l.brought})
	}
	if err != nil {
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

// enter says the first line and returns what the server makes of it, as a
// Problem unless it lets us in. If that takes until somebody confirms this
// device on another one, unconfirmed is called once.
func (l *link) enter(hostport string, r wire.Registration, unconfirmed func()) error {
	_ = l.nc.SetDeadline(time.Now().Add(registerFor))
	_, writeErr := l.nc.Write(r.Line())
	for waited := false; ; {
		if !l.in.Scan() { // also after a failed write: a refusal may have come before it
			switch err := l.in.Err(); {
			case writeErr != nil:
				return unreachable(hostport, writeErr)
			case waited && isTimeout(err):
				return notConfirmed()
			default:
				return silent(hostport, err)
			}
		}
		reply, err := wire.ParseReply(l.in.Text())
		switch {
		case err != nil:
			return notReply(hostport, l.in.Text())
		case reply.Code == wire.OK.Code:
			if waited {
				_ = l.nc.SetDeadline(time.Now().Add(registerFor))
			}
			return nil
		case reply.Code != wire.Wait.Code && waited:
			return notPaired(hostport, l.name, reply)
		case reply.Code != wire.Wait.Code:
			return refused(hostport, l.name, reply)
		case !waited: // another one gives it no more time
			waited = true
			_ = l.nc.SetDeadline(time.Now().Add(confirmFor + registerFor))
			unconfirmed()
		}
	}
}

// greet says hello and returns what the server makes of it, as a Problem unless
// it is a welcome.
func (l *link) greet(hostport string, hello wire.Hello) error {
	_, writeErr := l.nc.Write(wire.AppendRequest(nil, hello))
	for l.in.Scan() {
		answer, err := wire.ParseAnswer(l.in.Bytes())
		if err != nil {
			return found(hostport, NotChat)
		}
		switch a := answer.(type) {
		case *wire.Welcome:
			if len(a.Journal) > maxJournal {
				return found(hostport, NotChat)
			}
			l.welcome = a
			if wire.Confusable(a.You, l.name) { // else it has no business with how we are called
				l.name = a.You
			}
			return nil
		case *wire.Bye:
			return saidBye(hostport, &byeError{*a})
		case *wire.Error:
			return &Problem{Code: NotAllowed, Params: wire.With("address", hostport, "text", shown(a.Text, maxReason))}
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
	l.ending()
}

// ending gives a connection to which nothing more is written a moment in which
// the server's last words are heard: they may have come before a write failed.
func (l *link) ending() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaving = true
	_ = l.nc.SetReadDeadline(time.Now().Add(leaveFor))
}

// errClosed says that the server has closed the connection without a word.
var errClosed = errors.New("the server closed the connection")
