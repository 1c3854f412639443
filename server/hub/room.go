package hub

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"confab/server/chat1"
	"confab/server/wire"
)

// A Room is its members and the connections that receive its events, in one order
// for all.
type Room struct {
	name string     // never changes
	link chat1.Link // to the files of its messages, for CHAT/1.x; nil for every room but the lobby; never changes

	// What the journal's events made of it; guarded by rooms.mu.
	topic   string
	private bool
	parted  bool              // a member has left
	ended   bool              // there is no such room any more
	first   int64             // the seq of the event that opened it; 0 for the lobby
	opener  string            // the key of who opened it; empty if that name is another user's now
	from    string            // where the guest came from who opened it; empty if that is not known, or no guest did
	people  map[string]string // the members by their names' keys, with their names; nil for the lobby, which has every user
	order   roster[string]    // the same in order, for who
	offered map[string]int    // how many invitations to it wait for people, by the keys of their names

	last   atomic.Int64 // the seq of its last event that has been fanned out; set by Hub.Run
	lastAt atomic.Int64 // when that was, in milliseconds since 1970; 0 if it is not known

	members []*Conn              // the connections that are here; owned by Hub.Run
	speak   map[wire.Version]int // how many of them speak each dialect; owned by Hub.Run
}

// setLast notes the room's last event: its seq, and when it was.
func (r *Room) setLast(seq int64, at time.Time) {
	r.last.Store(seq)
	if !at.IsZero() {
		r.lastAt.Store(at.UnixMilli())
	}
}

// subscribe adds c to the connections that receive the room's events. It reports false
// if c is one of them.
func (r *Room) subscribe(c *Conn) bool {
	if slices.Contains(c.rooms, r) {
		return false
	}
	c.rooms = append(c.rooms, r)
	r.members = append(r.members, c)
	if r.speak == nil {
		r.speak = map[wire.Version]int{}
	}
	r.speak[c.speaks]++
	return true
}

// unsubscribe removes c from them.
func (r *Room) unsubscribe(c *Conn) {
	if i := slices.Index(c.rooms, r); i >= 0 {
		c.rooms = slices.Delete(c.rooms, i, i+1)
		i = slices.Index(r.members, c)
		last := len(r.members) - 1
		r.members[i], r.members[last] = r.members[last], nil
		r.members = r.members[:last]
		r.speak[c.speaks]--
	}
}

// fanOut pushes a batch to every member, encoded once for each dialect but
// for those who speak CHAT/1.0 or CHAT/1.1 and said some of it.
func (r *Room) fanOut(b batch, now time.Time) {
	texts, speakers := b.encode(r.speak, r.link), b.speakers()
	each(r.members, func(c *Conn) {
		text := texts.of(c.speaks)
		if c.speaks != wire.V2 {
			if _, spoke := speakers[c.name]; spoke {
				text = b.plain(c.speaks, c.name, r.link)
			}
		}
		if len(text) > 0 {
			c.push(text, now)
		}
	})
}

// membersPerCore is how many members are worth waking a processor for.
const membersPerCore = 128

// each calls push for every one of conns, of many on all processors, and
// returns when all calls have. push must not block.
func each(conns []*Conn, push func(*Conn)) {
	share := max(membersPerCore, (len(conns)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var others sync.WaitGroup
	rest := conns
	for ; len(rest) > share; rest = rest[share:] {
		some := rest[:share]
		others.Go(func() {
			for _, c := range some {
				push(c)
			}
		})
	}
	for _, c := range rest {
		push(c)
	}
	others.Wait()
}
