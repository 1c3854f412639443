package hub

import (
	"slices"
	"sync"
	"time"

	"confab/server/wire"
)

// An offerQuota limits the invitations that the users of one address make for
// one user. Names and keys cost nothing: with twenty of them, one person could
// otherwise make all invitations that may wait for another one.
type offerQuota struct {
	mu    sync.Mutex
	made  map[fromTo][]time.Time // within wire.OffersWithin, the oldest first; guarded by mu
	swept time.Time              // when made was last without old ones; guarded by mu
}

// A fromTo is an address and the key of the name of a user invited from there.
type fromTo struct{ address, who string }

// take counts one more invitation, or reports false if there are enough.
func (q *offerQuota) take(of fromTo, now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Sub(q.swept) >= wire.OffersWithin {
		q.sweep(now)
	}
	made := fresh(q.made[of], now)
	if len(made) >= wire.MaxOffersThere {
		return false
	}
	q.made[of] = append(made, now)
	return true
}

// sweep forgets what counts no more, so that an address that does not come back
// takes no memory. The caller holds mu.
func (q *offerQuota) sweep(now time.Time) {
	for of, made := range q.made {
		if made = fresh(made, now); len(made) == 0 {
			delete(q.made, of)
		} else {
			q.made[of] = made
		}
	}
	q.swept = now
}

// fresh returns those of the times that are within wire.OffersWithin of now.
func fresh(made []time.Time, now time.Time) []time.Time {
	return slices.DeleteFunc(made, func(at time.Time) bool { return now.Sub(at) >= wire.OffersWithin })
}
