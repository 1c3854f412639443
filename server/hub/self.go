package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// users returns the users of a target's connections.
func (on *online) users(t Target) (users []*user) {
	on.hub.doAndWait(func() {
		for c := range on.conns {
			if t.has(c) && !slices.Contains(users, c.user) {
				users = append(users, c.user)
			}
		}
	})
	return users
}

// tellSelf tells a user's connections what they may do now, and all clients which
// mark the name has.
func (on *online) tellSelf(who *user) { on.hub.do(func() { on.showSelf(who) }) }

// showSelf is tellSelf for Run.
func (on *online) showSelf(who *user) {
	p := on.people[who.key]
	if p == nil {
		return
	}
	account, now := who.account(), time.Now()
	for _, c := range p.conns {
		if c.speaks == wire.V2 && c.user == who {
			c.push(wire.AppendAnswer(nil, standing(account, c.device, now)), now)
		}
	}
	if mark := on.markOf(who); mark != p.mark {
		p.mark = mark
		on.presence.changed(p.name, mark)
	}
}
