package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"confab/server/sqlite"
)

// errClosedStore is the error of a change after Close.
var errClosedStore = errors.New("the accounts are closed")

// A pending is a change that waits for the writer.
type pending struct {
	ctx  context.Context
	f    func(*tx) error
	done chan error // with room for the one result
}

// A writer makes all changes, in one goroutine. It commits everything that waits
// in one transaction, each change in a savepoint of its own: a change that is
// refused undoes only itself, and all share one wait for the disk.
type writer struct {
	store        *Store
	beforeCommit func() error  // for tests: an error fails the commit
	wake         chan struct{} // has an item when there is something to do
	done         chan struct{} // closed when run has ended

	mu     sync.Mutex
	queue  []*pending // guarded by mu
	closed bool       // no change is accepted any more; guarded by mu
}

func newWriter(s *Store) *writer {
	return &writer{store: s, beforeCommit: func() error { return nil }, wake: make(chan struct{}, 1), done: make(chan struct{})}
}

// change queues a change and returns its result. It withdraws the change when
// ctx ends before the writer has begun with it.
func (w *writer) change(ctx context.Context, f func(*tx) error) error {
	p := &pending{ctx, f, make(chan error, 1)}
	if !w.add(p) {
		return errClosedStore
	}
	select {
	case err := <-p.done:
		return err
	case <-ctx.Done():
	}
	if w.withdraw(p) {
		return fmt.Errorf("waiting for the accounts: %w", ctx.Err())
	}
	return <-p.done // what an interrupted COMMIT has done would not be known
}

func (w *writer) add(p *pending) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.queue = append(w.queue, p)
	w.signal()
	return true
}

// withdraw removes p from the queue and reports false if the writer has it already.
func (w *writer) withdraw(p *pending) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.Index(w.queue, p)
	if i < 0 {
		return false
	}
	w.queue = slices.Delete(w.queue, i, i+1)
	return true
}

// signal wakes the writer.
func (w *writer) signal() {
	select {
	case w.wake <- struct{}{}:
	default: // it has been woken and will look
	}
}

// close refuses further changes and returns when the queued ones are done.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	w.signal()
	w.mu.Unlock()
	<-w.done
}

// run is the writer's goroutine. It ends after close, when the queue is empty.
func (w *writer) run() {
	defer close(w.done)
	for range w.wake {
		w.mu.Lock()
		batch, closed := w.queue, w.closed
		w.queue = nil
		w.mu.Unlock()
		if len(batch) > 0 {
			w.write(batch)
		}
		if closed {
			return
		}
	}
}

// write makes the changes of a batch and sends each its result.
func (w *writer) write(batch []*pending) {
	results := make([]error, len(batch))
	failed := w.transact(batch, results)
	for i, p := range batch {
		if failed != nil {
			results[i] = failed
		}
		p.done <- results[i]
	}
}

// errNoChange ends a transaction in which every change was refused, so that it
// does not wait for the disk.
var errNoChange = errors.New("nothing has changed")

// transact makes the changes of a batch in one transaction. An error is for the
// whole batch, and nothing has changed; otherwise results has the result of each.
func (w *writer) transact(batch []*pending, results []error) error {
	err := w.store.writes.Use(context.Background(), func(c *sqlite.Conn) error {
		return c.Transact(sqlite.Write, func() (err error) {
			changed := false
			for i, p := range batch {
				if results[i], err = w.one(c, p); err != nil {
					return err
				}
				changed = changed || results[i] == nil
			}
			if !changed {
				return errNoChange
			}
			return w.beforeCommit()
		})
	})
	if err != nil && !errors.Is(err, errNoChange) {
		return fmt.Errorf("storing the accounts: %w", err)
	}
	return nil
}

// one makes one change. refused is its own result; if broken is not nil, the
// whole transaction cannot go on.
func (w *writer) one(c *sqlite.Conn, p *pending) (refused, broken error) {
	select {
	case <-p.ctx.Done():
		return p.ctx.Err(), nil
	default:
	}
	return c.Savepoint(func() error {
		if err := p.f(&tx{c, w.store, time.Now()}); err != nil {
			return answer(err)
		}
		return p.ctx.Err()
	})
}
