package client

import (
	"fmt"
	"maps"
	"slices"

	"confab/backend/archive"
	"confab/backend/discovery"
	"confab/backend/session"
)

// look is what the person sees.
type look struct {
	room  string
	front bool // the window is in front of the others
}

// What to be told of a room.
const (
	All      = "all"
	Mentions = "mentions"
	Nothing  = "nothing"
)

// Telling is what a person wants to be told.
type Telling struct {
	Notify       string // All, Mentions or Nothing, of rooms that say nothing else
	Invitation   string // what a notification of an invitation to a room says
	DoNotDisturb bool   // nothing at all
}

// SetTelling says what the person wants to be told from now on.
func (c *Chat) SetTelling(t Telling) {
	c.mu.Lock()
	defer c.mu.Unlock()
	changed := c.tell.Notify != t.Notify
	c.tell = t
	if changed {
		c.showRooms(slices.Collect(maps.Values(c.rooms)))
	}
}

// Look says what the person sees: of that they need not be told.
func (c *Chat) Look(room string, front bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	changed := c.look.room != room
	c.look = look{room, front}
	if _, known := c.rooms[room]; c.person == nil || !changed || !known {
		return nil
	}
	return c.failed(c.person.SetShown(room))
}

// wanted returns what the person wants to be told of a room. The caller holds mu.
func (c *Chat) wanted(room archive.Room) string {
	if room.Notify != "" {
		return string(room.Notify)
	}
	if c.tell.Notify == "" {
		return Mentions
	}
	return c.tell.Notify
}

// told returns a room as a window is told of it: with what holds for it, and
// with the draft for a window that begins. It is the window's own afterwards, and
// may be long. The caller holds mu.
func (c *Chat) told(room archive.Room, begins bool) *archive.Room {
	room.Notify = archive.Notify(c.wanted(room))
	if !begins {
		room.Draft = ""
	}
	return &room
}

// sum returns how many messages wait to be read in all rooms together of which the
// person wants to be told anything, and how many invitations; none once they have left. The caller holds mu.
func (c *Chat) sum() (n int) {
	if c.at.State == session.Idle {
		return 0
	}
	for _, room := range c.rooms {
		if !room.Left && c.wanted(room) != Nothing {
			n += room.Unread
		}
	}
	if c.at.State == session.Online && c.offers != nil {
		n += len(c.offers.Offers)
	}
	return n
}

// notify tells the person of messages that are new: once for each room, however
// many have come at once. The caller holds mu.
func (c *Chat) notify(fresh []archive.Row) {
	if c.window == nil || c.tell.DoNotDisturb {
		return
	}
	var order []string
	last, count := map[string]archive.Row{}, map[string]int{}
	for _, row := range fresh {
		room, known := c.rooms[row.Room]
		if !known || c.look.front && c.look.room == row.Room {
			continue
		}
		if want := c.wanted(room); want == Nothing || want == Mentions && !row.Mention {
			continue
		}
		if count[row.Room]++; count[row.Room] == 1 {
			order = append(order, row.Room)
		}
		last[row.Room] = row
	}
	for _, name := range order {
		row := last[name]
		title := row.From
		if len(c.rooms[name].With) == 0 {
			title += " · #" + name
		}
		if n := count[name]; n > 1 {
			title += fmt.Sprintf(" (%d)", n)
		}
		select {
		case c.notices <- notice{Place{row.Room, row.Seq}, title, row.Text}:
		default: // whoever shows them stands still, and there are some already
		}
	}
}

// A notice is what a person should be told who looks at something else.
type notice struct {
	place       Place
	title, body string
}

// maxNotices is how many wait for whoever shows them.
const maxNotices = 16

// show shows notices until there will be no further one: beside everything else,
// because the system's part of it may take seconds to answer.
func (c *Chat) show() {
	defer close(c.noticed)
	for n := range c.notices {
		if err := c.window.Notify(n.place.String(), n.title, n.body); err != nil {
			c.log.Warn("a notification cannot be shown", "error", err)
		}
	}
}

// Show has the window show a place: a notification of it was clicked.
func (c *Chat) Show(p Place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.rooms[p.Room]; known {
		c.emit(Event{Show: &p})
	}
}

// Found tells the window which servers the user can pick.
func (c *Chat) Found(servers []discovery.Server) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.emit(Event{Servers: &Servers{servers}})
}

// Invited has the window take a link to a server that was opened outside it.
func (c *Chat) Invited(link string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.emit(Event{Link: link})
}
