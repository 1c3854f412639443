// Package client is one person's chat as a window shows it: the session with the
// server joined with the archive of all that was ever said. What the session
// reports is kept first and told then, so that whatever a window asks after it
// has heard of something is there; and what the archive lacks is fetched from
// the server when somebody wants to read it.
package client

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// A Config is what a Chat is made of. All members but the pace are needed.
type Config struct {
	Session session.Config   // its Outbox and Recall are the archive's and need not be set
	Archive *archive.Archive // which the Chat closes
	// Online is called whenever the session is online, also when it has come back by
	// itself; nil is nothing. It must not call the Chat.
	Online func(at session.Connection)
	Log    *slog.Logger

	// How many events the window is told in a second, and at once; 0 is what
	// tellRate and tellBurst say.
	TellRate  float64
	TellBurst int
}

// A Chat is a session with its archive. All methods may be called from any
// goroutine after Start. Close ends it.
type Chat struct {
	session   *session.Session
	archive   *archive.Archive
	online    func(at session.Connection)
	log       *slog.Logger
	pumped    chan struct{} // closed when pump has ended
	closing   chan struct{} // closed by Close
	pace      wire.Pace     // that the window is told at; owned by pump
	closeOnce sync.Once
	notices   chan notice   // closed by pump when it ends
	noticed   chan struct{} // closed when show has ended
	keeper    *keeper
	roster    roster
	watching  sync.WaitGroup
	started   atomic.Bool

	// mu is held from keeping something to telling of it, so that a window hears
	// of things in the order in which they became so.
	mu      sync.Mutex
	window  Window                  // nil before Start; guarded by mu
	person  *archive.Person         // nil while nobody is known; guarded by mu
	at      session.Connection      // as it was told last; guarded by mu
	rooms   map[string]archive.Room // as they were told last; guarded by mu
	unread  int                     // as it was told last; guarded by mu
	offers  *session.Offers         // that wait; nil until it has been said; guarded by mu
	blocks  map[string]bool         // the keys of the names that the person blocks; guarded by mu
	emitted int                     // turns, see pacer, that the window has been told since pump looked last; guarded by mu
	look    look                    // guarded by mu
	tell    Telling                 // guarded by mu

	full    archive.Full // which part of what may be kept of the server, as it was told last; guarded by mu
	noRoom  atomic.Bool  // it is
	dayEnds *time.Timer  // when a day is over of which no more is kept

	warnings []*session.Problem // that hold; guarded by mu
	unkept   map[string]bool    // rooms of which the archive has not taken everything; guarded by mu
	behind   atomic.Bool        // there are such rooms
	unwell   chan struct{}      // holds something when the archive has begun or ceased to work
}

// New returns a Chat that has to be started.
func New(cfg Config) *Chat {
	c := &Chat{
		archive: cfg.Archive,
		online:  cfg.Online,
		log:     cfg.Log,
		pumped:  make(chan struct{}),
		closing: make(chan struct{}),
		pace:    paceOf(cfg),
		notices: make(chan notice, maxNotices),
		noticed: make(chan struct{}),
		rooms:   map[string]archive.Room{},
		unkept:  map[string]bool{},
		unwell:  make(chan struct{}, 1),
	}
	cfg.Archive.AlsoKnown(c.roster.knows)
	cfg.Session.Outbox = cfg.Archive
	cfg.Session.Recall = c.recall
	c.session = session.New(cfg.Session)
	c.keeper = newKeeper(c)
	c.dayEnds = time.AfterFunc(time.Hour, c.dayEnded)
	c.dayEnds.Stop() // until there is such a day
	return c
}

// Start gives the Chat its window.
func (c *Chat) Start(w Window) {
	c.mu.Lock()
	c.window = w
	c.mu.Unlock()
	c.started.Store(true)
	go c.pump()
	go c.show()
	go c.keeper.run()
	c.watching.Go(c.watch)
}

// Known reports whether there is something to show of a person on a server that
// was used at an address, without a connection.
func (c *Chat) Known(address, name string) bool {
	p, err := c.archive.Recall(address, name)
	return err == nil && p != nil
}

// Close leaves the server, waits until the window has been told everything, and
// closes the archive.
func (c *Chat) Close() {
	c.closeOnce.Do(func() { close(c.closing) })
	c.session.Close()
	c.keeper.stop()
	c.dayEnds.Stop()
	if c.started.Load() {
		<-c.pumped
		<-c.noticed
		<-c.keeper.ended
		c.watching.Wait()
	}
	if err := c.archive.Close(); err != nil {
		c.log.Error("closing the archive failed", "error", err)
	}
}

// recall is the session's memory: by who the server is, if that is known,
// because its address may be another one now, or another server's.
func (c *Chat) recall(address, serverKey, name string) *session.Snapshot {
	var p *archive.Person
	var err error
	if serverKey != "" {
		p, err = c.archive.Find(serverKey, name)
	} else {
		p, err = c.archive.Recall(address, name)
	}
	if err == nil && p != nil {
		var past *session.Snapshot
		if past, err = p.Snapshot(); err == nil {
			return past
		}
	}
	if err != nil {
		c.log.Error("the archive cannot say what is known of a server", "error", err)
	}
	return nil
}

// errNobody is what is answered as long as no server is known.
var errNobody = session.NewProblem(session.NoServer)

// current returns the person and how they were told to stand with their server,
// or a Problem.
func (c *Chat) current() (*archive.Person, session.Connection, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.person == nil {
		return nil, session.Connection{}, c.nobody()
	}
	return c.person, c.at, nil
}

// nobody says why there is no person: no server is known, or the archive cannot
// be used. The caller holds mu.
func (c *Chat) nobody() *session.Problem {
	if c.at.State != session.Online {
		return errNobody
	}
	if code := troubles[c.archive.Trouble()]; code != "" {
		return session.NewProblem(code)
	}
	return session.NewProblem(ArchiveUnusable)
}

// failed makes an archive's error a Problem; what is one stays it.
func (c *Chat) failed(err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*session.Problem](err); ok {
		return p
	}
	if errors.Is(err, context.Canceled) {
		return session.NewProblem(session.StoppedWaiting)
	}
	c.log.Error("the archive failed", "error", err)
	for trouble, code := range troubles {
		if errors.Is(err, trouble) {
			return session.NewProblem(code)
		}
	}
	return session.NewProblem(ArchiveUnusable)
}

// Change is [session.Session.Change]. Without a connection it also connects at
// once, however long the session would wait: a user who writes wants to be heard.
func (c *Chat) Change(ctx context.Context, room string, change map[string]any) error {
	if err := c.session.Change(ctx, room, change); err != nil {
		return err
	}
	switch c.At().State {
	case session.Offline, session.Shutdown: // a server that has refused the user is not asked again for that
		c.Reconnect()
	}
	return nil
}
