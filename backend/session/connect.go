package session

import (
	"context"
	"net"

	"confab/server/wire"
)

// Connect registers name at the server at address, host:port or a chat:// URL,
// and leaves the server that the session was connected to. An invitation in the
// URL is shown to the server now, and not again when the session reconnects.
// Connect returns when the server has answered, which may take minutes if this
// device has to be confirmed on another one: the Connection says so. The error is
// a Problem. Requests that wait for the same user on the same server are sent
// then; for any other the session starts from what Recall returns.
func (s *Session) Connect(ctx context.Context, address, name string) error {
	to, err := parseServer(address, name)
	if err != nil {
		return s.notTried(err)
	}
	s.runs.begin(func(running context.Context) { err = s.connect(ctx, running, to, name) })
	if err != nil { // or it would be a *Problem that is nil
		return err
	}
	return nil
}

// connect is Connect for a caller that has the turn.
func (s *Session) connect(ctx, running context.Context, to wire.Link, name string) *Problem {
	if s.isClosed() {
		return problem(Internal)
	}
	registering, stop := context.WithCancel(running)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	s.move(func(at *Connection) { *at = Connection{State: Connecting, Address: to.Address, You: name} })
	l, known, p := s.connector.register(registering, to.Address, name, to.Token)
	if p != nil {
		s.move(func(at *Connection) { at.State, at.Reason = Idle, p })
		return p
	}
	s.loop.do(func() { s.loop.arrive(known.owner, known.snapshot, Connecting, nil) })
	if !s.goOnline(running, l) { // so that a caller that has connected may send
		_ = l.nc.Close()
		s.move(func(at *Connection) { at.State, at.Reason = Idle, stopped() })
		return stopped()
	}
	s.runs.start(func() { s.reconnectLoop(running, l, lost) })
	return nil
}

// Resume is for the start of a program: it continues where a user was with a
// server, at an address as for Connect, as after a lost connection. The session is
// Offline at once, with what Recall returns, its rooms, and what waits in the
// Outbox. It connects by itself, and is Refused if the server refuses the user. An
// invitation in the address is not shown to the server. Without a Snapshot,
// nothing is known and nothing can be sent until the server has answered. The
// error is a Problem, for an address or a name that is not valid.
func (s *Session) Resume(address, name string) error {
	to, p := parseServer(address, name)
	if p != nil {
		return s.notTried(p)
	}
	closed := false
	s.runs.begin(func(running context.Context) {
		if closed = s.isClosed(); !closed {
			s.resume(running, to.Address, name)
		}
	})
	if closed {
		return problem(Internal)
	}
	return nil
}

// resume is Resume for a caller that has the turn.
func (s *Session) resume(running context.Context, address, name string) {
	known := s.connector.recallAt(address, name)
	loaded := make(chan struct{})
	s.loop.do(func() {
		s.loop.arrive(known.owner, known.snapshot, Offline, resumed)
		if past := known.snapshot; past != nil && past.Journal != "" {
			s.loop.loadOutbox(past.Journal, true, loaded)
		} else {
			close(loaded)
		}
	})
	<-loaded
	s.runs.start(func() { s.reconnectLoop(running, nil, resumed) })
}

// Reconnect tries now what the session would try later, or not at all: it is for
// Offline, Shutdown and Refused, and does nothing in other states. It does not
// wait for the outcome.
func (s *Session) Reconnect() {
	at := s.At()
	switch {
	case at.State == Offline, at.State == Shutdown, at.State == Refused && at.Reason.is(KeyChanged):
		select {
		case s.now <- struct{}{}:
		default: // it will try already
		}
	case at.State == Refused:
		s.runs.again(func() bool { return s.At().State == Refused }, func(running context.Context) {
			s.move(func(at *Connection) { at.State = Offline })
			s.runs.start(func() { s.reconnectLoop(running, nil, lost) })
		})
	}
}

// Redial gives up the connection, or the try to reconnect that is under way, and
// tries at once: it is for a machine that has lost the address from which it is
// connected, or that was suspended. In other states it is Reconnect. It does not
// wait for the outcome.
func (s *Session) Redial() {
	ended := false
	s.loop.do(func() {
		switch lp := s.loop; {
		case lp.link != nil:
			lp.link.abandon()
			ended = true
		case lp.giveUp != nil:
			lp.giveUp()
			ended = true
		}
	})
	if !ended {
		s.Reconnect()
	}
}

// LocalAddr returns this machine's end of the connection, nil if there is none.
func (s *Session) LocalAddr() (local net.Addr) {
	s.loop.do(func() {
		if s.loop.link != nil {
			local = s.loop.link.nc.LocalAddr()
		}
	})
	return local
}

// Leave tells the server, if there is a connection, and makes the session
// Idle. It returns when the server has said goodbye, after three seconds at most.
func (s *Session) Leave() {
	s.runs.begin(func(context.Context) {
		s.move(func(at *Connection) { at.State, at.Reason = Idle, nil })
	})
}

// Close leaves and ends the session. When it returns, the Outbox is not used any more.
func (s *Session) Close() {
	s.runs.begin(func(context.Context) { s.loop.do(s.loop.close) })
	s.loop.writes.wait()
}

func (s *Session) isClosed() (closed bool) {
	s.loop.do(func() { closed = s.loop.closed })
	return closed
}

// parseServer returns the server at an address, or why it or a name is not valid.
func parseServer(address, name string) (wire.Link, *Problem) {
	to, err := wire.ParseLink(address)
	if err != nil {
		return wire.Link{}, badAddress(err)
	}
	if err := wire.CheckHeld(name); err != nil {
		return wire.Link{}, badName(name, err)
	}
	return to, nil
}

// notTried returns why nothing has been tried. A session without a connection also
// reports it: perhaps no caller waits for what Connect returns.
func (s *Session) notTried(p *Problem) error {
	s.loop.do(func() {
		if s.loop.at.State == Idle && !s.loop.closed {
			s.loop.move(func(at *Connection) { at.Reason = p })
		}
	})
	return p
}

// goOnline hands a new connection to the loop, and waits until the loop has taken
// its welcome and what the Outbox has for it. It returns false if running ends
// before that: then the loop does not have the connection.
func (s *Session) goOnline(running context.Context, l *link) bool {
	select {
	case s.loop.incoming <- incoming{link: l, said: l.welcome}:
		<-l.loaded
		return true
	case <-running.Done():
		return false
	}
}
