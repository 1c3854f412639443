package journal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"confab/server/wire"
)

// readers read a journal's file, several at a time. Each reads one state of
// it, and none for long, because the WAL cannot be cut while it is read.
type readers struct {
	db                                  *sql.DB
	byAfter, byBefore, bySeq, byChanges *sql.Stmt
	byKey, byExpired, byRoom, byUser    *sql.Stmt
	byRemoval, byReading                *sql.Stmt
}

const (
	maxReaders = 4
	readWithin = 5 * time.Second // longer than that nobody waits for a page
)

func openReaders(file string) (*readers, error) {
	db, err := openReader(file, "query_only(1)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxReaders)
	db.SetMaxIdleConns(maxReaders)
	r := &readers{db: db}
	for q, s := range r.queries() {
		if *s, err = db.Prepare(q); err != nil {
			return nil, errors.Join(fmt.Errorf("preparing %q: %w", q, err), db.Close())
		}
	}
	return r, nil
}

const lastOfRooms = `SELECT name, last FROM rooms WHERE ended = 0`

// queries are the statements of r and what they ask. Each finds what it asks for
// by an index.
func (r *readers) queries() map[string]**sql.Stmt {
	const events = `SELECT e.seq, e.prev, e.at, e.type, r.name, e.author, e.key, e.body `
	return map[string]**sql.Stmt{
		events + `FROM rooms r JOIN events e ON e.room = r.id
			WHERE r.name = ? AND r.ended = 0 AND e.seq > ? AND e.seq < ? ORDER BY e.seq LIMIT ?`: &r.byAfter,
		events + `FROM rooms r JOIN events e ON e.room = r.id
			WHERE r.name = ? AND r.ended = 0 AND e.seq > ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?`: &r.byBefore,
		events + `FROM events e JOIN rooms r ON r.id = e.room
			WHERE e.seq > ? ORDER BY e.seq LIMIT ?`: &r.bySeq,
		events + `FROM events e INDEXED BY changes JOIN rooms r ON r.id = e.room
			WHERE e.seq > ? AND e.type IN ` + changes + ` AND r.ended = 0 ORDER BY e.seq LIMIT ?`: &r.byChanges,
		events + `FROM events e JOIN rooms r ON r.id = e.room
			WHERE e.seq > ? AND e.type = 'remove' ORDER BY e.seq LIMIT ?`: &r.byRemoval, // a start looks at what came since the last one
		events + `FROM events e JOIN rooms r ON r.id = e.room WHERE e.key = ? AND r.ended = 0`: &r.byKey,
		`SELECT seq, prev, at, digest FROM expired WHERE key = ?`:                              &r.byExpired,
		lastOfRooms: &r.byRoom,
		`SELECT r.name, x.seq FROM reads x JOIN rooms r ON r.id = x.room WHERE x.user = ?`:                                &r.byUser,
		`SELECT r.name, x.seq FROM rooms r JOIN reads x ON x.room = r.id WHERE r.name = ? AND r.ended = 0 AND x.user = ?`: &r.byReading,
	}
}

// openReader opens a journal's file for what writes nothing in it.
func openReader(file string, pragmas ...string) (*sql.DB, error) {
	name, err := dsn(file, append(pragmas, busyTimeout, "temp_store(MEMORY)")...)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", name)
}

func (r *readers) close() error { return r.db.Close() }

// rows calls scan for every row of the answer.
func (r *readers) rows(ctx context.Context, s *sql.Stmt, args []any, scan func(*sql.Rows) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("reading the journal: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	return nil
}

func (r *readers) events(ctx context.Context, s *sql.Stmt, args ...any) (events []*wire.Event, err error) {
	return r.eventsOf(ctx, 0, s, args...)
}

// eventsOf is events that end behind so many bytes, see Query; 0 is no limit.
func (r *readers) eventsOf(ctx context.Context, most int, s *sql.Stmt, args ...any) (events []*wire.Event, err error) {
	bytes := 0
	err = r.rows(ctx, s, args, func(rows *sql.Rows) error {
		if len(events) > 0 {
			if bytes += len(events[len(events)-1].Body); most > 0 && bytes >= most {
				defer rows.Close() // this one is the last
			}
		}
		e := new(wire.Event)
		var at int64
		events = append(events, e)
		err := rows.Scan(&e.Seq, &e.Prev, &at, &e.Type, &e.Room, &e.From, &e.Key, (*[]byte)(&e.Body))
		e.At = timeOf(at)
		return err
	})
	return events, err
}

func (r *readers) numbers(ctx context.Context, s *sql.Stmt, args ...any) (map[string]int64, error) {
	numbers := map[string]int64{}
	err := r.rows(ctx, s, args, func(rows *sql.Rows) error {
		var name string
		var n int64
		err := rows.Scan(&name, &n)
		numbers[name] = n
		return err
	})
	return numbers, err
}

func (d *disk) after(ctx context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return d.readers.events(ctx, d.readers.bySeq, seq, limit)
}

func (d *disk) changesAfter(ctx context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return d.readers.events(ctx, d.readers.byChanges, seq, limit)
}

func (d *disk) removalsAfter(ctx context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return d.readers.events(ctx, d.readers.byRemoval, seq, limit)
}

func (d *disk) page(ctx context.Context, q Query) ([]*wire.Event, error) {
	if q.Before == 0 {
		return d.readers.eventsOf(ctx, q.Bytes, d.readers.byAfter, q.Room, q.After, math.MaxInt64, q.Limit)
	}
	events, err := d.readers.eventsOf(ctx, q.Bytes, d.readers.byBefore, q.Room, q.After, q.Before, q.Limit)
	slices.Reverse(events)
	return events, err
}

func (d *disk) find(ctx context.Context, key string) (*wire.Event, error) {
	events, err := d.readers.events(ctx, d.readers.byKey, key)
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		return nil, ErrUnknown
	}
	return events[0], nil
}

func (d *disk) recall(ctx context.Context, e *wire.Event) error {
	known, err := d.find(ctx, e.Key)
	if !errors.Is(err, ErrUnknown) {
		if err == nil {
			takeNumbers(e, known)
		}
		return err
	}
	return d.readers.rows(ctx, d.readers.byExpired, []any{e.Key}, func(rows *sql.Rows) error {
		var seq, prev, at int64
		var was []byte
		err := rows.Scan(&seq, &prev, &at, &was)
		if err == nil && hasDigest(e, was) {
			e.Seq, e.Prev, e.At = seq, prev, timeOf(at)
		}
		return err
	})
}

func (d *disk) last(ctx context.Context) (map[string]int64, error) {
	return d.readers.numbers(ctx, d.readers.byRoom)
}

func (d *disk) reads(ctx context.Context, user string) (map[string]int64, error) {
	return d.readers.numbers(ctx, d.readers.byUser, user)
}

func (d *disk) readIn(ctx context.Context, r reading) (int64, error) {
	seqs, err := d.readers.numbers(ctx, d.readers.byReading, r.room, r.user)
	return seqs[r.room], err
}

func (d *disk) forgetReads(user string) error {
	_, err := d.stmts.unreadUser.exec(user)
	return err
}

func (d *disk) readersOf() (users []string, err error) {
	s, err := d.c.prepare(`SELECT DISTINCT user FROM reads`)
	if err != nil {
		return nil, err
	}
	row := make([]driver.Value, 1)
	err = s.each(row, func() error { users = append(users, row[0].(string)); return nil })
	return users, err
}
