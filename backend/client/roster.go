package client

import (
	"sync"

	"golang.org/x/text/unicode/norm"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// A roster is the names that the client has met without an event of theirs: users
// who were online, members of a room, the other user of a direct message. The
// archive knows only users with events. A mention ends where a known name does.
// Many goroutines use a roster, so it has its own lock.
type roster struct {
	mu   sync.Mutex
	seen map[string]bool // by name as it is spelled; guarded by mu
	keys map[string]bool // by key; guarded by mu
}

// maxRoster is how many names are remembered, so that a server cannot fill the memory.
const maxRoster = 100_000

// add remembers names. One that is there costs no more than looking it up.
func (r *roster) add(names ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range names {
		if name == "" || r.seen[name] || len(r.seen) >= maxRoster {
			continue
		}
		if r.seen == nil {
			r.seen, r.keys = map[string]bool{}, map[string]bool{}
		}
		r.seen[name], r.keys[wire.NameKey(name)] = true, true
	}
}

// knows reports whether a name is one of them, however it is spelled or typed.
func (r *roster) knows(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.keys) > 0 && r.keys[wire.NameKey(norm.NFKC.String(name))]
}

// forget forgets all names: what comes is another server's.
func (r *roster) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen, r.keys = nil, nil
}

// meet remembers the names in what the session reports.
func (r *roster) meet(e session.Event) {
	switch {
	case e.People != nil:
		r.add(e.People.Names...)
	case e.Presence != nil:
		r.add(e.Presence.Came...)
	case e.Room != nil:
		r.add(e.Room.With...)
	case e.RoomEvent != nil:
		r.add(e.RoomEvent.From, e.RoomEvent.Name)
	}
}

// meetRooms remembers the others of the rooms of two that the archive has.
func (r *roster) meetRooms(rooms []archive.Room) {
	for _, room := range rooms {
		r.add(room.With...)
	}
}
