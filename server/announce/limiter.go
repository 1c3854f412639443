package announce

import (
	"net/netip"
	"time"
)

// Limits of the answers by unicast. A sender's address can be forged, so
// without them a server could be made to send to anybody as fast as it is asked.
const (
	answersPerSecond = 10   // to one address
	maxAsking        = 1000 // addresses in a second
)

// A limiter counts answers. Its owner is the announcer.
type limiter struct {
	began    time.Time // of this second
	answered map[netip.Addr]int
}

func newLimiter() *limiter { return &limiter{answered: map[netip.Addr]int{}} }

// allows reports whether one more answer may go to an address, and counts it.
func (l *limiter) allows(to netip.Addr, now time.Time) bool {
	if now.Sub(l.began) >= time.Second {
		l.began = now
		clear(l.answered)
	}
	if n, known := l.answered[to]; n >= answersPerSecond || !known && len(l.answered) >= maxAsking {
		return false
	}
	l.answered[to]++
	return true
}
