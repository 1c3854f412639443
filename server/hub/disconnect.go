package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// disconnect ends the connections that which names, with the code and the params of
// a goodbye, and returns when nothing more is taken from them. What they have
// said by then counts.
func (h *Hub) disconnect(code wire.Code, params wire.Params, which func(*Conn) bool) {
	h.doAndWait(func() {
		for c := range h.conns {
			if c.console || !which(c) {
				continue
			}
			if c.speaks != wire.V2 {
				c.reply(lineReply(code, params))
			}
			c.bye(wire.Bye{Code: code, Params: params, Back: -1})
			c.end(errKicked)
		}
	})
}

// users returns those whose connections which names.
func (h *Hub) users(which func(*Conn) bool) (users []*user) {
	h.doAndWait(func() {
		for c := range h.conns {
			if which(c) && !slices.Contains(users, c.user) {
				users = append(users, c.user)
			}
		}
	})
	return users
}

// tellStanding tells somebody's connections what they may do now, and everybody
// with what mark the name is to be shown.
func (h *Hub) tellStanding(who *user) { h.do(func() { h.showStanding(who) }) }

// showStanding is tellStanding for Run.
func (h *Hub) showStanding(who *user) {
	p := h.people[who.key]
	if p == nil {
		return
	}
	account, now := who.account(), time.Now()
	for _, c := range p.conns {
		if c.speaks == wire.V2 && c.user == who {
			c.push(wire.AppendAnswer(nil, standing(account, c.device, now)), now)
		}
	}
	if mark := h.markOf(who); mark != p.mark {
		p.mark = mark
		h.presence.changed(p.name, mark)
	}
}
