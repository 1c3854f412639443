package hub

import (
	"fmt"
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
			v.bad = tooManyRooms("You are")
		case c.hub.rooms.taken(r.Room):
			v.bad = &wire.Error{Code: wire.RoomExists, Reason: "There is a room of this name or one that looks like it, perhaps a private one. Choose another name."}
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
			v.bad = tooManyRooms("You are")
		}
		return v
	})
}

// leaveRoom ends the client's membership; nobody leaves a room of two.
func (c *conn) leaveRoom(r *wire.Leave) error {
	return c.change("leave", r.Room, r.Key, wire.LeaveType, wire.RoomBody{}, func() verdict {
		return verdict{bad: c.mayChange(r.Room, "A conversation of two has no way out. Mute it instead.")}
	})
}

// topic says what a room is about.
func (c *conn) topic(r *wire.Topic) error {
	return c.change("topic", r.Room, r.Key, wire.TopicType, wire.RoomBody{Topic: r.Topic}, func() verdict {
		return verdict{bad: c.mayChange(r.Room, "A conversation of two has no topic.")}
	})
}

// invite makes somebody else a member of a room.
func (c *conn) invite(r *wire.Invite) error {
	whom, err := c.hub.whom(r.Name)
	if err != nil {
		return c.refuse(c.refusal(err), "invite", r.Key)
	}
	return c.change("invite", r.Room, r.Key, wire.InviteType, wire.RoomBody{Name: whom.name}, func() verdict {
		if bad := c.mayChange(r.Room, "A conversation of two stays one. Open a room for more."); bad != nil {
			return verdict{bad: bad}
		}
		who := wire.NameKey(whom.name)
		v := verdict{already: c.hub.rooms.member(r.Room, who) == nil}
		switch {
		case v.already:
		case c.hub.rooms.full(who):
			v.bad = tooManyRooms(whom.name + " is")
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
			v.bad = tooManyRooms("You are")
		case c.hub.rooms.full(wire.NameKey(whom.name)):
			v.bad = tooManyRooms(whom.name + " is")
		default:
			v.bad = c.isSomebody(whom)
		}
		return v
	})
}

// notForGuests is what a guest hears who wants what is kept for a name: anybody
// may have that name tomorrow.
func notForGuests() *wire.Error {
	return &wire.Error{Code: wire.NotAllowedHere, Reason: "A guest has no private rooms, because anybody may have the name tomorrow. Connect with a key."}
}

// isSomebody returns nil if a name belongs to somebody, who alone will read
// what is said to it, on a server where names do.
func (c *conn) isSomebody(p whom) *wire.Error {
	if c.hub.cfg.Accounts != nil && p.account == model.Guest {
		return &wire.Error{Code: wire.NotFound, Reason: "Nobody here has this name for good: it is a guest's, or nobody's. A private word goes to names with a key alone."}
	}
	return nil
}

func tooManyRooms(who string) *wire.Error {
	return &wire.Error{Code: wire.NotAllowedHere, Reason: fmt.Sprintf("%s in %d rooms, and nobody can be in more. Leave one first.", who, wire.MaxRooms)}
}

// mayChange returns what speaks against the client changing a room: that it is
// no member, that the room is the lobby, or one of two, for which there is a
// sentence.
func (c *conn) mayChange(room, direct string) *wire.Error {
	if bad := c.hub.rooms.member(room, c.key); bad != nil {
		return bad
	}
	switch {
	case room == wire.Lobby:
		return &wire.Error{Code: wire.NotAllowedHere, Reason: "The lobby belongs to everybody and stays as it is."}
	case wire.IsDirect(room):
		return &wire.Error{Code: wire.NotAllowedHere, Reason: direct}
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
