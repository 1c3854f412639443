package hub

import (
	"cmp"

	"confab/server/wire"
)

// who answers with a page of who is in a room, or connected.
func (on *online) who(c *Conn, r *wire.Who) error {
	var page []marked
	var more bool
	after, limit := wire.NameKey(r.After), cmp.Or(r.Limit, wire.MaxWho)
	if r.Room == "" || r.Room == wire.Lobby {
		page, more = on.page(after, limit)
	} else {
		if bad := c.hub.rooms.member(r.Room, c.key); bad != nil {
			return c.refuse(bad, "who", "")
		}
		c.hub.rooms.look(r.Room, c.key, func(room *Room, _ bool) {
			if room == nil {
				return
			}
			var names []string
			names, more = room.order.after(after, limit)
			for _, name := range names {
				page = append(page, marked{name: name})
			}
		})
		on.mark(page)
	}
	p := wire.Names{Room: r.Room}
	p.Names, p.Guests, p.Moderators, page = cutMarked(page)
	p.More = more || len(page) > 0
	return c.send(wire.AppendAnswer(nil, p))
}

// page returns the first limit of those who are connected, in the order of
// their names' keys, after one of those; and whether there are others.
func (on *online) page(after string, limit int) (page []marked, more bool) {
	users, more := on.hub.names.page(after, limit)
	for _, user := range users {
		page = append(page, marked{user.name, on.markOf(user)})
	}
	return page, more
}

// mark gives those of all who are connected their marks.
func (on *online) mark(all []marked) {
	for i := range all {
		if user := on.hub.names.user(wire.NameKey(all[i].name)); user != nil {
			all[i].mark = on.markOf(user)
		}
	}
}
