package session

import (
	"slices"

	"confab/server/wire"
)

// A Past is what is kept of a person on a server from session to session, by
// Config.Recall: what the server need not say again, and what there is to show
// before it is there.
type Past struct {
	Journal string     // as a Connection had it last
	Base    int64      // likewise
	Top     int64      // the greatest place that is kept, of this journal and those before it
	Guest   bool       // as a Connection had it last, like the following
	Role    string     //
	You     string     // the name as the server spells it
	Rooms   []PastRoom // those that the person was in
	Blocked Blocked    // whom the person blocked

	Server    string
	ServerKey string
	Verified  bool
}

// A PastRoom is a room of a Past. What its Read says the server is told, if it
// does not have that.
type PastRoom struct {
	Room Room
	Last int64 // the place of the newest event that is kept; 0 if none is
}

// known returns what a session knows with p, which may be nil, to begin with.
func (p *Past) known() known {
	k := newKnown()
	if p == nil {
		return k
	}
	k.journal, k.base, k.guest = p.Journal, min(max(p.Base, 0), MaxPlace), p.Guest
	k.top = min(max(p.Top, k.base), MaxPlace)
	for _, r := range p.Rooms {
		if !wire.IsRoom(r.Room.Name) || r.Room.Left || len(k.rooms) == maxRooms {
			continue
		}
		last := min(r.Last, MaxPlace)
		k.top = max(k.top, last)
		s := &stay{room: r.Room, last: max(last-k.base, 0), read: r.Room.Read} // of another journal nothing is here
		s.room.With = slices.Clone(r.Room.With)
		if s.room.With == nil {
			s.room.With = []string{}
		}
		k.rooms[r.Room.Name] = s
	}
	return k
}

// stands makes a Connection what it was, as far as p, which may be nil, knows.
func (p *Past) stands(at *Connection) {
	if p != nil {
		at.Journal, at.Base = p.Journal, p.Base
		at.Server, at.ServerKey, at.Verified = p.Server, p.ServerKey, p.Verified
		at.Guest, at.Role = p.Guest, p.Role
	}
}

// whose says of whom on which server something is known.
type whose struct {
	address string // host:port
	name    string
	server  wire.Fingerprint // its key; empty if it has not proved to have one
}

// is reports whether both are one person, however the name is spelled, on one server.
func (w whose) is(other whose) bool {
	return w.address == other.address && w.server == other.server && wire.SameName(w.name, other.name)
}

// spelled returns whose it is with the name as the server that has welcomed them
// spells it, and what is kept of that one.
func (s *Session) spelled(l *link, of whose, past *Past) (whose, *Past) {
	typed := of.name
	if of.name = l.name; !wire.SameName(typed, l.name) {
		past = s.pastOf(of)
	}
	return of, past
}

// isWith reports whether what the session knows is of a person on a server.
func (s *Session) isWith(of whose) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.knownOf.is(of)
}

// pastOf returns what is kept of a person on a server that is there and to be
// begun on; nil if nothing is, or if the session is there already and knows
// better. What is kept of a server with another key, or with one where this
// server has proved none, is not this server's, whatever its address.
func (s *Session) pastOf(of whose) *Past {
	if s.isWith(of) {
		return nil
	}
	past := s.recall(of.address, string(of.server), of.name)
	if past != nil && past.ServerKey != string(of.server) {
		return nil
	}
	return past
}

// rooms returns how far the rooms are known of a server that is to be
// registered at; past is what pastOf returned.
func (s *Session) rooms(of whose, past *Past) map[string]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.knownOf.is(of) {
		known := past.known()
		return known.hello()
	}
	return s.known.hello()
}

// Resume is for the start of a program: it begins where a person was with a
// server, at an address as for Connect, as after a connection that was lost. The
// session is Offline at once, with what Recall says: its rooms, and what waits
// in the Outbox. It comes back by itself, and is Refused if the server will not
// have the person. An invitation in the address is not shown to the server.
// Without a Past, nothing is known and kept until the server is there. The error
// is a Problem, for an address or a name that cannot be.
func (s *Session) Resume(address, name string) error {
	to, err := wire.ParseLink(address)
	if err != nil {
		return s.atOnce(badAddress(err))
	}
	if err := wire.CheckHeld(name); err != nil {
		return s.atOnce(badName(name, err))
	}
	running, done := s.begin()
	defer done()
	if running == nil {
		return problem(Internal)
	}
	of, past := s.wasAt(to.Address, name)
	s.arrive(of, past, Offline, resumed)
	if past != nil && past.Journal != "" {
		s.takeStock(of.server, past.Journal, of.name, true)
	}
	s.keep(running, nil, resumed)
	return nil
}

// wasAt returns where a person was with a server at an address, and what is kept
// of that; nil if nothing is, or if the session is there already and knows better.
func (s *Session) wasAt(address, name string) (whose, *Past) {
	s.mu.Lock()
	of := s.knownOf
	s.mu.Unlock()
	if of.address == address && wire.SameName(of.name, name) {
		return of, nil
	}
	of = whose{address: address, name: name}
	past := s.recall(address, "", name)
	if past != nil {
		of.server = wire.Fingerprint(past.ServerKey)
		if wire.SameName(past.You, name) { // as the server spells it
			of.name = past.You
		}
	}
	return of, past
}

// arrive begins anew for a person on a server, with what pastOf returned,
// unless it is the same as before; state is how the session stands with it. A
// Do that began before has ended then: its request is not for this server.
func (s *Session) arrive(of whose, past *Past, state State, reason *Problem) {
	s.keeping <- struct{}{}
	defer func() { <-s.keeping }()
	s.mu.Lock()
	defer s.mu.Unlock()
	anew := !s.knownOf.is(of)
	s.knownOf = of
	if anew {
		s.known = past.known()
		s.people = people{}
		s.devices = nil
		s.offers, s.offersSaid, s.blocked = nil, false, Blocked{}
		if past != nil {
			s.blocked = past.Blocked
		}
		s.waiting = nil
		s.maxLine = wire.MaxLine
		s.emit(Event{Forget: true})
	}
	if past != nil || s.at.State != state || s.at.Address != of.address || s.at.You != of.name {
		s.moveLocked(func(at *Connection) {
			if anew {
				*at = Connection{}
			}
			at.State, at.Address, at.You, at.RetryAt, at.Reason = state, of.address, of.name, "", reason
			past.stands(at)
		})
	}
	if anew {
		if len(s.blocked.Names) > 0 {
			s.emitBlocked()
		}
		for _, r := range s.known.inOrder() { // which are of this server
			s.emit(Event{Room: &r})
		}
	}
}
