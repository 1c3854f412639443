// Package journal keeps a server's events in one order, on disk.
//
// One goroutine writes (write.go). It takes everything that waits into one
// transaction, so that a crowd shares the one wait for the disk that a person
// alone has to make. Append waits for that transaction, and Follow
// follows gets what it stored, straight from the writer. Readers have
// connections of their own and never wait for the writer, nor it for them.
package journal

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// Config is what a journal has to know.
type Config struct {
	Dir    string // where it is kept: a directory of its own, made if it is missing
	Memory bool   // keep nothing: Dir is not used, and all there is are the newest events in memory
	Log    *slog.Logger

	Retention      time.Duration // how long events are kept; 0 is for ever
	RetentionForce bool          // delete old events once even if the clock looks wrong

	// Committed, if set, is told of every transaction: how many events it
	// stored and how long it took. The writer calls it, so it must be quick.
	Committed func(events int, took time.Duration)

	pragmas   []string // for tests: what the writer's connection does otherwise
	maxBehind int      // for tests: events that wait for a follower in memory
}

// A store is where the events are: a disk or a memory. The writer alone calls
// write, checkpoint, expire, moments and trust; the others may be called at any time.
type store interface {
	// identity tells this store from every other one.
	identity() string

	// write stores the events of the requests and what was read, all or
	// nothing, and returns those that were not stored already. It sets the
	// requests' errors, but for the one that it returns, which is for all. It
	// asks rules about each event, and its caller commits or undoes them.
	write(batch []*request, read map[reading]int64, rules model.Rules) (fresh []*wire.Event, err error)

	// checkpoint is called after a write that no caller waits for any more. It
	// returns when it has to be called again although nothing is written; 0 is not.
	checkpoint() (again time.Duration, err error)

	// rewrite does a Rewriting. The writer calls it.
	rewrite(r *rewrite) error

	// expire forgets some of the events from before t. It returns how many,
	// and whether there may be more.
	expire(t, now time.Time) (deleted int, more bool, err error)

	// moments returns the moment that trust was last told, and that of the
	// newest event that can expire; zero if there is none.
	moments() (trusted, newest time.Time, err error)

	// trust notes that the clock was right when it said t.
	trust(t time.Time) error

	after(ctx context.Context, seq int64, limit int) ([]*wire.Event, error)
	changesAfter(ctx context.Context, seq int64, limit int) ([]*wire.Event, error)
	removalsAfter(ctx context.Context, seq int64, limit int) ([]*wire.Event, error)
	page(ctx context.Context, q Query) ([]*wire.Event, error)
	find(ctx context.Context, key string) (*wire.Event, error)

	// recall gives e the numbers of the event with its id, if it is the same.
	recall(ctx context.Context, e *wire.Event) error

	// eraseEnded erases some of what is left of rooms that have ended by the seq
	// upTo. did says that something was, and left that more is. The writer calls it.
	eraseEnded(upTo int64) (did, left bool, err error)

	// forgetReads forgets what a user has read, and readersOf are those of whom
	// something is known. The writer calls them.
	forgetReads(user string) error
	readersOf() (users []string, err error)

	readIn(ctx context.Context, r reading) (int64, error)

	roomsWithFile(ctx context.Context, hash string) ([]string, error)
	filesOf(ctx context.Context, author string) ([]string, error)
	at(ctx context.Context, seq int64) (*wire.Event, error)

	last(ctx context.Context) (map[string]model.Last, error)
	reads(ctx context.Context, user string) (map[string]int64, error)
	storable() error
	close() error
}

// A Journal is open from Open to Close. Its methods may be called from many
// goroutines at a time.
type Journal struct {
	cfg    Config
	store  store
	wake   chan struct{}    // there is something for the writer to do
	again  <-chan time.Time // the store has to checkpoint; owned by run
	failed chan struct{}    // closed when over is ErrFailed
	done   chan struct{}    // closed when the writer has ended

	rewrites chan *rewrite    // for the writer
	unreads  chan *forgetting // for the writer

	closing sync.Once
	closed  error // what closing the store came to

	requests sync.Pool // of those that are done, to be used again

	retention retention // the writer's

	mu        sync.Mutex
	rules     model.Rules       // what Obey was given; guarded by mu
	queue     []*request        // waits for the writer; guarded by mu
	read      map[reading]int64 // waits for the writer; guarded by mu
	writing   map[reading]int64 // is being written; guarded by mu
	followers followers         // guarded by mu
	erases    bool              // something is to be erased once all who follow have heard of it; guarded by mu
	seq       int64             // of the newest committed event; guarded by mu
	over      error             // why nothing is taken any more: ErrClosed or ErrFailed; guarded by mu
}

// Open opens the journal in cfg.Dir, or starts one there. It refuses a
// directory that others may enter (ErrMode), that another process uses
// (ErrLocked) or that a newer version has written (ErrNewer).
func Open(cfg Config) (*Journal, error) {
	if cfg.Memory {
		return newJournal(cfg, newMemory(), 0), nil
	}
	d, err := openDisk(cfg.Dir, cfg.pragmas)
	if err != nil {
		return nil, err
	}
	return newJournal(cfg, d, d.seq), nil
}

// newJournal starts the writer of a store whose newest event is seq.
func newJournal(cfg Config, s store, seq int64) *Journal {
	cfg.Log = cmp.Or(cfg.Log, slog.New(slog.DiscardHandler))
	cfg.maxBehind = cmp.Or(cfg.maxBehind, maxBehind)
	j := &Journal{
		cfg:       cfg,
		store:     s,
		wake:      make(chan struct{}, 1),
		failed:    make(chan struct{}),
		done:      make(chan struct{}),
		rewrites:  make(chan *rewrite),
		unreads:   make(chan *forgetting),
		requests:  sync.Pool{New: newRequest},
		read:      map[reading]int64{},
		followers: followers{},
		rules:     noRules{},
		seq:       seq,
	}
	j.retention = retention{period: cfg.Retention, force: cfg.RetentionForce, store: s, log: cfg.Log}
	j.signal() // something may be to be erased
	go j.run()
	return j
}

// ID tells this journal from every other one: numbers mean something within
// one journal only. A backup has the ID of what it is a copy of.
func (j *Journal) ID() string { return j.store.identity() }

// Seq is the seq of the newest committed event, 0 if there is none.
func (j *Journal) Seq() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.seq
}

// Failed is closed when the disk has failed. The journal is over then: see
// ErrFailed. Err says why.
func (j *Journal) Failed() <-chan struct{} { return j.failed }

// Err is nil while the journal takes events, and then ErrClosed or ErrFailed.
func (j *Journal) Err() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.over
}

// Close stores what was being appended, gives it to the followers, and closes
// the journal. What is appended later gets ErrClosed. A second Close does nothing.
func (j *Journal) Close() error {
	j.end(ErrClosed)
	<-j.done
	j.closing.Do(func() { j.closed = j.store.close() })
	return j.closed
}

// end takes nothing more, for the reason err. The first reason stays, unless
// the disk fails while the journal closes.
func (j *Journal) end(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if failed := errors.Is(err, ErrFailed); j.over == nil || failed && !errors.Is(j.over, ErrFailed) {
		j.over = err
		if failed {
			close(j.failed)
		}
	}
	j.signal()
}

// signal wakes the writer.
func (j *Journal) signal() {
	select {
	case j.wake <- struct{}{}:
	default: // it has been woken and will look
	}
}
