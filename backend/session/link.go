package session

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"strconv"
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
	confirmFor  = 5 * time.Minute  // for the user to confirm this device on another one
	silentFor   = 75 * time.Second // until a server that says nothing, not even to a ping, counts as gone
	extendEvery = 5 * time.Second  // by which that may be later
)

// A link is one connection to a server: it registers, reads and writes. It does
// not know what the lines are about.
type link struct {
	nc       net.Conn
	address  string           // host:port
	name     string           // the user's: as it was asked for, and after welcome as the server spells it
	server   wire.Fingerprint // its key; empty if it has not proved to have one
	verified bool             // a join link has told that key
	device   wire.Fingerprint // this device's key; empty for a guest
	in       *bufio.Scanner
	welcome  *wire.Welcome
	brought  map[string]int64 // what hello said about the rooms
	loaded   chan struct{}    // closed when the loop has taken the welcome and what the Outbox has
	wake     chan struct{}    // tells the write loop that there may be a line
	ping     uint64           // of the last ping; owned by writeLoop
	extended time.Time        // when the read deadline was set last; owned by readLoop

	mu        sync.Mutex
	leaving   bool // the time for the server's last words runs; guarded by mu
	abandoned bool // even that time is over; guarded by mu
}

// An outgoing is the next line for a server.
type outgoing struct {
	line     []byte        // nil if there is none
	prefixes int           // how many bytes it counts for, if not as many as it has
	wait     time.Duration // without a line: how long there is none, unless the write loop is woken
}

// lines is what a link asks for lines and gives answers to: the loop.
type lines interface {
	// nextLine returns the next line for a connection. When leaving there is
	// nothing to wait for.
	nextLine(l *link, leaving bool) outgoing

	// answers takes the answers. It may block while too many have not been handled.
	answers() chan<- incoming
}

// newLink returns a link over a connection.
func newLink(nc net.Conn, hostport, name string) *link {
	l := &link{nc: nc, address: hostport, name: name, in: bufio.NewScanner(nc), loaded: make(chan struct{}), wake: make(chan struct{}, 1)}
	l.in.Buffer(nil, wire.MaxSent+len("\r\n"))
	if known, ok := nc.(Identified); ok {
		l.server, l.verified, l.device = known.ServerKey(), known.Verified(), known.DeviceKey()
	}
	return l
}

// enter sends the first line and returns the server's reply to it as a Problem,
// unless it is that the client is registered. If that takes until another device
// confirms this one, unconfirmed is called once.
func (l *link) enter(r wire.Registration, unconfirmed func()) *Problem {
	_ = l.nc.SetDeadline(time.Now().Add(registerFor))
	_, writeErr := l.nc.Write(r.Line())
	for waited := false; ; {
		if !l.in.Scan() { // also after a failed write: a refusal may have come before it
			switch err := l.in.Err(); {
			case writeErr != nil:
				return unreachable(l.address, writeErr)
			case waited && isTimeout(err):
				return notConfirmed()
			default:
				return silent(l.address, err)
			}
		}
		reply, err := wire.ParseReply(l.in.Text())
		switch {
		case err != nil:
			return notReply(l.address, l.in.Text())
		case reply.Code == wire.OK.Code:
			if waited {
				_ = l.nc.SetDeadline(time.Now().Add(registerFor))
			}
			return nil
		case reply.Code != wire.Wait.Code && waited:
			return notPaired(l.address, l.name, reply)
		case reply.Code != wire.Wait.Code:
			return refused(l.address, l.name, reply)
		case !waited: // a second one gives it no more time
			waited = true
			_ = l.nc.SetDeadline(time.Now().Add(confirmFor + registerFor))
			unconfirmed()
		}
	}
}

// greet sends hello and returns the server's answer as a Problem, unless it is a
// welcome.
func (l *link) greet(hello wire.Hello) *Problem {
	l.brought = hello.Rooms
	_, writeErr := l.nc.Write(wire.AppendRequest(nil, hello))
	for l.in.Scan() {
		answer, err := wire.ParseAnswer(l.in.Bytes())
		if err != nil {
			return found(l.address, NotChat)
		}
		switch a := answer.(type) {
		case *wire.Welcome:
			if len(a.Journal) > maxJournal {
				return found(l.address, NotChat)
			}
			l.welcome = a
			if wire.Confusable(a.You, l.name) { // a server may spell a name its own way, but not rename the user
				l.name = a.You
			}
			return nil
		case *wire.Bye:
			return saidBye(l.address, &byeError{*a})
		case *wire.Error:
			return &Problem{Code: NotAllowed, Params: wire.With("address", l.address, "text", sanitize(a.Text, maxReason))}
		}
	}
	if writeErr != nil {
		return unreachable(l.address, writeErr)
	}
	return silent(l.address, l.in.Err())
}

