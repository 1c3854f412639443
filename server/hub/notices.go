package hub

import (
	"context"
	"slices"
	"strconv"
	"time"

	"confab/server/wire"
)

// receive takes a notice that a node of the server has published, this one or
// another one. The bus calls it, never Run.
func (h *Hub) receive(n Notice) {
	switch {
	case n.Typing != nil:
		h.do(func() { h.online.tellTyping(*n.Typing) })
	case n.Read != nil:
		h.do(func() { h.online.tellRead(*n.Read) })
	case n.Presence != nil:
		h.do(func() { h.online.tell(h.rooms.byName[wire.Lobby].members, *n.Presence, nil) })
	case n.Pairing != nil:
		h.do(func() { h.pairing.receive(*n.Pairing) })
	case n.Disconnect != nil:
		h.permissions.Add(1)
		h.online.disconnect(*n.Disconnect)
	case n.Refresh != nil:
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		h.permissions.Add(1)
		h.moderation.refresh(ctx, *n.Refresh)
	}
}

// tellTyping tells a room's members that a user is typing. Run calls it.
func (on *online) tellTyping(t wire.IsTyping) {
	r := on.hub.rooms.byName[t.Room]
	if r == nil {
		return
	}
	var own []*Conn
	if p := on.people[wire.NameKey(t.From)]; p != nil {
		own = p.conns
	}
	on.tell(r.members, t, own)
}

// tellRead tells a user's other connections how far the user has read. Run calls it.
func (on *online) tellRead(read ReadPosition) {
	p := on.people[read.Key]
	if p == nil {
		return
	}
	others := slices.DeleteFunc(slices.Clone(p.conns), func(c *Conn) bool { return on.readerID(c) == read.Reader })
	on.tell(others, read.HasRead, nil)
}

// readerID identifies a connection among those of all nodes.
func (on *online) readerID(c *Conn) string { return on.hub.node + "/" + strconv.FormatUint(c.id, 10) }

// disconnect ends connections, and returns when nothing more is taken from
// them. What they have said by then counts.
func (on *online) disconnect(d Disconnection) {
	on.hub.doAndWait(func() {
		for c := range on.conns {
			if !d.Target.has(c) {
				continue
			}
			if c.speaks != wire.V2 {
				c.reply(lineReply(d.Code, d.Params))
			}
			c.bye(wire.Bye{Code: d.Code, Params: d.Params, Back: -1})
			c.end(errKicked)
		}
	})
}

// tell pushes an answer to those of conns that speak CHAT/2.0, except some.
func (on *online) tell(conns []*Conn, answer any, except []*Conn) {
	now := time.Now()
	text := wire.AppendAnswer(nil, answer)
	each(conns, func(c *Conn) {
		if c.speaks == wire.V2 && !slices.Contains(except, c) {
			c.push(text, now)
		}
	})
}
