package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// online is who is connected at this node, and tells connections what is not
// stored. Run owns its state and calls its methods, unless they say otherwise.
type online struct {
	hub      *Hub
	conns    map[*Conn]struct{} // all of them
	people   map[string]*person // those who have said hello, by their names' keys
	presence presence
}

// A person is the connections of one user that receive what is said.
type person struct {
	name  string
	mark  mark
	conns []*Conn
}

func newOnline(h *Hub) *online {
	on := &online{hub: h, conns: map[*Conn]struct{}{}, people: map[string]*person{}}
	on.presence.publish = on.publish
	return on
}

// register tells c that it is registered, unless permissions have changed since
// they were read: then here is false. A CHAT/1.0 client receives what is said
// from then on. ok is false if the hub has closed.
func (on *online) register(c *Conn, permissions int64) (here, ok bool) {
	ok = on.hub.doAndWait(func() { // nothing that c sends is answered before the 200
		if here = on.hub.permissions.Load() == permissions; !here {
			return
		}
		on.conns[c] = struct{}{}
		c.reply(wire.OK)
		if c.speaks != wire.V2 {
			on.subscribe(c, wire.Lobby)
		}
	})
	return here, ok
}

// goLive subscribes c to its rooms, and returns the seq of the last event in
// each; false if the hub has closed.
func (on *online) goLive(c *Conn) (last map[string]int64, ok bool) {
	ok = on.hub.doAndWait(func() { last = on.subscribe(c, on.hub.rooms.of(c.key)...) })
	return last, ok
}

// subscribe subscribes c to rooms, and returns the seq of the last event in each.
func (on *online) subscribe(c *Conn, rooms ...string) map[string]int64 {
	p := on.people[c.key]
	if p == nil {
		p = &person{name: c.name, mark: on.markOf(c.user)}
		on.people[c.key] = p
		on.presence.came(c.name, p.mark)
	}
	if line := on.hub.pairing.line(c.key); line != nil && c.speaks == wire.V2 {
		c.push(line, time.Now())
	}
	p.conns = append(p.conns, c)
	last := make(map[string]int64, len(rooms))
	for _, name := range rooms {
		r := on.hub.rooms.byName[name] // Run alone changes it
		r.subscribe(c)
		last[name] = r.last.Load()
	}
	return last
}

// unsubscribe ends c's subscriptions.
func (on *online) unsubscribe(c *Conn) {
	delete(on.conns, c)
	on.hub.hasEnded(c)
	for len(c.rooms) > 0 {
		c.rooms[0].unsubscribe(c)
	}
	p := on.people[c.key]
	if p == nil {
		return // it had not said hello
	}
	if i := slices.Index(p.conns, c); i >= 0 {
		p.conns = slices.Delete(p.conns, i, i+1)
	}
	if len(p.conns) == 0 {
		delete(on.people, c.key)
		if p.mark == guest {
			on.hub.blocks.forget(c.key)
		}
		on.presence.went(c.name, p.mark)
	}
}
