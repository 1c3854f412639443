package journal

import (
	"context"
	"errors"
	"slices"

	"confab/server/model"
	"confab/server/wire"
)

// A request is one Append that waits for the writer.
type request struct {
	events []*wire.Event
	err    error
	done   chan struct{} // has room for the one thing that is sent: it is done
}

func newRequest() any { return &request{done: make(chan struct{}, 1)} }

// refuse notes why e is not stored, though others are.
func (r *request) refuse(e *wire.Event, why error) {
	refusals, ok := r.err.(model.Refusals)
	if !ok {
		refusals = model.Refusals{}
		r.err = refusals
	}
	refusals[e] = why
}

// Append stores events, in their order, and returns when they are on disk. It
// gives each its Seq, Prev and At; from then on it must not be changed, because
// those who follow have it too.
//
// An event that is stored already, which its id says, is not stored again and
// takes the Seq, Prev and At of the first time. If its id belongs to another
// event, or it is refused (see Obey) or one reaction too many, it is left without a Seq, and Append
// returns model.Refusals when it has stored the rest. With any other error nothing is stored now, but for ErrFailed,
// after which nobody knows; an event that had been stored before takes its Seq
// all the same. So an event has been stored exactly if it has a Seq.
//
// An Append that the writer has begun with is finished even if ctx ends.
func (j *Journal) Append(ctx context.Context, events []*wire.Event) error {
	if err := ctx.Err(); err != nil || len(events) == 0 {
		return err
	}
	r := j.requests.Get().(*request)
	r.events, r.err = events, nil
	j.mu.Lock()
	if err := j.over; err != nil {
		j.mu.Unlock()
		j.recall(events)
		return err
	}
	j.queue = append(j.queue, r)
	j.signal()
	j.mu.Unlock()

	select {
	case <-r.done:
	case <-ctx.Done():
		if j.withdraw(r) {
			return ctx.Err()
		}
		<-r.done
	}
	err := r.err
	r.events = nil
	j.requests.Put(r)
	if _, refused := errors.AsType[model.Refusals](err); err != nil && !refused {
		j.recall(events)
	}
	return err
}

// recall gives those of events their numbers that had been stored before
// nothing more could be. A client may have been told of them, and none may
// hear later that they are not stored. What cannot be read either stays
// without a Seq.
func (j *Journal) recall(events []*wire.Event) {
	for _, e := range events {
		if err := j.store.recall(context.Background(), e); err != nil {
			j.cfg.Log.Warn("whether an event is stored cannot be read", "err", err)
			return
		}
	}
}

// withdraw takes r back, unless the writer has it already.
func (j *Journal) withdraw(r *request) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := slices.Index(j.queue, r)
	if i < 0 {
		return false
	}
	j.queue = slices.Delete(j.queue, i, i+1)
	return true
}

// Limits of what one transaction takes, but for the last Append, which is
// taken whole.
const (
	maxEvents = 1024
	maxBytes  = 4 << 20
)

// take gives the writer what waits, in the order it came.
func (j *Journal) take(batch []*request) (_ []*request, read map[reading]int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	events, bytes, n := 0, 0, 0
	for ; n < len(j.queue) && events < maxEvents && bytes < maxBytes; n++ {
		events += len(j.queue[n].events)
		for _, e := range j.queue[n].events {
			bytes += len(e.Body)
		}
	}
	batch = append(batch, j.queue[:n]...)
	j.queue = slices.Delete(j.queue, 0, n)
	if len(j.queue) > 0 {
		j.signal()
	}
	if len(j.read) > 0 {
		read = j.read
		j.read, j.writing = map[reading]int64{}, read
	}
	return batch, read
}

// finish tells those who wait for batch what has become of it.
func finish(batch []*request, err error) {
	for _, r := range batch {
		if err != nil {
			r.err = err
			for _, e := range r.events {
				e.Seq, e.Prev = 0, 0
			}
		}
		r.done <- struct{}{}
	}
	clear(batch)
}
