package hub

import (
	"slices"

	"confab/server/model"
	"confab/server/wire"
)

// A verdict is what speaks against a change of a room. A client that is already
// where the change leads needs none, and is told of the room.
type verdict struct {
	bad     *wire.Error
	already bool
}

// change makes a room something else than it was: it judges, stores the event
// and waits until the room is what the event made of it, all while nobody else
// changes any. So the rooms are what the journal says, and can be read from it
// at the next start. It waits for the disk, never for a client.
func (c *conn) change(request, room, key, kind string, body wire.RoomBody, judge func() verdict) error {
	h := c.hub
	h.changing <- struct{}{}
	defer func() { <-h.changing }()
	if c.hasEnded() { // while it waited
		return errPutOut
	}
	again, err := h.find(key)
	if err != nil {
		return c.refuse(unreadable(), request, key)
	}
	if !c.hasDone(again, room, kind) { // or else it has been allowed before
		v := judge()
		if v == (verdict{}) { // who is muted does nothing that others see
			v.bad = c.muted()
		}
		switch {
		case v.bad != nil:
			return c.refuse(v.bad, request, key)
		case v.already:
			info := h.describe(room, c.key)
			info.Key = key
			c.answer(info)
			return nil
		}
	}
	e := event(room, key, kind, body)
	if err := c.say(e); err != nil {
		return err
	}
	if err := c.handOver(); err != nil {
		return err
	}
	h.settle(e.Seq)
	return nil
}

// open makes a room.
func (c *conn) open(r *wire.Open) error {
	return c.change("open", r.Room, r.Key, wire.OpenType, wire.RoomBody{Topic: r.Topic, Private: r.Private}, func() (v verdict) {
		switch {
		case r.Private && c.guest:
			v.bad = notForGuests()
		case c.hub.rooms.full(c.key):
			v.bad = tooManyRooms("")
		case c.hub.rooms.taken(r.Room):
			v.bad = wire.Refuse(wire.RoomExists)
		}
		return v
	})
}

// join makes the client a member of a room that is not private.
func (c *conn) join(r *wire.Join) error {
	return c.change("join", r.Room, r.Key, wire.JoinType, wire.RoomBody{}, func() (v verdict) {
		c.hub.rooms.look(r.Room, c.key, func(room *Room, member bool) {
			v.already = member
			if room == nil {
				v.bad = noRoom()
			}
		})
		if v == (verdict{}) && c.hub.rooms.full(c.key) {
			v.bad = tooManyRooms("")
		}
		return v
	})
}

// leaveRoom ends the client's membership; nobody leaves a room of two.
func (c *conn) leaveRoom(r *wire.Leave) error {
	return c.change("leave", r.Room, r.Key, wire.LeaveType, wire.RoomBody{}, func() verdict {
		return verdict{bad: c.mayChange(r.Room, wire.DirectLeave)}
	})
}

// topic says what a room is about.
func (c *conn) topic(r *wire.Topic) error {
	return c.change("topic", r.Room, r.Key, wire.TopicType, wire.RoomBody{Topic: r.Topic}, func() verdict {
		return verdict{bad: c.mayChange(r.Room, wire.DirectTopic)}
	})
}

// invite makes somebody else a member of a room.
func (c *conn) invite(r *wire.Invite) error {
	whom, err := c.hub.whom(r.Name)
	if err != nil {
		return c.refuse(c.refusal(err), "invite", r.Key)
	}
	return c.change("invite", r.Room, r.Key, wire.InviteType, wire.RoomBody{Name: whom.name}, func() verdict {
		if bad := c.mayChange(r.Room, wire.DirectInvite); bad != nil {
			return verdict{bad: bad}
		}
		who := wire.NameKey(whom.name)
		v := verdict{already: c.hub.rooms.member(r.Room, who) == nil}
		switch {
		case v.already:
		case c.hub.rooms.full(who):
			v.bad = tooManyRooms(whom.name)
		case c.hub.rooms.isPrivate(r.Room):
			v.bad = c.isSomebody(whom)
		}
		return v
	})
}

// direct opens the room of two people, or answers with the one there is.
func (c *conn) direct(r *wire.Direct) error {
	whom, err := c.hub.whom(r.Name)
	if err != nil {
		return c.refuse(c.refusal(err), "direct", r.Key)
	}
	room := c.hub.rooms.direct(c.name, whom.name)
	return c.change("direct", room, r.Key, wire.OpenType, wire.RoomBody{Private: true, With: two(c.name, whom.name)}, func() verdict {
		v := verdict{already: c.hub.rooms.member(room, c.key) == nil}
		switch {
		case v.already:
		case c.guest:
			v.bad = notForGuests()
		case c.hub.rooms.full(c.key):
			v.bad = tooManyRooms("")
		case c.hub.rooms.full(wire.NameKey(whom.name)):
			v.bad = tooManyRooms(whom.name)
		default:
			v.bad = c.isSomebody(whom)
		}
		return v
	})
}

// notForGuests is what a guest hears who wants what is kept for a name: anybody
// may have that name tomorrow.
func notForGuests() *wire.Error {
	return wire.Refuse(wire.GuestRoom)
}

// isSomebody returns nil if a name belongs to somebody, who alone will read
// what is said to it, on a server where names do.
func (c *conn) isSomebody(p whom) *wire.Error {
	if c.hub.cfg.Accounts != nil && p.account == model.Guest {
		return wire.Refuse(wire.NotRegistered)
	}
	return nil
}

// tooManyRooms is for a user who is in as many rooms as one can be; name is
// empty for the client's own.
func tooManyRooms(name string) *wire.Error {
	if name == "" {
		return wire.Refuse(wire.TooManyRooms, "max", wire.MaxRooms)
	}
	return wire.Refuse(wire.TooManyRoomsOf, "name", name, "max", wire.MaxRooms)
}

// mayChange returns what speaks against the client changing a room: that it is
// no member, that the room is the lobby, or one of two, which is what direct says.
func (c *conn) mayChange(room string, direct wire.Code) *wire.Error {
	if bad := c.hub.rooms.member(room, c.key); bad != nil {
		return bad
	}
	switch {
	case room == wire.Lobby:
		return wire.Refuse(wire.LobbyFixed)
	case wire.IsDirect(room):
		return wire.Refuse(direct)
	}
	return nil
}

// two returns the two people of a direct room; one who talks to oneself is one.
func two(a, b string) []string {
	if wire.NameKey(a) == wire.NameKey(b) {
		return []string{a}
	}
	names := []string{a, b}
	slices.Sort(names)
	return names
}
