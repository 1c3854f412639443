// Package client is one user's chat as a window shows it: the session with the
// server joined with the archive of everything that was ever said. The archive
// stores what the session reports before the window is told of it, so that the
// window finds in the archive whatever it has been told of. What the archive
// lacks is fetched from the server when the user wants to read it.
package client

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"confab/backend/archive"
	"confab/backend/discovery"
	"confab/backend/session"
	"confab/backend/transfer"
)

// A Config is what a Chat is made of. Session, Archive and Log are needed.
type Config struct {
	Session session.Config   // New sets its Outbox and Recall, which are the archive's
	Archive *archive.Archive // the Chat closes it
	// Online is called each time the session is online, also when it has
	// reconnected by itself; nil is nothing. It must not call the Chat.
	Online func(at session.Connection)
	Log    *slog.Logger

	// How many events the window is told in a second, and at once; 0 means
	// tellRate and tellBurst.
	TellRate  float64
	TellBurst int
}

// A Chat is a session with its archive. It owns the goroutines that pump events,
// show notices, backfill and watch the archive: Start starts them, and Close ends
// the Chat after them. The parts that it embeds have the calls that concern them.
// All methods may be called from any goroutine after Start.
type Chat struct {
	connection
	requests
	history
	marks

	core     *core
	pump     *pump
	backfill *backfiller
	health   *health
	dayEnds  *time.Timer // the state's quota sets it
	running  sync.WaitGroup
	ctx      context.Context // ends with Close
	stop     context.CancelFunc
}

// New returns a Chat that has to be started.
func New(cfg Config) *Chat {
	c := &core{archive: cfg.Archive, roster: &roster{}, log: cfg.Log}
	cfg.Archive.AlsoKnown(c.roster.knows)
	cfg.Session.Outbox = cfg.Archive
	cfg.Session.Recall = c.recall
	c.session = session.New(cfg.Session)
	chat := &Chat{
		connection: connection{c.session},
		requests:   requests{c},
		history:    history{c},
		marks:      marks{c},
		core:       c,
		backfill:   newBackfiller(c),
		health:     newHealth(c),
	}
	chat.ctx, chat.stop = context.WithCancel(context.Background())
	c.state = newState(cfg, c.roster, chat.backfill.wake)
	chat.dayEnds = time.AfterFunc(time.Hour, func() { c.do((*state).checkQuota) })
	chat.dayEnds.Stop() // until a day's share is used up
	c.state.quota.dayEnds = chat.dayEnds
	chat.pump = &pump{core: c, notices: c.state.notifier.notices, pacer: pacer{paceOf(cfg), chat.ctx.Done()}}
	return chat
}

// Start gives the Chat its window. It is called once.
func (c *Chat) Start(w Window) {
	c.core.do(func(s *state) { s.screen.window = w })
	c.running.Go(c.pump.run)
	c.running.Go(func() { showNotices(w, c.pump.notices, c.core.log) })
	c.running.Go(func() { c.backfill.run(c.ctx) })
	c.running.Go(func() { c.health.run(c.ctx) })
}

// Close leaves the server, waits until the window has been told everything, and
// closes the archive.
func (c *Chat) Close() {
	c.stop()
	c.core.session.Close()
	c.dayEnds.Stop()
	c.running.Wait()
	if err := c.core.archive.Close(); err != nil {
		c.core.log.Error("closing the archive failed", "error", err)
	}
}

// Known reports whether the archive has something to show of a user on a server
// that was used at an address, without a connection.
func (c *Chat) Known(address, name string) bool {
	account, err := c.core.archive.Recall(address, name)
	return err == nil && account != nil
}

// Backlog returns the events that lead to what is now, the rooms among them but
// not what was said in them, and the room that was shown last. Events that are on
// their way may come again.
func (c *Chat) Backlog() (events []Event, room string) {
	// Before do: a session that waits for its reader to take an event has its own lock.
	reported := c.core.session.Backlog()
	c.core.do(func(s *state) { events, room = s.backlog(reported) })
	return events, room
}

// KeepAll says whether everything that was ever said is downloaded in the background.
func (c *Chat) KeepAll(wanted bool) {
	c.backfill.wanted.Store(wanted)
	c.backfill.wake()
}

// SetNotifyPrefs says what the user wants to be notified of from now on.
func (c *Chat) SetNotifyPrefs(prefs NotifyPrefs) {
	c.core.do(func(s *state) { s.setNotifyPrefs(prefs) })
}

// Look says what the user sees: it needs no notice.
func (c *Chat) Look(room string, front bool) (err error) {
	c.core.do(func(s *state) { err = c.core.failed(s.look(room, front)) })
	return err
}

// Warn tells the window something that the user has to know without having asked
// for anything. A window that comes later is told it too. It holds until the user
// has read it. It may be called before Start.
func (c *Chat) Warn(p *session.Problem) {
	c.core.do(func(s *state) { s.screen.warn(p) })
}

// Show makes the window show a place: the user has clicked a notification of it.
func (c *Chat) Show(p Place) {
	c.core.do(func(s *state) {
		if _, known := s.rooms[p.Room]; known {
			s.screen.emit(Event{Show: &p})
		}
	})
}

// Found tells the window which servers the user can pick.
func (c *Chat) Found(servers []discovery.Server) {
	c.core.do(func(s *state) { s.screen.emit(Event{Servers: &Servers{servers}}) })
}

// Invited gives the window a link to a server that was opened outside it.
func (c *Chat) Invited(link string) {
	c.core.do(func(s *state) { s.screen.emit(Event{Link: link}) })
}

// Dropped gives the window what was dropped on it.
func (c *Chat) Dropped(attached []transfer.Attachment) {
	c.core.do(func(s *state) { s.screen.emit(Event{Dropped: &attached}) })
}

// SetZone says which time zone this machine is in now: searches for days and
// the times in exported files use it.
func (c *Chat) SetZone(zone *time.Location) { c.core.archive.SetZone(zone) }

// Now is the time in that time zone.
func (c *Chat) Now() time.Time { return c.core.now() }
