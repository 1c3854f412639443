package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// users returns the users of a target's connections.
func (h *Hub) users(t Target) (users []*user) {
	h.doAndWait(func() {
		for c := range h.conns {
			if t.has(c) && !slices.Contains(users, c.user) {
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