// run reads and writes until the connection ends, and returns why. When running
// ends, the write loop sends the rest and says goodbye.
func (l *link) run(running context.Context, to lines) error {
	ended, end := context.WithCancel(running)
	defer end()
	// A server that does not read, or a reader of events that is behind, must not
	// keep a user who leaves.
	late := make(chan struct{})
	hurry := context.AfterFunc(running, func() {
		_ = l.nc.SetWriteDeadline(time.Now().Add(leaveFor))
		time.AfterFunc(2*leaveFor, func() { close(late) })
	})
	defer hurry()

	written := make(chan error, 1)
	go func() {
		err := l.writeLoop(ended, to)
		if err == nil && running.Err() != nil {
			l.leave()
		}
		written <- err
	}()
	err := l.readLoop(to, late)
	end()
	_ = l.nc.Close()
	failed := <-written
	if _, said := errors.AsType[*byeError](err); failed != nil && !said && !errors.Is(failed, net.ErrClosed) {
		return failed // which is what closed the connection under readLoop
	}
	return err
}

// Why a connection has ended, if nothing else says it.
var (
	errClosed = errors.New("the server closed the connection")
	errLate   = errors.New("the session has left")
)

// readLoop hands on what comes in until the connection ends, and returns why.
func (l *link) readLoop(to lines, late <-chan struct{}) error {
	for l.extend(); l.in.Scan(); l.extend() { // which does not count the time in which answers is blocked
		answer, err := wire.ParseAnswer(bytes.Clone(l.in.Bytes())) // parts of it are the answer's
		if bye, ok := answer.(*wire.Bye); ok && err == nil {
			return &byeError{*bye}
		}
		select {
		case to.answers() <- incoming{l, answer, err}:
		case <-late:
			return errLate
		}
	}
	if err := l.in.Err(); err != nil {
		return err
	}
	return errClosed
}

// writeLoop writes the lines that there are, no faster than the server wants them,
// until ended is over and there is none left (nil), or the connection fails.
func (l *link) writeLoop(ended context.Context, to lines) error {
	pace := wire.Pace{Rate: wire.Rate, Burst: wire.Burst}
	if limits := l.welcome.Limits; limits.Burst > 0 { // or the server does not say it
		pace = wire.Pace{Rate: limits.Rate, Burst: limits.Burst}
	}
	said := time.Now()
	for {
		next := to.nextLine(l, ended.Err() != nil)
		if next.line == nil {
			select {
			case <-l.wake:
				continue
			case <-ended.Done():
				if next = to.nextLine(l, true); next.line == nil {
					return nil
				}
			case <-time.After(min(next.wait, time.Until(said.Add(pingAfter)))):
				if time.Since(said) < pingAfter {
					continue
				}
				l.ping++
				next.line = wire.AppendRequest(nil, wire.Ping{ID: strconv.FormatUint(l.ping, 10)})
			}
		}
		wait := pace.Next(time.Now(), len(next.line))
		if next.prefixes > 0 {
			wait = pace.Next(time.Now(), next.prefixes)
		}
		if wait > 0 { // a client that leaves sends the rest at once
			select {
			case <-time.After(wait):
			case <-ended.Done():
			}
		}
		if _, err := l.nc.Write(next.line); err != nil {
			if ended.Err() != nil {
				_ = l.nc.Close() // wakes readLoop: the time for leaving is over
			} else {
				l.ending()
			}
			return err
		}
		said = time.Now()
	}
}

// signal wakes the write loop.
func (l *link) signal() {
	select {
	case l.wake <- struct{}{}:
	default: // it is awake already
	}
}

// extend gives the server more time to be silent.
func (l *link) extend() {
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

// leave tells the server that the client leaves, and waits a moment for its goodbye.
func (l *link) leave() {
	_ = l.nc.SetWriteDeadline(time.Now().Add(leaveFor))
	_, _ = l.nc.Write(wire.AppendRequest(nil, wire.Quit{}))
	l.ending()
}

// ending sets a moment in which the server's last words can be read, of a
// connection to which nothing more is written: they may have come before a write
// failed.
func (l *link) ending() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.abandoned {
		return
	}
	l.leaving = true
	_ = l.nc.SetReadDeadline(time.Now().Add(leaveFor))
}

// abandon ends a connection at once, without a word: packets that are still sent
// on it may go nowhere. It does not wait.
func (l *link) abandon() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaving, l.abandoned = true, true
	_ = l.nc.SetDeadline(time.Unix(1, 0)) // long past: read and write return
}

// wasAbandoned reports whether abandon has ended the connection.
func (l *link) wasAbandoned() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.abandoned
}
