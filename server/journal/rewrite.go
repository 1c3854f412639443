package journal

import (
	"context"

	"confab/server/sqlite"
	"confab/server/wire"
)

// A Rewriting makes another journal of one that an older program has written.
type Rewriting struct {
	// Event changes the sender or the body of an event, or both, and reports
	// whether it has. It gets every event, the oldest first.
	Event func(e *wire.Event) (changed bool)

	// User returns whose it is what is noted of how far a user has read.
	User func(user string) string
}

// A rewrite is a Rewriting that the writer is to do.
type rewrite struct {
	Rewriting
	changed int
	done    chan error
}

// rewriteAtOnce is how many events are in memory while a journal is rewritten.
const rewriteAtOnce = 1024

// Rewrite does a Rewriting, all or nothing, and returns how many events are
// others now. It is for the start, before any client reads: a client that has an
// event as it was is not told.
func (j *Journal) Rewrite(ctx context.Context, w Rewriting) (changed int, err error) {
	r := &rewrite{Rewriting: w, done: make(chan error, 1)}
	select {
	case j.rewrites <- r:
		return r.changed, <-r.done
	case <-j.done:
		return 0, j.Err()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// rewrite does nothing: what is in memory no older program has written.
func (m *memory) rewrite(*rewrite) error { return nil }

func (d *disk) rewrite(r *rewrite) error {
	err := d.c.Transact(sqlite.Write, func() error {
		if err := d.rewriteEvents(r); err != nil {
			return err
		}
		if err := d.rewriteReads(r); err != nil {
			return err
		}
		return d.reactions.fill(d.c) // of other people, perhaps
	})
	if err != nil {
		return d.failure(err)
	}
	d.erased = d.erased || r.changed > 0 // and the WAL is perhaps as large as the journal
	return nil
}

func (d *disk) rewriteEvents(r *rewrite) error {
	change, err := d.c.Prepare(`UPDATE events SET author = ?, body = ? WHERE seq = ?`)
	if err != nil {
		return err
	}
	row := make([]sqlite.Value, 10)
	for after, more := int64(0), true; more; {
		var some []*wire.Event
		if err := d.stmts.old.Each(row, func() error {
			e := &wire.Event{Seq: row[0].(int64), Room: row[4].(string), From: row[5].(string), ID: row[6].(string), Type: row[8].(string), Body: bodyOf(row[7])}
			some = append(some, e)
			return nil
		}, after, int64(rewriteAtOnce)); err != nil {
			return err
		}
		more = len(some) == rewriteAtOnce
		for _, e := range some {
			after = e.Seq
			if !r.Event(e) {
				continue
			}
			r.changed++
			if _, err := change.Exec(e.From, []byte(e.Body), e.Seq); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *disk) rewriteReads(r *rewrite) error {
	all, err := d.c.Prepare(`SELECT user, room, seq FROM reads`)
	if err != nil {
		return err
	}
	type place struct {
		user string
		room int64
	}
	reads := map[place]int64{}
	row := make([]sqlite.Value, 3)
	if err := all.Each(row, func() error {
		read := place{r.User(row[0].(string)), row[1].(int64)}
		reads[read] = max(reads[read], row[2].(int64))
		return nil
	}); err != nil {
		return err
	}
	if err := d.c.Exec(`DELETE FROM reads`); err != nil {
		return err
	}
	for read, seq := range reads {
		if _, err := d.stmts.read.Exec(read.user, read.room, seq); err != nil {
			return err
		}
	}
	return nil
}
