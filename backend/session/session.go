// Package session is one user on one server, without a window: a client of
// CHAT/2.0 for any Go program. It dials, registers, reconnects by itself and
// fetches what it has missed. What the user sends meanwhile it stores, on disk if it
// is given an Outbox, and sends until the server has it. Everything that happens it
// reports as events, each once. What is stored between sessions it gets from Recall.
// The example of Session is a whole program.
//
// One goroutine, the loop, owns the state: the replica of the journal, the outbox,
// the pending calls, the roster and the rest. The exported methods send it commands.
// A second one, of reconnectLoop, makes one link after another; a link has a read
// loop and a write loop.
//
// It depends on golang.org/x/sys for what the standard library does not have: a
// socket option (TCP_USER_TIMEOUT) and the names of Windows' socket errors.
package session

import (
	"log/slog"
	"time"

	"confab/server/wire"
)

// Config is what a session needs to know. The zero value is ready for use.
type Config struct {
	Client string       // the program's name and version, for the server
	Device string       // the name of this device, for servers that have none for it yet; may be empty
	Dial   Dialer       // nil is DialTCP, without TLS; backend/keys has one with TLS
	Outbox Outbox       // nil keeps requests in memory, as long as the session is on one server
	Log    *slog.Logger // nil logs nothing; messages are never logged

	// Recall returns what is stored of a user, by the name and the address to be
	// used, and by the fingerprint of the key that the server there has proved to
	// have, which identifies it better than its address: it is empty before there
	// is a connection, and where the server has none. Recall returns nil if nothing
	// is stored. The session calls it when it begins on another server than before,
	// or for another name. It may wait for the disk, not for the session. It may be nil.
	Recall func(address, serverKey, name string) *Snapshot
}

// A Session is one user on one server at a time. All methods may be called from
// any goroutine. The program has to read Events until it is closed: while it does
// not, the session takes no answers from the server. Close ends the session.
type Session struct {
	roomCalls
	deviceCalls
	moderationCalls

	connector connector
	log       *slog.Logger
	loop      *loop
	runs      *runs
	now       chan struct{} // ends a wait for the next try
}

// New returns a session that is Idle.
func New(cfg Config) *Session {
	c := connector{client: cfg.Client, device: sanitize(cfg.Device, wire.MaxDevice), dial: cfg.Dial, recall: cfg.Recall, log: cfg.Log}
	if c.dial == nil {
		c.dial = DialTCP
	}
	if c.recall == nil {
		c.recall = func(string, string, string) *Snapshot { return nil }
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	disk := cfg.Outbox
	if disk == nil {
		disk = memory{}
	}
	c.loop = newLoop(c.log, disk)
	s := &Session{connector: c, log: c.log, loop: c.loop, runs: newRuns(), now: make(chan struct{}, 1)}
	calls := caller{s.loop}
	s.roomCalls, s.deviceCalls, s.moderationCalls = roomCalls{calls}, deviceCalls{calls}, moderationCalls{calls}
	go s.loop.run() // until Close, and until Events has been read
	return s
}

// Events delivers what happens, in order. Close closes it.
func (s *Session) Events() <-chan Event { return s.loop.events }

// At returns the state of the session.
func (s *Session) At() (at Connection) {
	s.loop.do(func() { at = s.loop.at })
	return at
}

// Backlog returns the events that lead to the current state: the connection, the
// roster, the user's devices, the rooms, the newest messages and changes, oldest
// first, and what waits for the server. An event that is on its way may come again
// through Events; each replaces what it repeats.
func (s *Session) Backlog() (events []Event) {
	s.loop.do(func() { events = s.loop.backlog() })
	return events
}

// move is that of the loop.
func (s *Session) move(change func(*Connection)) {
	s.loop.do(func() { s.loop.move(change) })
}

// stamp writes a time as events have it.
func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z07:00") }
