// Package session is one person on one server, without a window: a client of
// CHAT/2.0 for any Go program. It dials, registers, comes back by itself after
// a lost connection and fetches what it has missed, keeps what is said
// meanwhile, on disk if it is given an Outbox, says it again until the server
// has it, and reports everything that happens as events, each once. What is kept
// elsewhere from session to session it is told by Recall, and goes on from there.
// The example of Session is a whole program.
//
// It depends on golang.org/x/sys for what the standard library does not have: a
// socket option (TCP_USER_TIMEOUT) and the names of Windows' socket errors.
package session

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"confab/server/wire"
)

// Config is what a session has to know. The zero value is ready for use.
type Config struct {
	Client string       // the program's name and version, which the server is told
	Device string       // what this device is called, for servers that have no name for it yet; may be empty
	Dial   Dialer       // nil is DialTCP, without TLS; backend/keys has one with
	Outbox Outbox       // nil keeps what waits in memory, as long as the session is with one server
	Log    *slog.Logger // nil logs nothing; messages are never logged

	// Recall returns what is kept elsewhere of a person, by the name and the
	// address that are to be used, and by the fingerprint of the key that the
	// server there has proved to have, which says more than its address: that is
	// empty before there is a connection, and where there is none. It returns nil
	// if nothing is kept. It is asked when a session begins on a server, or for a
	// name, that is not the one before. It may wait for the disk, not for the
	// session. It may be nil.
	Recall func(address, serverKey, name string) *Past
}

// A Session is one person on one server at a time. All methods may be called
// from any goroutine. Whoever makes one reads Events until it is closed: a
// session waits for its reader. Close ends it.
type Session struct {
	client string
	device string
	dial   Dialer
	outbox Outbox
	recall func(address, serverKey, name string) *Past
	log    *slog.Logger
	events chan Event

	turn    chan struct{} // holds something while one of Connect, Reconnect, Leave and Close is at work
	keeping chan struct{} // holds something while somebody adds to waiting, from the outbox to there

	mu      sync.Mutex
	at      Connection // guarded by mu
	known   known      // guarded by mu
	waiting []*entry   // what the server has not answered, oldest first; guarded by mu
	disk    wire.Code  // what is wrong with the server's, as it was reported last; guarded by mu
	maxLine int        // bytes of a line that the server takes; guarded by mu
	people  people     // guarded by mu
	devices *Devices   // nil until it has been said; guarded by mu

	muteEnds time.Time // when at.Muted ends, if at.MutedUntil says that it does; guarded by mu
	asking   []Asking  // those that wait for Confirm; guarded by mu
	offers   []Offer   // that wait, the newest first; guarded by mu

	offersSaid bool          // the server has said which; guarded by mu
	blocked    Blocked       // guarded by mu
	knownOf    whose         // guarded by mu
	link       *link         // nil unless Online; guarded by mu
	begun      int           // how many have asked begin for the turn; guarded by mu
	stop       func()        // ends what runs for the current server; guarded by mu
	kept       chan struct{} // closed when keep has ended; nil when it has not begun; guarded by mu
	again      chan struct{} // ends a wait for the next try
	closed     bool          // guarded by mu
}

