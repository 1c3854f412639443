package session

import (
	"slices"

	"confab/server/wire"
)

// A Snapshot is what is stored of a user on a server between sessions, for
// Config.Recall: what the server need not say again, and what there is to show
// before it has answered.
type Snapshot struct {
	Journal string         // as a Connection had it last
	Base    int64          // as a Connection had it last
	Top     int64          // the greatest place that is stored, of this journal and those before it
	Guest   bool           // as a Connection had it last, as the following
	Role    string         //
	You     string         // the name as the server spells it
	Rooms   []RoomSnapshot // those that the user was in
	Blocked Blocked        // whom the user blocked

	Server    string
	ServerKey string
	Verified  bool
}

// A RoomSnapshot is a room of a Snapshot. The session tells the server how far it
// is read, if the server does not know.
type RoomSnapshot struct {
	Room Room
	Last int64 // the place of the newest event that is stored; 0 if none is
}

// replica returns what a session with p, which may be nil, begins with.
func (p *Snapshot) replica() replica {
	r := newReplica()
	if p == nil {
		return r
	}
	r.journal, r.base, r.guest = p.Journal, min(max(p.Base, 0), MaxPlace), p.Guest
	r.top = min(max(p.Top, r.base), MaxPlace)
	for _, room := range p.Rooms {
		if !wire.IsRoom(room.Room.Name) || room.Room.Left || len(r.rooms) == maxRooms {
			continue
		}
		last := min(room.Last, MaxPlace)
		r.top = max(r.top, last)
		m := &membership{room: room.Room, last: max(last-r.base, 0), read: room.Room.Read} // of another journal nothing is here
		m.room.With = slices.Clone(room.Room.With)
		if m.room.With == nil {
			m.room.With = []string{}
		}
		r.rooms[room.Room.Name] = m
	}
	return r
}

// apply restores a Connection, as far as p, which may be nil, has it.
func (p *Snapshot) apply(at *Connection) {
	if p != nil {
		at.Journal, at.Base = p.Journal, p.Base
		at.Server, at.ServerKey, at.Verified = p.Server, p.ServerKey, p.Verified
		at.Guest, at.Role = p.Guest, p.Role
	}
}

// An owner is a user on a server, whose events and requests the session has.
type owner struct {
	address string // host:port
	name    string
	server  wire.Fingerprint // its key; empty if it has not proved to have one
}

// is reports whether both are the same user, however the name is spelled, on the
// same server.
func (o owner) is(other owner) bool {
	return o.address == other.address && o.server == other.server && wire.SameName(o.name, other.name)
}

// recalled is an owner with what Recall returned.
type recalled struct {
	owner    owner
	snapshot *Snapshot // nil if nothing is stored, or if the session has the owner's events already
}

// isWith reports whether what the session has is an owner'c.
func (c *connector) isWith(o owner) (is bool) {
	c.loop.do(func() { is = c.loop.owner.is(o) })
	return is
}

// snapshotOf returns what is stored of a user on a server that has answered; nil
// if nothing is, or if the session has more already. What is stored of a server
// with another key, or with a key where this server has proved none, is another
// server's, whatever the address.
func (c *connector) snapshotOf(o owner) *Snapshot {
	if c.isWith(o) {
		return nil
	}
	past := c.recall(o.address, string(o.server), o.name)
	if past != nil && past.ServerKey != string(o.server) {
		return nil
	}
	return past
}

// spelled returns known with the name as the server that has welcomed the user
// spells it.
func (c *connector) spelled(l *link, known recalled) recalled {
	typed := known.owner.name
	if known.owner.name = l.name; !wire.SameName(typed, l.name) {
		known.snapshot = c.snapshotOf(known.owner)
	}
	return known
}

// rooms returns how far the rooms of a server to register at are known.
func (c *connector) rooms(known recalled) (rooms map[string]int64) {
	c.loop.do(func() {
		if c.loop.owner.is(known.owner) {
			rooms = c.loop.replica.hello()
			return
		}
		past := known.snapshot.replica()
		rooms = past.hello()
	})
	return rooms
}

// recallAt returns a user on the server that was at an address, and what is
// stored of that.
func (c *connector) recallAt(address, name string) recalled {
	var o owner
	c.loop.do(func() { o = c.loop.owner })
	if o.address == address && wire.SameName(o.name, name) {
		return recalled{owner: o}
	}
	o = owner{address: address, name: name}
	past := c.recall(address, "", name)
	if past != nil {
		o.server = wire.Fingerprint(past.ServerKey)
		if wire.SameName(past.You, name) { // as the server spells it
			o.name = past.You
		}
	}
	return recalled{o, past}
}

// arrive makes the session a user's on a server, with what is stored of them. If
// they are not the same as before, everything that the session had is forgotten.
func (lp *loop) arrive(o owner, past *Snapshot, state State, reason *Problem) {
	others := !lp.owner.is(o)
	lp.owner = o
	if others {
		lp.replica = past.replica()
		lp.roster, lp.devices, lp.offers, lp.blocked = roster{}, devices{}, offers{}, blocklist{}
		if past != nil {
			lp.blocked.Blocked = past.Blocked
		}
		lp.outbox.clear()
		lp.maxLine = wire.MaxLine
		lp.emit(Event{Forget: true})
	}
	if past != nil || lp.at.State != state || lp.at.Address != o.address || lp.at.You != o.name {
		lp.move(func(at *Connection) {
			if others {
				*at = Connection{}
			}
			at.State, at.Address, at.You, at.RetryAt, at.Reason = state, o.address, o.name, "", reason
			past.apply(at)
		})
	}
	if others {
		if len(lp.blocked.Names) > 0 {
			lp.emitBlocked()
		}
		for _, r := range lp.replica.inOrder() { // behind the Connection: they are of this server
			lp.emit(Event{Room: &r})
		}
	}
}
