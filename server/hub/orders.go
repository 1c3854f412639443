package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// order has Run do f, between two of its other duties, and does not wait for
// it: f may look at what Run owns and must not wait for anybody, nor call order
// or do. It reports false if the hub has closed, which does not do f.
func (h *Hub) order(f func()) bool {
	select {
	case h.orders <- f:
		return true
	case <-h.done:
		return false
	}
}

// do is order, and returns when f is done.
func (h *Hub) do(f func()) bool {
	done := make(chan struct{})
	ok := h.order(func() {
		defer close(done)
		f()
	})
	if ok {
		<-done
	}
	return ok
}

// putOut ends the connections that which names, with the code and the params of
// a goodbye, and returns when nothing more is taken from them. What they have
// said by then counts.
func (h *Hub) putOut(code wire.Code, params wire.Params, which func(*Conn) bool) {
	h.do(func() {
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
}

// holders returns those whose connections which names.
func (h *Hub) holders(which func(*Conn) bool) (holders []*holder) {
	h.do(func() {
		for c := range h.conns {
			if which(c) && !slices.Contains(holders, c.holder) {
				holders = append(holders, c.holder)
			}
		}
	})
	return holders
}

// tellStanding tells somebody's connections what they may do now, and everybody
// with what mark the name is to be shown.
func (h *Hub) tellStanding(who *holder) { h.order(func() { h.showStanding(who) }) }

// showStanding is tellStanding for Run.
func (h *Hub) showStanding(who *holder) {
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
}
