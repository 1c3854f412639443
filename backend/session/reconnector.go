package session

import (
	"context"
	"math/rand/v2"
	"time"
)

// How long a session waits between two tries to reconnect: not at all before the
// first, then twice as long after each one, with jitter, so that the clients of a
// server that restarts do not all come at once. A connection that was lost before
// it lasted lastWait counts as a try that failed: a server that accepts a client
// and disconnects it must not get it back in a tight loop.
const (
	firstWait = 500 * time.Millisecond
	lastWait  = 30 * time.Second
)

// A reconnector says when the next try begins. One goroutine uses it.
type reconnector struct {
	now     <-chan struct{} // ends a wait
	backoff time.Duration   // before the next try, without jitter
}

// lasted takes into account how long the last connection lasted.
func (r *reconnector) lasted(d time.Duration) {
	if d >= lastWait {
		r.backoff = 0
	}
}

// notBefore makes the next wait at least d long, as the server wants it.
func (r *reconnector) notBefore(d time.Duration) { r.backoff = max(r.backoff, d) }

// slow makes the next wait as long as waits get by themselves.
func (r *reconnector) slow() { r.backoff = lastWait }

// forget drops a request to try now that came before.
func (r *reconnector) forget() {
	select {
	case <-r.now:
	default:
	}
}

// wait returns how long to wait before the next try, and makes the wait after it
// longer.
func (r *reconnector) wait() (wait time.Duration) {
	if r.backoff > 0 {
		wait = jitter(r.backoff)
	}
	r.grow()
	return wait
}

// sleep waits until d is over or ctx ends. It reports whether a request to try now
// has ended it: then the waits begin again with the shortest.
func (r *reconnector) sleep(ctx context.Context, d time.Duration) (hurried bool) {
	select {
	case <-time.After(d):
	case <-r.now:
		r.backoff = 0
		r.grow()
		return true
	case <-ctx.Done():
	}
	return false
}

func (r *reconnector) grow() { r.backoff = min(max(2*r.backoff, firstWait), lastWait) }

// jitter returns d and up to two fifths more: never less than the server asked for.
func jitter(d time.Duration) time.Duration {
	return d + rand.N(2*d/5)
}
