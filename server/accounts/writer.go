package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// errBookClosed is for a change after Close.
var errBookClosed = errors.New("the accounts are closed")

// A pending change waits for the writer.
type pending struct {
	ctx  context.Context
	f    func(*tx) error
	done chan error // has room for the one result
}

// A writer makes all changes, in one goroutine that alone uses the connection
// that can. It takes everything that waits into one transaction, each change in
// a savepoint of its own: one that is refused takes back itself alone, and all
// wait for the disk together.
type writer struct {
	book   *Book
	commit func(*sql.Tx) error // for tests: what Commit does otherwise
	wake   chan struct{}       // has something when there is something to do
	done   chan struct{}       // closed when run has ended

	mu     sync.Mutex
	queue  []*pending // guarded by mu
	closed bool       // nothing more is taken; guarded by mu
}

func newWriter(b *Book) *writer {
	return &writer{book: b, commit: (*sql.Tx).Commit, wake: make(chan struct{}, 1), done: make(chan struct{})}
}

// change has the writer make a change and returns what has become of it. Until
// the writer comes to it, it is given up when ctx ends.
func (w *writer) change(ctx context.Context, f func(*tx) error) error {
	p := &pending{ctx, f, make(chan error, 1)}
	if !w.add(p) {
		return errBookClosed
	}
	select {
	case err := <-p.done:
		return err
	case <-ctx.Done():
	}
	if w.withdraw(p) {
		return fmt.Errorf("waiting for the accounts: %w", ctx.Err())
	}
	return <-p.done // nobody could say what an interrupted COMMIT has done
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

// withdraw takes p back, unless the writer has it already.
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

// close takes nothing more, and returns when what was taken is done.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	w.signal()
	w.mu.Unlock()
	<-w.done
}

// run is the writer's goroutine. It ends when nothing more is taken and nothing waits.
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

// write makes the changes of a batch and tells those who wait for them.
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

// transact is one transaction. An error is for the whole batch, and nothing has
// changed; else results has what each change comes to.
func (w *writer) transact(batch []*pending, results []error) (err error) {
	ctx := context.Background()
	c, err := w.book.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("waiting for the accounts: %w", err)
	}
	defer c.Close()
	t, err := c.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning with the accounts: %w", err)
	}
	defer func() {
		if t.Rollback() != nil && err != nil {
			_, _ = c.ExecContext(ctx, "ROLLBACK") // a COMMIT that failed may have left the transaction open
		}
	}()
	changed := false
	for i, p := range batch {
		if results[i], err = w.one(t, p); err != nil {
			return fmt.Errorf("using the accounts: %w", err)
		}
		changed = changed || results[i] == nil
	}
	if !changed {
		return nil // and nobody waits for the disk
	}
	if err := w.commit(t); err != nil {
		return fmt.Errorf("storing the accounts: %w", err)
	}
	return nil
}

// one makes one change. If it is not made because of refused, the transaction
// is as it was before; with broken it cannot go on.
func (w *writer) one(t *sql.Tx, p *pending) (refused, broken error) {
	select {
	case <-p.ctx.Done():
		return p.ctx.Err(), nil
	default:
	}
	if _, err := t.Exec("SAVEPOINT one"); err != nil {
		return nil, err
	}
	if err := p.f(&tx{t, w.book, w.book.prepared, time.Now()}); err != nil {
		refused = answer(err)
	} else {
		refused = p.ctx.Err()
	}
	if refused != nil {
		// SQLite takes all of a transaction back on some errors of the disk. Then
		// there is no savepoint any more, and this fails.
		if _, err := t.Exec("ROLLBACK TO one"); err != nil {
			return nil, errors.Join(refused, err)
		}
	}
	_, err := t.Exec("RELEASE one")
	return refused, err
}
