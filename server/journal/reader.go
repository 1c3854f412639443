package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"confab/server/model"
	"confab/server/sqlite"
	"confab/server/wire"
)

// readers read a journal's file, several at a time. Each reads one state of
// it, and none for long, because the WAL cannot be cut while it is read.
type readers struct {
	pool *sqlite.Pool
}

const (
	maxReaders = 4
	readWithin = 5 * time.Second // no client waits longer for a page
)

func openReaders(file string) (*readers, error) {
	r := &readers{sqlite.NewPool(maxReaders, func() (*sqlite.Conn, error) { return sqlite.Open(file, "query_only(1)") })}
	err := r.pool.Use(context.Background(), func(c *sqlite.Conn) error {
		for _, q := range queries {
			if _, err := c.Prepare(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

// What readers ask, each with an index by which it is found.
var (
	byAfter = columns + `FROM rooms r JOIN events e ON e.room = r.id
		WHERE r.name = ? AND r.ended = 0 AND e.seq > ? AND e.seq < ? ORDER BY e.seq LIMIT ?`
	byBefore = columns + `FROM rooms r JOIN events e ON e.room = r.id
		WHERE r.name = ? AND r.ended = 0 AND e.seq > ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?`
	bySeq = columns + `FROM events e JOIN rooms r ON r.id = e.room
		WHERE e.seq > ? ORDER BY e.seq LIMIT ?`
	byChanges = columns + `FROM events e INDEXED BY changes JOIN rooms r ON r.id = e.room
		WHERE e.seq > ? AND e.type <> 'message' AND e.type IN ` + changes + ` AND r.ended = 0 ORDER BY e.seq LIMIT ?`
	byRemoval = columns + `FROM events e JOIN rooms r ON r.id = e.room
		WHERE e.seq > ? AND e.type = 'remove' ORDER BY e.seq LIMIT ?` // a start looks at what came since the last one
	byID = columns + `FROM events e JOIN rooms r ON r.id = e.room WHERE e.key = ? AND r.ended = 0`

	queries = []string{byAfter, byBefore, bySeq, byChanges, byRemoval, byID, expiredByKey, lastOfRooms, readsByUser, readOfUser, roomsWithFile, filesOfAuthor, eventAt}
)

const (
	columns      = `SELECT e.seq, e.prev, e.at, e.type, r.name, e.author, e.key, e.body `
	expiredByKey = `SELECT seq, prev, at, digest FROM expired WHERE key = ?`
	lastOfRooms  = `SELECT r.name, r.last, e.at FROM rooms r LEFT JOIN events e ON e.seq = r.last WHERE r.ended = 0`
	readsByUser  = `SELECT r.name, x.seq FROM reads x JOIN rooms r ON r.id = x.room WHERE x.user = ?`
	readOfUser   = `SELECT r.name, x.seq FROM rooms r JOIN reads x ON x.room = r.id WHERE r.name = ? AND r.ended = 0 AND x.user = ?`
)

func (r *readers) close() error { return r.pool.Close() }

// rows calls f for every row of the answer to q, which has as many columns as
// row, until f returns an error; io.EOF is none.
func (r *readers) rows(ctx context.Context, q string, row []sqlite.Value, f func() error, args ...sqlite.Value) error {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	err := r.pool.Use(ctx, func(c *sqlite.Conn) error {
		s, err := c.Prepare(q)
		if err != nil {
			return err
		}
		return s.EachContext(ctx, row, f, args...)
	})
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	return nil
}

func (r *readers) events(ctx context.Context, q string, args ...sqlite.Value) (events []*wire.Event, err error) {
	return r.eventsOf(ctx, 0, q, args...)
}

// eventsOf is events that end behind so many bytes, see Query; 0 is no limit.
func (r *readers) eventsOf(ctx context.Context, most int, q string, args ...sqlite.Value) (events []*wire.Event, err error) {
	row := make([]sqlite.Value, 8)
	bytes := 0
	err = r.rows(ctx, q, row, func() error {
		if len(events) > 0 {
			bytes += len(events[len(events)-1].Body)
		}
		e := &wire.Event{Seq: row[0].(int64), Prev: row[1].(int64), At: timeOf(row[2].(int64)),
			Type: row[3].(string), Room: row[4].(string), From: row[5].(string), ID: row[6].(string)}
		e.Body, _ = row[7].([]byte) // nil if it is empty
		events = append(events, e)
		if most > 0 && bytes >= most {
			return io.EOF
		}
		return nil
	}, args...)
	return events, err
}

func (r *readers) numbers(ctx context.Context, q string, args ...sqlite.Value) (map[string]int64, error) {
	numbers := map[string]int64{}
	row := make([]sqlite.Value, 2)
	err := r.rows(ctx, q, row, func() error {
		numbers[row[0].(string)] = row[1].(int64)
		return nil
	}, args...)
	return numbers, err
}

func (d *disk) after(ctx context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return d.readers.events(ctx, bySeq, seq, int64(limit))
}

func (d *disk) changesAfter(ctx context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return d.readers.events(ctx, byChanges, seq, int64(limit))
}

func (d *disk) removalsAfter(ctx context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return d.readers.events(ctx, byRemoval, seq, int64(limit))
}

func (d *disk) page(ctx context.Context, q Query) ([]*wire.Event, error) {
	if q.Before == 0 {
		return d.readers.eventsOf(ctx, q.Bytes, byAfter, q.Room, q.After, int64(math.MaxInt64), int64(q.Limit))
	}
	events, err := d.readers.eventsOf(ctx, q.Bytes, byBefore, q.Room, q.After, q.Before, int64(q.Limit))
	slices.Reverse(events)
	return events, err
}

func (d *disk) find(ctx context.Context, key string) (*wire.Event, error) {
	events, err := d.readers.events(ctx, byID, key)
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		return nil, ErrUnknown
	}
	return events[0], nil
}

func (d *disk) recall(ctx context.Context, e *wire.Event) error {
	known, err := d.find(ctx, e.ID)
	if !errors.Is(err, ErrUnknown) {
		if err == nil {
			takeNumbers(e, known)
		}
		return err
	}
	row := make([]sqlite.Value, 4)
	return d.readers.rows(ctx, expiredByKey, row, func() error {
		if hasDigest(e, row[3].([]byte)) {
			e.Seq, e.Prev, e.At = row[0].(int64), row[1].(int64), timeOf(row[2].(int64))
		}
		return nil
	}, e.ID)
}

func (d *disk) last(ctx context.Context) (map[string]model.Last, error) {
	all := map[string]model.Last{}
	row := make([]sqlite.Value, 3)
	err := d.readers.rows(ctx, lastOfRooms, row, func() error {
		last := model.Last{Seq: row[1].(int64)}
		if at, ok := row[2].(int64); ok {
			last.At = timeOf(at)
		}
		all[row[0].(string)] = last
		return nil
	})
	return all, err
}

func (d *disk) reads(ctx context.Context, user string) (map[string]int64, error) {
	return d.readers.numbers(ctx, readsByUser, user)
}

func (d *disk) readIn(ctx context.Context, r reading) (int64, error) {
	seqs, err := d.readers.numbers(ctx, readOfUser, r.room, r.user)
	return seqs[r.room], err
}

func (d *disk) forgetReads(user string) error {
	if _, err := d.stmts.unreadUser.Exec(user); err != nil {
		return d.failure(err)
	}
	return nil
}

func (d *disk) readersOf() (users []string, err error) {
	return d.c.Strings(context.Background(), `SELECT DISTINCT user FROM reads`)
}
