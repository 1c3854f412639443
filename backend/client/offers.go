package client

import (
	"reflect"
	"slices"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// invited takes the invitations that wait, and notifies of those that are new.
// The caller holds mu.
func (c *Chat) invited(now *session.Offers) {
	c.offers = now
	c.emit(Event{Offers: now})
	c.count()
	if c.window == nil || c.tell.DoNotDisturb || c.tell.Notify == Nothing {
		return
	}
	for _, o := range now.Fresh {
		select {
		case c.notices <- notice{Place{}, o.From + " · #" + o.Room, c.tell.Invitation}:
		default: // whoever shows them stands still, and there are some already
		}
	}
}

// blocked takes whom the person blocks: what they have said does not count from
// now on, or counts again. The caller holds mu.
func (c *Chat) blocked(now *session.Blocked) {
	c.blocks = make(map[string]bool, len(now.Names))
	for _, name := range now.Names {
		c.blocks[wire.NameKey(name)] = true
	}
	c.emit(Event{Blocked: now})
	if c.person == nil {
		return
	}
	rooms, err := c.person.SetBlocked(*now)
	if err != nil {
		c.log.Error("the archive cannot keep who is blocked", "error", err)
		return
	}
	c.showRooms(slices.DeleteFunc(rooms, func(room archive.Room) bool { return reflect.DeepEqual(room, c.rooms[room.Name]) }))
}

// isBlocked reports whether the person blocks who has a name now. The caller holds mu.
func (c *Chat) isBlocked(name string) bool {
	return len(c.blocks) > 0 && c.blocks[wire.NameKey(name)]
}
