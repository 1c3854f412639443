package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// order has Run do f, between two of its other duties, and does not wait for
// it: f may look at what Run owns and must not wait for anybody.
func (h *Hub) order(f func()) {
	select {
	case h.orders <- f:
	case <-h.done:
	}
}

// putOut ends the connections that which names, with the code and the params of
// a goodbye, and returns when nothing more is taken from them. What they have
// said by then counts.
func (h *Hub) putOut(code wire.Code, params wire.Params, which func(*conn) bool) {
	ended := make(chan struct{})
	h.order(func() {
		defer close(ended)
		for c := range h.conns {
			if c.console || !which(c) {
				continue
			}
			if c.speaks != wire.V2 {
				c.reply(lineReply(code, params))
			}
			c.bye(wire.Bye{Code: code, Params: params, Back: -1})
			c.end(errPutOut)
		}
	})
	select {
	case <-ended:
	case <-h.done:
	}
}

// holders returns those whose connections which names.
func (h *Hub) holders(which func(*conn) bool) (holders []*holder) {
	found := make(chan struct{})
	h.order(func() {
		defer close(found)
		for c := range h.conns {
			if which(c) && !slices.Contains(holders, c.holder) {
				holders = append(holders, c.holder)
			}
		}
	})
	select {
	case <-found:
		return holders
	case <-h.done:
		return nil
	}
}

// tellStanding tells somebody's connections what they may do now, and everybody
// with what mark the name is to be shown.
func (h *Hub) tellStanding(who *holder) {
	h.order(func() {
		p := h.people[who.key]
		if p == nil {
			return
		}
		account, now := who.is(), time.Now()
		for _, c := range p.conns {
			if c.speaks == wire.V2 && c.holder == who {
				c.push(wire.AppendAnswer(nil, standing(account, c.device, now)), now)
			}
		}
		if mark := h.markOf(who); mark != p.mark {
			p.mark = mark
			h.presence.changed(p.name, mark)
		}
	})
}
