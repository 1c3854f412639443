package gate

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"confab/server/clientaddr"
	"confab/server/wire"
)

// addresses count the connections of each address, and refuse strangers who come
// too often: those limits hold before a client has a name.
type addresses struct {
	max, maxConnRate int // see Config

	mu    sync.Mutex
	seen  map[string]*visits // guarded by mu
	swept time.Time          // when seen was last cleared of what is over; guarded by mu
}

// visits are the connections of one address.
type visits struct {
	open    int       // now
	fresh   int       // since minute began
	refused int       // of fresh
	minute  time.Time // when the minute that fresh counts began
}

// errFlood is wrapped by the refusal of an address that goes on coming after
// maxRefused refusals in a minute: it gets its reply and nothing else, or a
// flood would hold our file descriptors and fill the log.
var errFlood = errors.New("it goes on coming")

// enter counts a new connection, or returns wire.TooMany if it is one too
// many. Every enter that returned nil is followed by one leave.
func (a *addresses) enter(from clientaddr.Address, now time.Time) error {
	if from.Local {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sweep(now)
	v := a.seen[from.Key]
	if v == nil {
		v = &visits{minute: now}
		a.seen[from.Key] = v
	}
	if now.Sub(v.minute) >= time.Minute {
		*v = visits{open: v.open, minute: now}
	}
	v.fresh++
	switch {
	case a.maxConnRate > 0 && v.fresh > a.maxConnRate:
		return v.refuse("new connections from this address, try again in a minute")
	case a.max > 0 && v.open >= a.max:
		return v.refuse("connections from this address")
	}
	v.open++
	return nil
}

func (v *visits) refuse(reason string) error {
	v.refused++
	if v.refused > maxRefused {
		return fmt.Errorf("%w: %w", wire.TooMany.Because(reason), errFlood)
	}
	return wire.TooMany.Because(reason)
}

func (a *addresses) leave(from clientaddr.Address) {
	if from.Local {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen[from.Key].open--
}

// sweep forgets the addresses that have nothing open and have not come for a
// minute, at most once a minute: a client cannot fill the memory by coming from many.
func (a *addresses) sweep(now time.Time) {
	if now.Sub(a.swept) < time.Minute {
		return
	}
	a.swept = now
	for key, v := range a.seen {
		if v.open == 0 && now.Sub(v.minute) >= time.Minute {
			delete(a.seen, key)
		}
	}
}
