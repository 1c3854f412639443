package hub

import (
	"context"
	"sync"

	"confab/server/wire"
)

// A publisher gives events to the journal, and knows how far the journal's
// events have been fanned out. The hub publishes nothing by another way.
type publisher struct {
	journal Journal
	appends appends

	mu        sync.Mutex
	progress  sync.Cond // on mu: delivered has grown, or the hub has closed
	delivered int64     // the seq of the last event fanned out; changed by Hub.Run alone; guarded by mu
	closed    bool      // nothing more will be fanned out; guarded by mu
}

func newPublisher(journal Journal) *publisher {
	p := &publisher{journal: journal, delivered: journal.Seq()}
	p.progress.L = &p.mu
	return p
}

// publish stores events, which Run then fans out. It waits for the disk. It
// fails with errShutdown when the hub closes, and with the journal's error.
func (p *publisher) publish(ctx context.Context, events []*wire.Event) error {
	if !p.appends.begin() {
		return errShutdown
	}
	defer p.appends.end()
	return p.journal.Append(ctx, events)
}

// waitDelivered waits until the event with the number seq has been fanned out
// and the rooms are what it made of them, or the hub has closed.
func (p *publisher) waitDelivered(seq int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.delivered < seq && !p.closed {
		p.progress.Wait()
	}
}

// waitAll is waitDelivered for all that is stored by now.
func (p *publisher) waitAll() { p.waitDelivered(p.journal.Seq()) }

// advance notes that everything up to seq has been fanned out. Run calls it.
func (p *publisher) advance(seq int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delivered = seq
	p.progress.Broadcast()
}

// close notes that nothing more will be fanned out.
func (p *publisher) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.progress.Broadcast()
}

// isBehind reports whether events are stored that have not been fanned out. Run
// calls it.
func (p *publisher) isBehind() bool { return p.delivered < p.journal.Seq() }
