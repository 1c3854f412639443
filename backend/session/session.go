// Package session is one person on one server, without a window: it dials,
// registers, comes back by itself after a lost connection, keeps what is said
// meanwhile and reports everything that happens as events.
//
// It depends on golang.org/x/sys for what the standard library does not have: a
// socket option (TCP_USER_TIMEOUT) and the names of Windows' socket errors.
package session

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"confab/server/wire"
)

// Config is what a session has to know. The zero value is ready for use.
type Config struct {
	Dial Dialer       // nil dials TCP
	Log  *slog.Logger // nil logs nothing; messages are never logged
}

// A Session is one person on one server at a time. All methods may be called
// from any goroutine. Whoever makes one reads Events until it is closed: a
// session waits for its reader. Close ends it.
type Session struct {
	dial   Dialer
	log    *slog.Logger
	events chan Event

	turn chan struct{} // holds something while one of Connect, Reconnect, Leave and Close is at work

	mu      sync.Mutex
	at      Connection    // guarded by mu
	known   messages      // guarded by mu
	knownOf [2]string     // the server and the name that known is of; guarded by mu
	link    *link         // nil unless Online; guarded by mu
	begun   int           // how many have asked begin for the turn; guarded by mu
	stop    func()        // ends what runs for the current server; guarded by mu
	kept    chan struct{} // closed when keep has ended; nil when it has not begun; guarded by mu
	again   chan struct{} // ends a wait for the next try
	closed  bool          // guarded by mu
}

// New returns a session that is Idle.
func New(cfg Config) *Session {
	s := &Session{
		dial:   cfg.Dial,
		log:    cfg.Log,
		events: make(chan Event, 64),
		turn:   make(chan struct{}, 1),
		stop:   func() {},
		again:  make(chan struct{}, 1),
	}
	if s.dial == nil {
		s.dial = dialTCP
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.at = Connection{State: Idle, Since: stamp(time.Now())}
	return s
}

// Events delivers what happens, in order. It is closed by Close.
func (s *Session) Events() <-chan Event { return s.events }

// At returns how the session stands with its server.
func (s *Session) At() Connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

// Backlog returns the events that lead to what is now: the messages this
// session knows, oldest first, and how it stands with its server. Events that
// were on their way may come again through Events; each replaces what it repeats.
func (s *Session) Backlog() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.at
	events := []Event{{Connection: &at}}
	for _, m := range s.known.all {
		events = append(events, Event{Message: &m})
	}
	return events
}

// Connect registers name at the server at address, host:port or a chat:// URL,
// leaving the server the session was at. It returns when the server has
// answered; the error is a Problem. What waits for the same person on the same
// server goes out then; for any other the session begins anew.
func (s *Session) Connect(ctx context.Context, address, name string) error {
	hostport, err := wire.ParseAddress(address)
	if err != nil {
		return badAddress(err)
	}
	if err := wire.CheckName(name); err != nil {
		return badName(name, err)
	}
	running, done := s.begin()
	defer done()
	if running == nil {
		return problem(Internal, "This session is over.")
	}
	registering, stop := context.WithCancel(running)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	s.move(func(at *Connection) { *at = Connection{State: Connecting, Address: hostport, You: name} })
	l, err := s.register(registering, hostport, name)
	if err != nil {
		s.move(func(at *Connection) { at.State, at.Reason = Idle, err.Error() })
		return err
	}
	s.arrive(hostport, name)
	s.keep(running, l)
	return nil
}

// arrive begins anew for a person on a server, unless it is the same as before.
func (s *Session) arrive(hostport, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.knownOf != [2]string{hostport, name} {
		s.knownOf = [2]string{hostport, name}
		s.known = messages{seq: s.known.seq}
		s.emit(Event{Forget: true})
	}
}

// Reconnect tries now what the session would try later, or not at all: it is
// for Offline, Shutdown and Refused, and does nothing in other states. It does
// not wait for the outcome.
func (s *Session) Reconnect() {
	switch s.At().State {
	case Offline:
		select {
		case s.again <- struct{}{}:
		default: // it will try already
		}
	case Shutdown, Refused:
		s.turn <- struct{}{}
		defer s.done()
		if state := s.At().State; state == Shutdown || state == Refused { // still
			running := s.next()
			s.move(func(at *Connection) { at.State = Offline })
			s.keep(running, nil)
		}
	}
}

// Leave tells the server, if there is a connection, and makes the session
// Idle. It returns when the server has let go, after three seconds at the most.
func (s *Session) Leave() {
	_, done := s.begin()
	defer done()
	s.move(func(at *Connection) { at.State, at.Reason = Idle, "" })
}

// Close leaves and ends the session for good.
func (s *Session) Close() {
	_, done := s.begin()
	defer done()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.moveLocked(func(at *Connection) { at.State, at.Reason = Idle, "" })
		s.closed = true
		close(s.events)
	}
}

// begin ends what runs for the server so far, with its goodbye, and returns
// the context of what is to run now; nil if the session is closed. Until done
// is called nobody else begins. The last word counts: if somebody has asked for
// the turn since, what is to run now has ended already.
func (s *Session) begin() (running context.Context, done func()) {
	s.mu.Lock()
	s.begun++
	mine := s.begun
	s.stop() // also a Connect that has the turn
	s.mu.Unlock()

	s.turn <- struct{}{}
	running = s.next()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, s.done
	}
	if mine != s.begun {
		s.stop()
	}
	return running, s.done
}

// done lets the next have the turn.
func (s *Session) done() { <-s.turn }

// next ends what runs for the server so far, and returns the context of what
// is to run now. The caller holds turn.
func (s *Session) next() (running context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
	if kept := s.kept; kept != nil {
		s.kept = nil
		s.mu.Unlock()
		<-kept
		s.mu.Lock()
	}
	running, s.stop = context.WithCancel(context.Background())
	return running
}

// move changes how the session stands with its server and reports it. Since
// and RetryAt begin anew with every State.
func (s *Session) move(change func(*Connection)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moveLocked(change)
}

// moveLocked is move for a caller that holds mu.
func (s *Session) moveLocked(change func(*Connection)) {
	was := s.at.State
	change(&s.at)
	if s.at.State != was || s.at.Since == "" {
		s.at.Since = stamp(time.Now())
	}
	if s.at.State != Offline {
		s.at.RetryAt = ""
	}
	if s.at.State == Connecting || s.at.State == Online {
		s.at.Reason = ""
	}
	s.at.Waiting = s.known.waiting()
	at := s.at
	s.emit(Event{Connection: &at})
}

// emit reports e; the caller holds mu, so that events leave in the order in
// which they happened.
func (s *Session) emit(e Event) {
	if !s.closed {
		s.events <- e
	}
}

// stamp writes a time as events have it.
func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z07:00") }