// New returns a session that is Idle.
func New(cfg Config) *Session {
	s := &Session{
		client:  cfg.Client,
		device:  shown(cfg.Device, wire.MaxDevice),
		dial:    cfg.Dial,
		outbox:  cfg.Outbox,
		recall:  cfg.Recall,
		log:     cfg.Log,
		known:   newKnown(),
		events:  make(chan Event, 64),
		turn:    make(chan struct{}, 1),
		keeping: make(chan struct{}, 1),
		stop:    func() {},
		again:   make(chan struct{}, 1),
	}
	if s.dial == nil {
		s.dial = DialTCP
	}
	if s.outbox == nil {
		s.outbox = memory{}
	}
	if s.recall == nil {
		s.recall = func(string, string, string) *Past { return nil }
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

// Backlog returns the events that lead to what is now: how the session stands
// with its server, who is there, the person's devices, the rooms, the newest messages and changes,
// oldest first, and what waits. Events that were on their way may come again through
// Events; each replaces what it repeats.
func (s *Session) Backlog() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.at
	events := []Event{{Connection: &at}}
	if s.people.here != nil {
		events = append(events, Event{People: s.people.all()})
	}
	if s.devices != nil {
		events = append(events, Event{Devices: s.devices})
	}
	for _, a := range s.asking {
		events = append(events, Event{Asking: &a})
	}
	if len(s.offers) > 0 {
		events = append(events, Event{Offers: s.waitingOffers()})
	}
	if len(s.blocked.Names) > 0 {
		events = append(events, Event{Blocked: s.blocked.clone()})
	}
	for _, r := range s.known.inOrder() {
		events = append(events, Event{Room: &r})
	}
	for _, p := range s.known.all {
		events = append(events, p.event)
	}
	for _, e := range s.waiting {
		if e.message != nil {
			events = append(events, Event{Message: new(*e.message)})
		}
	}
	return events
}

// Connect registers name at the server at address, host:port or a chat:// URL,
// leaving the server the session was at. An invitation in the URL is shown to
// the server now, and not again when the session comes back by itself. Connect
// returns when the server has answered, which may take minutes if this device
// has to be confirmed on another one: the Connection says so. The error is a
// Problem. What waits for the same person on the same server goes out then; for
// any other the session begins anew, with what Recall says.
func (s *Session) Connect(ctx context.Context, address, name string) error {
	to, err := wire.ParseLink(address)
	if err != nil {
		return s.atOnce(badAddress(err))
	}
	hostport := to.Address
	if err := wire.CheckHeld(name); err != nil {
		return s.atOnce(badName(name, err))
	}
	running, done := s.begin()
	defer done()
	if running == nil {
		return problem(Internal)
	}
	registering, stop := context.WithCancel(running)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	s.move(func(at *Connection) { *at = Connection{State: Connecting, Address: hostport, You: name} })
	of, past := whose{address: hostport, name: name}, (*Past)(nil)
	l, err := s.register(registering, hostport, name, to.Token, func(server wire.Fingerprint) map[string]int64 {
		of.server = server
		past = s.pastOf(of)
		return s.rooms(of, past)
	})
	if err != nil {
		p, _ := errors.AsType[*Problem](err) // register returns no other
		s.move(func(at *Connection) { at.State, at.Reason = Idle, p })
		return p
	}
	of, past = s.spelled(l, of, past)
	s.arrive(of, past, Connecting, nil)
	s.welcomed(l) // who has connected may send
	s.keep(running, l, lost)
	return nil
}

// atOnce returns why nothing has been tried. Who has no connection anyhow also
// reports it: perhaps nobody waits for what Connect returns.
func (s *Session) atOnce(p *Problem) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at.State == Idle && !s.closed {
		s.moveLocked(func(at *Connection) { at.Reason = p })
	}
	return p
}

// Reconnect tries now what the session would try later, or never: it is
// for Offline, Shutdown and Refused, and does nothing in other states. It does
// not wait for the outcome.
func (s *Session) Reconnect() {
	at := s.At()
	switch {
	case at.State == Offline, at.State == Shutdown, at.State == Refused && at.Reason.is(KeyChanged):
		select {
		case s.again <- struct{}{}:
		default: // it will try already
		}
	case at.State == Refused:
		s.turn <- struct{}{}
		defer s.done()
		if s.At().State == Refused { // still
			running := s.next()
			s.move(func(at *Connection) { at.State = Offline })
			s.keep(running, nil, lost)
		}
	}
}

// Leave tells the server, if there is a connection, and makes the session
// Idle. It returns when the server has let go, after three seconds at the most.
func (s *Session) Leave() {
	_, done := s.begin()
	defer done()
	s.move(func(at *Connection) { at.State, at.Reason = Idle, nil })
}

// Close leaves and ends the session for good.
func (s *Session) Close() {
	_, done := s.begin()
	defer done()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.moveLocked(func(at *Connection) { at.State, at.Reason = Idle, nil })
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
	if s.at.State != Offline && s.at.State != Shutdown {
		s.at.RetryAt = ""
	}
	if s.at.State == Online {
		s.at.Reason = nil
	}
	s.at.Waiting = len(s.waiting)
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
