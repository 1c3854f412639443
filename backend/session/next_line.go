package session

import (
	"time"

	"confab/server/wire"
)

// nextLine returns the next line for a connection. A client that leaves wants to
// know nothing more: it sends what the outbox has, and how far rooms are read.
func (lp *loop) nextLine(l *link, leaving bool) (next outgoing) {
	lp.do(func() {
		switch {
		case lp.link != l:
			next = outgoing{wait: pingAfter}
		case leaving:
			next = lastLine(lp)
		default:
			next = chooseLine(lp)
		}
	})
	return next
}

// chooseLine returns the next line for the server: first what the session has to
// know, then what callers wait for, then what fills gaps, then the outbox.
func chooseLine(lp *loop) outgoing {
	wait := min(expire(lp, time.Now()), pingAfter)
	for _, line := range []func() []byte{lp.roster.request, lp.devices.request, lp.calls.unsent, lp.receipts.nextTyping} {
		if line := line(); line != nil {
			return outgoing{line: line}
		}
	}
	next := fetch(lp, wait)
	if next.line == nil {
		next = lp.outbox.next(lp.links, time.Now(), next.wait)
	}
	if next.line == nil {
		next.line = lp.receipts.nextRead(&lp.replica)
	}
	return next
}

// lastLine returns the next line for a server that the user leaves.
func lastLine(lp *loop) outgoing {
	next := lp.outbox.next(lp.links, time.Now(), pingAfter)
	if next.line == nil {
		next.line = lp.receipts.nextRead(&lp.replica)
	}
	return next
}

// expire ends a mute and invitations whose time is over, which the server does not
// say. It returns how long it is until the next one is.
func expire(lp *loop, now time.Time) (wait time.Duration) {
	wait = pingAfter
	if left, ok := lp.self.mutedFor(&lp.at, now); ok && left > 0 {
		wait = min(wait, left)
	} else if ok {
		lp.move(func(at *Connection) { at.Muted, at.MutedUntil, at.MutedReason = false, "", "" })
	}
	left, changed := lp.offers.expire(now)
	if changed {
		lp.emitOffers()
	}
	if left > 0 {
		wait = min(wait, left)
	}
	return wait
}

// fetch returns the line that asks for a page of the next gap. Without one it
// returns how long there will be none, most at the most. One page at a time is on
// its way, so that what the user says does not have to wait for many.
func fetch(lp *loop, most time.Duration) outgoing {
	if lp.calls.fetching() {
		return outgoing{wait: most}
	}
	g, ok := lp.replica.wanted()
	if !ok {
		return outgoing{wait: most}
	}
	if wait := time.Until(lp.calls.fetchAfter); wait > 0 {
		return outgoing{wait: min(wait, most)}
	}
	lp.calls.pending = append(lp.calls.pending, &pendingCall{kind: aHistory, gap: g})
	return outgoing{line: wire.AppendRequest(nil, wire.History{Room: g.room, Before: g.before, Limit: wire.MaxPage})}
}
