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
	Rooms   []PastRoom // those that the person was in

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

// is reports whether both are the same, as far as it is known.
func (w whose) is(other whose) bool {
	return w.address == other.address && w.name == other.name && (w.server == other.server || w.server == "" || other.server == "")
}

// pastOf returns what is kept of a person on a server that is to be begun on;
// nil if nothing is, or if the session is there already and knows better.
func (s *Session) pastOf(of whose) *Past {
	s.mu.Lock()
	same := s.knownOf.is(of)
	s.mu.Unlock()
	if same {
		return nil
	}
	return s.recall(of.address, string(of.server), of.name)
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
	if err := wire.CheckName(name); err != nil {
		return s.atOnce(badName(name, err))
	}
	running, done := s.begin()
	defer done()
	if running == nil {
		return problem(Internal, "This session is over.")
	}
	of := whose{address: to.Address, name: name}
	past := s.pastOf(of)
	if past != nil {
		of.server = wire.Fingerprint(past.ServerKey)
	}
	s.arrive(of, past, Offline, resumed)
	if past != nil && past.Journal != "" {
		s.takeStock(past.Journal, name)
	}
	s.keep(running, nil, resumed)
	return nil
}

// arrive begins anew for a person on a server, with what pastOf returned,
// unless it is the same as before; state is how the session stands with it. A
// Do that began before has ended then: its request is not for this server.
func (s *Session) arrive(of whose, past *Past, state State, reason string) {
	s.keeping <- struct{}{}
	defer func() { <-s.keeping }()
	s.mu.Lock()
	defer s.mu.Unlock()
	anew := !s.knownOf.is(of)
	if anew {
		s.knownOf = of
		s.known = past.known()
		s.people = people{}
		s.devices = nil
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
		for _, r := range s.known.inOrder() { // which are of this server
			s.emit(Event{Room: &r})
		}
	}
}
