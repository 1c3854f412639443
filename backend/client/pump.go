package client

import (
	"slices"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// atOnce is how many events are kept in one transaction at the most.
const atOnce = 500

// pump keeps what the session reports, and tells the window, until the session
// is closed. What comes while it is at work it takes all at once.
func (c *Chat) pump() {
	defer close(c.pumped)
	defer close(c.notices)
	pacer := &pacer{c.pace, c.closing}
	for first := range c.session.Events() {
		events := []session.Event{first}
		for more := true; more && len(events) < atOnce; {
			select {
			case e, ok := <-c.session.Events():
				if more = ok; ok {
					events = append(events, e)
				}
			default:
				more = false
			}
		}
		c.mu.Lock()
		c.happened(newest(events))
		told := c.emitted
		c.emitted = 0
		c.mu.Unlock()
		pacer.wait(events, told)
	}
}

// newest returns events without those that the next one makes void: the last of
// several lists of invitations, or of blocked names, has everything.
func newest(events []session.Event) (left []session.Event) {
	var fresh []session.Offer
	for i, e := range events {
		isLast := i+1 == len(events)
		switch {
		case e.Blocked != nil && !isLast && events[i+1].Blocked != nil:
			continue
		case e.Offers != nil && !isLast && events[i+1].Offers != nil:
			fresh = append(fresh, e.Offers.Fresh...)
			continue
		case e.Offers != nil && len(fresh) > 0:
			now := *e.Offers
			now.Fresh = slices.DeleteFunc(append(fresh, now.Fresh...), func(o session.Offer) bool { return !slices.Contains(now.Offers, o) })
			e.Offers, fresh = &now, nil
		}
		left = append(left, e)
	}
	return left
}

// happened takes events in their order: runs of those that are kept go to the
// archive as one. The caller holds mu.
func (c *Chat) happened(events []session.Event) {
	for len(events) > 0 {
		n := 0
		for n < len(events) && isKept(events[n]) {
			n++
		}
		if n > 0 {
			c.keep(events[:n])
			events = events[n:]
			continue
		}
		c.take(events[0])
		events = events[1:]
	}
}

// isKept reports whether an event is the archive's.
func isKept(e session.Event) bool {
	return e.RoomEvent != nil && !e.RoomEvent.Waits() || e.Room != nil
}

// keep stores events and tells what has become of them. A message that cannot be
// stored is told all the same: it is on the server, and is fetched again. The
// caller holds mu.
func (c *Chat) keep(events []session.Event) {
	if c.at.State == session.Connecting || c.person == nil && c.at.State != session.Online {
		return // of a server that is just being left, or what is recalled of the next one
	}
	for _, e := range events {
		c.roster.meet(e)
	}
	defer c.tellClosed(events) // after the rooms themselves: one of that name that comes later is another room
	if c.person == nil {
		c.pass(events)
		return
	}
	changed, err := c.person.Store(events)
	if err != nil {
		c.log.Error("the archive cannot keep what was said", "error", err)
		c.lack(events)
		if c.archive.Trouble() == nil {
			c.warn(session.NewProblem(ArchiveFails))
		}
		for _, e := range events {
			if isMessage(e) {
				c.emit(Event{Row: c.rowOf(e.RoomEvent)})
			}
		}
	}
	if err == nil {
		c.over(ArchiveFails)
		if c.behind.Load() {
			c.keeper.wake()
		}
	}
	for _, name := range changed.Anew { // empty first: of the one before nothing is shown with what comes now
		c.emit(Event{Room: c.told(archive.Room{Name: name, With: []string{}}, false)})
	}
	for _, row := range changed.Rows {
		c.emit(Event{Row: &row})
	}
	for _, part := range changed.Parts {
		c.emit(Event{Part: &part})
	}
	c.showRooms(changed.Rooms)
	c.notify(changed.Fresh)
	if len(changed.Refused) > 0 { // shown now, and fetched when there is room
		c.lookAtQuota()
		c.lack(changed.Refused)
		c.pass(changed.Refused)
	}
}

// tellClosed tells which rooms a moderator has closed, whether there is an archive
// or not. The caller holds mu.
func (c *Chat) tellClosed(events []session.Event) {
	for _, e := range events {
		if ch := e.RoomEvent; ch != nil && ch.Type == wire.CloseType {
			c.emit(Event{Closed: &Closed{Room: ch.Room, By: ch.From, Own: wire.SameName(ch.From, c.at.You), Reason: ch.Reason}})
		}
	}
}

// pass tells of events that no archive has room for: what is said now is shown
// although nobody finds it later. The caller holds mu.
func (c *Chat) pass(events []session.Event) {
	for _, e := range events {
		switch {
		case isMessage(e):
			if _, known := c.rooms[e.RoomEvent.Room]; known { // or there are too many
				c.emit(Event{Row: c.rowOf(e.RoomEvent)})
			}
		case e.Room != nil:
			r := e.Room
			c.showRooms([]archive.Room{{Name: r.Name, Topic: r.Topic, Members: r.Members, Private: r.Private, With: r.With, Left: r.Left, Read: r.Read, Seq: r.Seq}})
		}
	}
}

// take tells of an event that is not the archive's. The caller holds mu.
func (c *Chat) take(e session.Event) {
	switch {
	case e.Connection != nil:
		c.moved(*e.Connection)
	case e.RoomEvent != nil:
		if !c.has(e.RoomEvent) {
			c.emit(Event{Row: c.rowOf(e.RoomEvent)})
		}
	case e.Read != nil:
		if c.person != nil {
			room, err := c.person.Read(e.Read.Room, e.Read.Seq)
			c.shown(room, err)
		}
	case e.Disk != nil:
		c.serverDisk(e.Disk.Trouble)
	case e.Offers != nil:
		c.invited(e.Offers)
	case e.Blocked != nil:
		c.blocked(e.Blocked)
	case e.Typing != nil && c.isBlocked(e.Typing.From):
		// What they write is hidden, too.
	case e.Forget:
		// What there is to forget is forgotten when it is known who comes next.
	default:
		c.roster.meet(e)
		c.emit(Event{People: e.People, Presence: e.Presence, Devices: e.Devices, Asking: e.Asking, Refusal: e.Refusal, Typing: e.Typing})
	}
}

// has reports whether a message that waits is stored all the same: a crash came
// before the outbox could forget it. The caller holds mu.
func (c *Chat) has(m *session.RoomEvent) bool {
	if c.person == nil {
		return false
	}
	_, stored, err := c.person.Row(m.Room, m.ID)
	return err == nil && stored
}

// isMessage reports whether an event is a message.
func isMessage(e session.Event) bool { return e.RoomEvent != nil && e.RoomEvent.IsMessage() }

// rowOf returns a message that is not in the archive as a row. The caller holds mu.
func (c *Chat) rowOf(m *session.RoomEvent) *archive.Row {
	row := archive.RowOf(m)
	row.Parts = c.parse(c.person, c.at.You, m.Text)
	return &row
}

// moved takes how the session stands with its server. With another server or
// another name everything is another's. The caller holds mu.
func (c *Chat) moved(at session.Connection) {
	switch at.State {
	case session.Online:
		c.become(c.archive.Person(serverOf(at), at.You))
		if c.person != nil {
			if err := c.person.Met(at); err != nil {
				c.log.Error("the archive cannot keep who was met", "error", err)
			}
		}
	case session.Offline, session.Shutdown, session.Refused:
		if c.person == nil || c.at.Address != at.Address || !wire.SameName(c.at.You, at.You) {
			c.become(c.archive.Recall(at.Address, at.You))
		}
	}
	c.at = at
	c.emit(Event{Connection: &at})
	c.count()
	if at.State == session.Online {
		if c.online != nil {
			c.online(at)
		}
		c.keeper.wake()
	}
}

// serverOf says which server it is, whatever its address: by its key. One that
// has proved none is whoever is at its address, for what it says of itself any
// other one can say too.
func serverOf(at session.Connection) string {
	if at.ServerKey != "" {
		return at.ServerKey
	}
	return "address:" + at.Address
}

// become makes the chat a person's. The caller holds mu.
func (c *Chat) become(p *archive.Person, err error) {
	if err != nil {
		c.log.Error("the archive cannot be used", "error", err)
		if c.archive.Trouble() == nil {
			c.warn(session.NewProblem(ArchiveFails))
		}
		p = nil
	} else {
		c.over(ArchiveFails)
	}
	if p != nil && c.person != nil && p.Is(c.person) {
		c.person = p // who may be spelled otherwise now
		return
	}
	if c.person != nil {
		c.emit(Event{Forget: true})
	}
	c.person = p
	clear(c.rooms)
	c.offers, c.blocks = nil, nil
	clear(c.unkept)
	c.behind.Store(false)
	c.full = "" // which the window has forgotten
	c.noRoom.Store(false)
	c.roster.forget()
	if p == nil {
		c.showRooms(nil)
		return
	}
	c.lookAtQuota()
	rooms, err := p.Rooms()
	if err != nil {
		c.log.Error("the archive cannot say which rooms there are", "error", err)
	}
	c.roster.meetRooms(rooms)
	c.showRooms(rooms)
}

// shown tells of a room that has changed. The caller holds mu.
func (c *Chat) shown(room archive.Room, err error) {
	if err != nil {
		c.log.Error("the archive cannot keep what has become of a room", "error", err)
		return
	}
	c.showRooms([]archive.Room{room})
}

// showRooms tells of rooms, and of what waits to be read in all of them
// together. The caller holds mu.
func (c *Chat) showRooms(rooms []archive.Room) {
	for _, room := range rooms {
		_, known := c.rooms[room.Name]
		if !known && len(c.rooms) >= archive.MaxRooms {
			continue
		}
		c.rooms[room.Name] = room
		c.emit(Event{Room: c.told(room, !known)})
	}
	c.count()
}

// count tells how much waits to be read, if that is another number now. The
// caller holds mu.
func (c *Chat) count() {
	if u := c.sum(); u != c.unread && c.window != nil {
		c.unread = u
		c.window.Unread(u)
	}
}

// emit tells the window something. The caller holds mu.
func (c *Chat) emit(e Event) {
	if c.window != nil && e != (Event{}) {
		c.emitted += turnsOf(e)
		c.window.Emit(e)
	}
}
