package discovery

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// How addresses are looked at.
const (
	lookEvery = 7 * time.Second // and up to a second more
	lookFor   = 3 * time.Second
	looksAt   = 4 // at once, where known servers may be, and as many where others may be
)

// A look is what is known of one address: whether a server answers there, and
// which key it has proved. The zero look is of an address that was not looked at.
type look struct {
	known  bool             // a server that this device knows may be there
	key    wire.Fingerprint // that the server there has proved; empty if none answered
	reason *session.Problem // why none did
	busy   bool             // it is being looked at
	again  bool             // it is to be looked at now
	at     time.Time        // when that began last; zero is never
}

// hasEnded reports whether the address was looked at.
func (l *look) hasEnded() bool { return l.key != "" || l.reason != nil }

// isDue reports whether it is time to look.
func (l *look) isDue(now time.Time) bool {
	return !l.busy && (l.at.IsZero() || l.again || now.Sub(l.at) >= lookEvery)
}

// looks are the looks at addresses, host:port. However many servers are announced
// at an address, it is looked at once.
type looks map[string]*look

// of returns the look at an address, at which a server may be that is known or not.
func (all looks) of(address string, known bool) *look {
	l := all[address]
	if l == nil {
		l = &look{}
		all[address] = l
	}
	l.known = l.known || known
	return l
}

// next returns up to n addresses to look at, where known servers may be or others:
// those that were not looked at for the longest time.
func (all looks) next(known bool, n int, now time.Time) []string {
	var due []string
	for address, l := range all {
		if l.known == known && l.isDue(now) {
			due = append(due, address)
		}
	}
	slices.SortFunc(due, func(a, b string) int {
		return cmp.Or(all[a].at.Compare(all[b].at), strings.Compare(a, b))
	})
	return due[:min(max(n, 0), len(due))]
}

// again makes the time of every address come now.
func (all looks) again() {
	for _, l := range all {
		l.again = true
	}
}

// gone are the codes that say that no server listens there any more.
var gone = map[session.Code]bool{session.NothingListens: true, session.NobodyThere: true, session.Closes: true}

// stays are the codes of a server that answers, but has no time now.
var stays = map[session.Code]bool{session.TooMany: true, session.Full: true, session.NotReady: true}
