package announce

import (
	"context"
	"math/rand/v2"
	"time"

	"confab/server/near"
)

// question answers a packet of multicast DNS.
func (a *announcer) question(ctx context.Context, p near.Packet) {
	at, ok := a.mdns.LinkOf(p)
	if !ok || a.links[at.Index] == nil {
		return
	}
	l := a.links[at.Index]
	q, ok := a.Server.ParseQuery(p.Data)
	if !ok || q.Known {
		return
	}
	plain := p.From.Port() != near.MDNSPort
	switch {
	case plain || q.Unicast || q.Types:
		// To others than neighbours nothing is sent: they would be told by an
		// address that anybody can write on a packet.
		if l.IsOnLink(p) && a.limit.allows(p.From.Addr(), time.Now()) {
			a.countPeople(ctx)
			a.mdns.Unicast(p.From, a.server().Reply(q, plain, l.addrs))
		}
	case l.answer.IsZero() && l.announce.IsZero():
		now := time.Now()
		a.countPeople(ctx)
		l.answer = now.Add(answerAfter + rand.N(answerWithin))
		if earliest := l.announced.Add(answersApart); l.answer.Before(earliest) {
			l.answer = earliest
		}
	}
}

// beaconQuestion answers a packet that has come to the beacon.
func (a *announcer) beaconQuestion(ctx context.Context, p near.Packet) {
	nonce, ok := near.ParseBeaconQuestion(p.Data)
	if !ok {
		return
	}
	if _, ok := a.beacon.LinkOf(p); !ok || !a.limit.allows(p.From.Addr(), time.Now()) {
		return
	}
	a.countPeople(ctx)
	a.beacon.Unicast(p.From, a.server().AppendBeaconAnswer(nil, nonce))
}
