package client

import (
	"context"
	"sync"

	"golang.org/x/text/unicode/norm"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// A roster is everybody whom the person has met without hearing from them: who
// was online, who is a member of a room or the other one of two. The archive
// knows only who has done something. A mention ends where a known name does.
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

// forget forgets everybody: what comes is another server's.
func (r *roster) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen, r.keys = nil, nil
}

// meet remembers who is named in what the session reports.
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

// Members is [session.Session.Members]. Whoever is in a room is known from then on.
func (c *Chat) Members(ctx context.Context, room string) ([]string, error) {
	names, err := c.session.Members(ctx, room)
	c.roster.add(names...)
	return names, err
}
