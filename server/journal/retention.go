package journal

import (
	"fmt"
	"log/slog"
	"time"
)

// A clock that is wrong must not delete anything. A computer without a battery
// for its clock, for example, starts with any date. So the clock is compared
// with the moment at which it was last found right, which moves on while a
// server runs, or at first with the newest event. Nothing is deleted when it is:
const (
	clockAhead  = 7 * 24 * time.Hour // further ahead than this and the retention period
	clockBehind = 24 * time.Hour     // further behind than this
)

// A retention deletes events that are older than its period. The writer owns it.
type retention struct {
	period time.Duration
	force  bool // the clock is right the next time, whatever it says
	store  store
	log    *slog.Logger

	before  time.Time // what is older is being deleted; zero between two rounds
	deleted int       // in this round
	doubted bool      // the log says that the clock may be wrong
}

// apply applies the retention: it deletes some of the events that are too old at
// now, and reports whether it has more to do.
func (r *retention) apply(now time.Time) (more bool, err error) {
	if r.before.IsZero() {
		if trusted, err := r.trust(now); !trusted || err != nil {
			return false, err
		}
		r.before, r.deleted = now.Add(-r.period), 0
	}
	n, more, err := r.store.expire(r.before, r.before.Add(r.period))
	r.deleted += n
	if more && err == nil {
		return true, nil
	}
	if r.deleted > 0 {
		r.log.Info("deleted old events", "count", r.deleted, "before", stamp(r.before), "retention", r.period)
	}
	r.before = time.Time{}
	return false, err
}

// trust reports whether the clock can be trusted, and notes it if it can.
func (r *retention) trust(now time.Time) (bool, error) {
	trusted, newest, err := r.store.moments()
	if err != nil {
		return false, err
	}
	doubt := r.doubt(now, trusted, "the clock was last found right at")
	if trusted.IsZero() {
		doubt = r.doubt(now, newest, "the newest event is from")
	}
	if doubt != "" && !r.force {
		if !r.doubted {
			r.log.Warn("no old events are deleted, because the clock may be wrong",
				"reason", doubt, "clock", stamp(now), "retention", r.period,
				"next", "correct the clock; if it is right, start the server once with -retention-force")
		}
		r.doubted = true
		return false, nil
	}
	r.force, r.doubted = false, false
	return true, r.store.trust(now)
}

// doubt says why now cannot be right if then was; nothing if it can, or if there is no then.
func (r *retention) doubt(now, then time.Time, what string) string {
	switch {
	case then.IsZero():
		return ""
	case now.Sub(then) > r.period+clockAhead:
		return fmt.Sprintf("%s %s, which is longer ago than -retention and 7 days", what, stamp(then))
	case then.Sub(now) > clockBehind:
		return fmt.Sprintf("%s %s, which is in the future", what, stamp(then))
	}
	return ""
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
