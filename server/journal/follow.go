package journal

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"confab/server/wire"
)

// Limits of a follower.
const (
	maxBehind  = 16 << 10 // events that wait for it in memory; with more it reads them from the disk again
	readAtOnce = 1000     // events read from the disk at a time
)

// A follower is one Follow. While it is behind it reads from the store and the
// writer takes no notice of it; then the writer gives it what it has committed.
type follower struct {
	after int64         // the newest event that it has had, or that is no longer there
	had   int64         // up to here f has returned; guarded by Journal.mu
	wake  chan struct{} // there is something in waiting, or it has fallen behind

	behind  bool          // guarded by Journal.mu
	waiting []*wire.Event // committed, in order; guarded by Journal.mu
}

// Follow calls f with every committed event that has a Seq greater than after,
// in order: from the disk first, then each as it is committed. f gets several
// at a time if several have been committed since it was called last; it must
// not change them. An event that is appended again is not given again.
//
// The writer does not wait for f. A slow f costs memory, up to a limit, and then
// has to read from the disk what it missed.
//
// Follow returns ctx's error when ctx ends, and nil when the journal has been
// closed and f has had all of it.
func (j *Journal) Follow(ctx context.Context, after int64, f func([]*wire.Event)) error {
	w := &follower{after: after, had: after, wake: make(chan struct{}, 1), behind: true}
	j.mu.Lock()
	j.followers[w] = struct{}{}
	j.mu.Unlock()
	defer func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.followers, w)
	}()
	for ctx.Err() == nil {
		events, live, err := j.next(ctx, w)
		switch {
		case err != nil && errors.Is(j.Err(), ErrClosed):
			return ErrClosed
		case err != nil:
			return err
		case len(events) > 0:
			w.after = events[len(events)-1].Seq
			f(events)
			continue
		case !live:
			continue
		}
		select {
		case <-w.wake:
		case <-ctx.Done():
		case <-j.done:
			if done, err := j.drained(w); done {
				return err
			}
		}
	}
	return ctx.Err()
}

// next returns the next events, if there are any. live says that there are no
// more but those that the writer will give.
func (j *Journal) next(ctx context.Context, w *follower) (events []*wire.Event, live bool, err error) {
	j.mu.Lock()
	newest := j.seq
	if w.had = w.after; j.erases {
		j.erases = false
		j.signal()
	}
	w.behind = w.behind && w.after < newest // if not, what is committed from here on is put into waiting
	behind := w.behind
	events, w.waiting = w.waiting, nil
	j.mu.Unlock()
	if behind {
		events, err = j.store.after(ctx, w.after, readAtOnce)
		if err == nil && len(events) == 0 {
			w.after = newest // what was in between has expired
		}
		return events, false, err
	}
	// The disk may have given some of it before the writer did.
	bySeq := func(e *wire.Event, seq int64) int { return cmp.Compare(e.Seq, seq) }
	first, _ := slices.BinarySearchFunc(events, w.after+1, bySeq)
	return events[first:], true, nil
}

// drained reports whether w has had everything that there will ever be, and
// what Follow then returns.
func (j *Journal) drained(w *follower) (bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	err := j.over
	if errors.Is(err, ErrClosed) {
		err = nil
	}
	return len(w.waiting) == 0 && !w.behind, err
}

// publish gives the followers what has been committed. j.mu is held.
func (j *Journal) publish(fresh []*wire.Event) {
	j.seq = fresh[len(fresh)-1].Seq
	for w := range j.followers {
		switch {
		case w.behind:
			continue
		case len(w.waiting) == 0:
			w.waiting = fresh[:len(fresh):len(fresh)] // shared, so append has to copy
		case len(w.waiting)+len(fresh) > j.cfg.maxBehind:
			w.behind, w.waiting = true, nil
		default:
			w.waiting = append(w.waiting, fresh...)
		}
		select {
		case w.wake <- struct{}{}:
		default:
		}
	}
}
