package hub

import (
	"context"
	"errors"
	"slices"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// change makes a room something else than it was. Whether it may is found out
// twice, by the same rules: here by what has been handed out, which costs the
// disk nothing, and then finally when the journal's writer comes to the event
// (see draft). In between nothing is locked. change waits for the disk and until
// the room is what the event made of it, never for another client. unless, which
// may be nil, returns what speaks against the change besides the rules.
func (rc *roomChanges) change(c *Conn, request string, e *wire.Event, unless func() error) error {
	if _, may, err := rc.permit(c, request, e, unless); !may {
		return err
	}
	return rc.commit(c, request, e)
}

// permit signs e and finds out whether the change may be made, by what has been
// handed out. If not, the request has been answered. repeated says that the
// client has made the change before, with the same id.
func (rc *roomChanges) permit(c *Conn, request string, e *wire.Event, unless func() error) (repeated, may bool, err error) {
	c.sign(e)
	e.At = time.Now() // the journal says it again
	again, err := c.hub.find(e.ID)
	if err != nil {
		return false, false, c.refuse(unreadable(), request, e.ID)
	}
	if c.hasPublished(again, e.Room, e.Type) { // it was allowed then
		return true, true, nil
	}
	err = c.hub.rooms.check(e)
	if err == nil && unless != nil {
		err = unless()
	}
	if err == nil { // a muted client does nothing that others see
		err = orNil(c.muted())
	}
	if err != nil {
		return false, false, rc.unchanged(c, request, e, err)
	}
	return false, true, nil
}

// commit stores a change of a room, and waits until the room is what it makes of
// it. If it is not stored, it has no Seq, and the request has been answered.
func (rc *roomChanges) commit(c *Conn, request string, e *wire.Event) error {
	if c.hasEnded() {
		return errKicked
	}
	h := c.hub
	c.batch.count(e)
	before := h.journal.Seq()
	err := h.publisher.publish(context.Background(), []*wire.Event{e})
	if errors.Is(err, errShutdown) {
		return err
	}
	if refusals, ok := errors.AsType[model.Refusals](err); ok && !errors.Is(refusals[e], model.ErrIDReused) {
		h.publisher.waitAll() // the event that conflicts with it is stored, and may not have been fanned out
		return rc.unchanged(c, request, e, refusals[e])
	}
	c.batch.stored([]*wire.Event{e}, before, err)
	h.publisher.waitDelivered(e.Seq)
	return nil
}

// unchanged answers a request that changes nothing because of why.
func (rc *roomChanges) unchanged(c *Conn, request string, e *wire.Event, why error) error {
	if bad, ok := errors.AsType[*wire.Error](why); ok {
		return c.refuse(bad, request, e.ID)
	}
	info := c.hub.describe(e.Room, c.key) // errUnchanged
	info.ID = e.ID
	c.answer(info)
	return nil
}

// orNil returns bad as an error.
func orNil(bad *wire.Error) error {
	if bad == nil {
		return nil
	}
	return bad
}

// open makes a room.
func (rc *roomChanges) open(c *Conn, r *wire.Open) error {
	opens := false
	defer func() {
		if opens { // by now the room counts, or is not there
			from, _ := rc.opensFrom(c)
			c.hub.rooms.opensNoMore(from)
		}
	}()
	return rc.change(c, "open", event(r.Room, r.ID, wire.OpenType, wire.RoomBody{Topic: r.Topic, Private: r.Private}), func() error {
		from, most := rc.opensFrom(c)
		if opens = c.hub.rooms.opensFrom(from, most); !opens {
			return tooManyOpened(most)
		}
		return nil
	})
}

// opensFrom returns for whom the rooms count that the client opens, besides its
// name, and how many they may be: all guests of its address, or all accounts there.
// Names cost nothing, and the rooms of a server are for all.
func (rc *roomChanges) opensFrom(c *Conn) (from string, most int) {
	if c.guest {
		return c.from.Key, wire.MaxGuestOpened
	}
	return "accounts " + c.from.Key, wire.MaxFromAddress
}

// join makes the client a member of a room that is not private, or to which its
// user is invited.
func (rc *roomChanges) join(c *Conn, r *wire.Join) error {
	return rc.change(c, "join", withFirst(event(r.Room, r.ID, wire.JoinType, wire.RoomBody{}), r.First), func() error {
		if c.hub.rooms.isPrivate(r.Room) && !c.hub.invitations.isInvited(c, r.Room) { // or the invitation is for an earlier user of the name
			return noRoom()
		}
		return nil
	})
}

// leave ends the client's membership. A room of two cannot be left.
func (rc *roomChanges) leave(c *Conn, r *wire.Leave) error {
	return rc.change(c, "leave", withFirst(event(r.Room, r.ID, wire.LeaveType, wire.RoomBody{}), r.First), nil)
}

// topic says what a room is about.
func (rc *roomChanges) topic(c *Conn, r *wire.Topic) error {
	return rc.change(c, "topic", withFirst(event(r.Room, r.ID, wire.TopicType, wire.RoomBody{Topic: r.Topic}), r.First), nil)
}

// invite offers another user to become a member of a room.
func (rc *roomChanges) invite(c *Conn, r *wire.Invite) error {
	whom, err := c.hub.whom(r.Name)
	if err != nil {
		return c.refuse(c.refusal(err), "invite", r.ID)
	}
	return rc.change(c, "invite", withFirst(event(r.Room, r.ID, wire.InviteType, wire.RoomBody{Name: whom.name, Offer: true}), r.First), func() error {
		bad := rc.requirePerson(c, whom)
		if bad == nil {
			bad = c.hub.blocking.checkBlocked(c, wire.NameKey(whom.name), whom.name)
		}
		if bad == nil && c.hub.rooms.isPrivate(r.Room) { // which never changes
			bad = rc.requireAccount(c, whom)
		}
		if bad != nil {
			return bad
		}
		return c.hub.invitations.checkStanding(c, whom, r.Room)
	})
}

// direct opens the room of two people, or answers with the one there is.
func (rc *roomChanges) direct(c *Conn, r *wire.Direct) error {
	whom, err := c.hub.whom(r.Name)
	if err != nil {
		return c.refuse(c.refusal(err), "direct", r.ID)
	}
	room := c.hub.rooms.direct(c.name, whom.name)
	e := event(room, r.ID, wire.OpenType, wire.RoomBody{Private: true, With: two(c.name, whom.name)})
	return rc.change(c, "direct", e, func() error {
		if bad := rc.requireAccount(c, whom); bad != nil {
			return bad
		}
		return orNil(c.hub.blocking.checkBlocked(c, wire.NameKey(whom.name), whom.name))
	})
}

// requireAccount returns an error if a name belongs to no account, on a server
// that has accounts: another user could have the name tomorrow and read what is
// said to it.
func (rc *roomChanges) requireAccount(c *Conn, p whom) *wire.Error {
	if c.hub.cfg.Accounts != nil && p.account == model.Guest {
		return wire.Refuse(wire.NotRegistered)
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
