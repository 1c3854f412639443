package client

import (
	"context"
	"errors"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// fetches is how many pages are asked of the server for one that a window
// wants: behind it the window asks again.
const fetches = 3

// Backlog returns the events that lead to what is now, the rooms among them but
// not what was said in them, and the room that was shown last. What was on its
// way may come again.
func (c *Chat) Backlog() (events []Event, room string) {
	// Before mu: a session that waits for its reader to take an event has its own lock.
	backlog := c.session.Backlog()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range backlog {
		switch {
		case isMessage(e) && e.RoomEvent.Waits():
			if !c.has(e.RoomEvent) {
				events = append(events, Event{Row: c.rowOf(e.RoomEvent)})
			}
		case e.Connection != nil:
			events = append(events, Event{Connection: e.Connection})
		case e.People != nil, e.Devices != nil, e.Asking != nil, e.Offers != nil, e.Blocked != nil:
			events = append(events, Event{People: e.People, Devices: e.Devices, Asking: e.Asking, Offers: e.Offers, Blocked: e.Blocked})
		}
	}
	if c.full != "" {
		events = append(events, Event{Quota: &Quota{c.full}})
	}
	for _, p := range c.warnings {
		events = append(events, Event{Warning: p})
	}
	for _, room := range c.rooms {
		events = append(events, Event{Room: c.told(room, true)})
	}
	if c.person != nil {
		var err error
		if room, err = c.person.Shown(); err != nil {
			c.log.Error("the archive cannot say which room was shown", "error", err)
		}
	}
	return events, room
}

// Page returns rows of a room. What is missing among them is fetched if there is
// a connection; otherwise a row says so.
func (c *Chat) Page(ctx context.Context, ask archive.Ask) (archive.Page, error) {
	p, at, err := c.current()
	if err != nil {
		return archive.Page{}, err
	}
	page, err := p.Page(ask)
	for range fetches {
		gap, missing := newestGap(page)
		if err != nil || !missing {
			break
		}
		if fresh, _ := c.fetch(ctx, p, at, ask.Room, gap); !fresh { // an error is said or logged already
			break
		}
		page, err = p.Page(ask)
	}
	return page, c.failed(err)
}

// newestGap returns the place right behind the newest gap of a page.
func newestGap(page archive.Page) (before int64, found bool) {
	for i := len(page.Rows) - 1; i >= 0; i-- {
		if page.Rows[i].Kind == archive.Gap {
			return page.Rows[i].Seq, true
		}
	}
	return 0, false
}

// fetch brings what happened in a room of p's, who stands so with the server,
// before a place, one page of it, and reports whether there is something new. The
// error says why the page is not here.
func (c *Chat) fetch(ctx context.Context, p *archive.Person, at session.Connection, room string, before int64) (fresh bool, err error) {
	if c.noRoom.Load() { // a gap stays where it is
		return false, archive.ErrQuota
	}
	events, more, err := c.session.History(ctx, room, before)
	if err != nil {
		return false, err // the connection's state says it already
	}
	// The session may be with the next server while the chat is still to hear
	// of it: then the page is of that one. Before mu, as in Backlog.
	if now := c.At(); !wire.SameName(now.You, at.You) || now.ServerKey != at.ServerKey || now.Journal != at.Journal {
		return false, errNobody
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.person == nil || !c.person.Is(p) {
		return false, errNobody
	}
	changed, err := p.StorePage(room, before, events, more)
	if errors.Is(err, archive.ErrQuota) {
		c.lookAtQuota()
		return false, err
	}
	if err != nil {
		c.log.Error("the archive cannot keep what was fetched", "error", err)
		return false, err
	}
	// A window that has a row should know what is new about it; the page itself it
	// gets as an answer, unless it is the newest one, which it has not asked for.
	inPage := map[string]bool{}
	for _, e := range events {
		if e.RoomEvent != nil {
			inPage[e.RoomEvent.ID] = true
		}
	}
	for _, row := range changed.Rows {
		if before == 0 || row.Kind == archive.Gap || !inPage[row.ID] {
			c.emit(Event{Row: &row})
		}
	}
	for _, part := range changed.Parts {
		c.emit(Event{Part: &part})
	}
	c.showRooms(changed.Rooms)
	return len(changed.Rows) > 0, nil // or the server's pages lead nowhere
}

// Search returns messages that fit a query, see archive.Person.Search.
func (c *Chat) Search(query, room string, before int64) (archive.Found, error) {
	p, _, err := c.current()
	if err != nil {
		return archive.Found{}, err
	}
	found, err := p.Search(query, room, before, hits)
	return found, c.failed(err)
}

// hits is how many messages a search brings at once.
const hits = 50

// Read notes that everything in a room up to a place has been read, as far as it
// is here, and tells the server, which tells the person's other devices.
func (c *Chat) Read(room string, seq int64) error {
	err := c.change(room, func(p *archive.Person, now archive.Room) (archive.Room, error) {
		seq = min(seq, now.Seq)
		return p.Read(room, seq)
	})
	if err != nil {
		return err
	}
	c.session.Read(room, seq)
	return nil
}

// MarkUnread makes what was said from a place on unread again, on this device.
func (c *Chat) MarkUnread(room string, seq int64) error {
	return c.change(room, func(p *archive.Person, _ archive.Room) (archive.Room, error) { return p.MarkUnread(room, seq) })
}

// SetNotify says what the person wants to be told of a room: All, Mentions or Nothing.
func (c *Chat) SetNotify(room, notify string) error {
	switch notify {
	case All, Mentions, Nothing:
		return c.change(room, func(p *archive.Person, _ archive.Room) (archive.Room, error) {
			return p.SetNotify(room, archive.Notify(notify))
		})
	}
	return session.NewProblem(session.Internal)
}

// maxDraft is how much of what is being written is kept, in bytes: more than
// can be sent at once, and no more than may go with all that is told of a room.
const maxDraft = 4 * wire.MaxLine

// SetDraft keeps what is being written in a room, up to 256 KiB.
func (c *Chat) SetDraft(room, text string) error {
	if len(text) > maxDraft {
		return session.NewProblem(TextTooLong)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now, err := c.roomOf(room)
	if err != nil {
		return err
	}
	if err := c.person.SetDraft(room, text); err != nil {
		return c.failed(err)
	}
	now.Draft = text // for the next Backlog; who writes knows it
	c.rooms[room] = now
	return nil
}

// change does something to a room that is known, as it was told last, and tells of it.
func (c *Chat) change(room string, do func(*archive.Person, archive.Room) (archive.Room, error)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, err := c.roomOf(room)
	if err != nil {
		return err
	}
	if now, err = do(c.person, now); err != nil {
		return c.failed(err)
	}
	c.showRooms([]archive.Room{now})
	return nil
}

// roomOf returns a room as it was told last, or a Problem. The caller holds mu.
func (c *Chat) roomOf(name string) (archive.Room, error) {
	if c.person == nil {
		return archive.Room{}, c.nobody()
	}
	room, known := c.rooms[name]
	if !known {
		return archive.Room{}, session.NewProblem(NoRoomHere)
	}
	return room, nil
}
