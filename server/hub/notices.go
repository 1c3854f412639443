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
		h.do(func() { h.tellTyping(*n.Typing) })
	case n.Read != nil:
		h.do(func() { h.tellRead(*n.Read) })
	case n.Presence != nil:
		h.do(func() { h.tell(h.rooms.byName[wire.Lobby].members, *n.Presence, nil) })
	case n.Pairing != nil:
		h.do(func() { h.pairing.receive(*n.Pairing) })
	case n.Disconnect != nil:
		h.permissions.Add(1)
		h.disconnect(*n.Disconnect)
	case n.Refresh != nil:
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		h.permissions.Add(1)
		h.refresh(ctx, *n.Refresh)
	}
}

// tellTyping tells a room's members that a user is typing. Run calls it.
func (h *Hub) tellTyping(t wire.IsTyping) {
	r := h.rooms.byName[t.Room]
	if r == nil {
		return
	}
	var own []*Conn
	if p := h.people[wire.NameKey(t.From)]; p != nil {
		own = p.conns
	}
	h.tell(r.members, t, own)
}

// tellRead tells a user's other connections how far the user has read. Run calls it.
func (h *Hub) tellRead(read ReadPosition) {
	p := h.people[read.Key]
	if p == nil {
		return
	}
	others := slices.DeleteFunc(slices.Clone(p.conns), func(c *Conn) bool { return h.readerID(c) == read.Reader })
	h.tell(others, read.HasRead, nil)
}

// readerID identifies a connection among those of all nodes.
func (h *Hub) readerID(c *Conn) string { return h.node + "/" + strconv.FormatUint(c.id, 10) }

// disconnect ends connections, and returns when nothing more is taken from
// them. What they have said by then counts.
func (h *Hub) disconnect(d Disconnection) {
	h.doAndWait(func() {
		for c := range h.conns {
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
func (h *Hub) tell(conns []*Conn, answer any, except []*Conn) {
	now := time.Now()
	text := wire.AppendAnswer(nil, answer)
	each(conns, func(c *Conn) {
		if c.speaks == wire.V2 && !slices.Contains(except, c) {
			c.push(text, now)
		}
	})
}
