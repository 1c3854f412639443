package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"confab/server/journal" // and with it the driver for SQLite
	"confab/server/wire"
)

// A bare stores rows as the journal has them, in the journal's own tables and
// with the settings of its writer, with nothing around it: nobody asks for them,
// nobody waits for each, nobody hears of them.
type bare struct {
	form  lineForm
	dir   string
	conn  *sql.Conn
	db    *sql.DB
	write *sql.Stmt
	seq   int
}

// perCommit is how many rows one transaction has: more make it hardly faster.
const perCommit = 256

// openBare makes a journal in a folder of its own in dir.
func openBare(ctx context.Context, dir string, form lineForm) (_ *bare, err error) {
	b := &bare{form: form}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	if b.dir, err = os.MkdirTemp(dir, "confab-bench-bare-"); err != nil {
		return nil, err
	}
	j, err := journal.Open(journal.Config{Dir: b.dir})
	if err != nil {
		return nil, err
	}
	if err := j.Close(); err != nil { // it has made the tables
		return nil, err
	}
	settings := url.Values{"_pragma": {
		"synchronous(FULL)", "fullfsync(1)", "checkpoint_fullfsync(1)", "wal_autocheckpoint(2000)", "journal_size_limit(67108864)",
		"secure_delete(FAST)", "temp_store(MEMORY)", "cache_size(-8000)",
	}}
	if b.db, err = sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(b.dir, "journal.db"))+"?"+settings.Encode()); err != nil {
		return nil, err
	}
	if b.conn, err = b.db.Conn(ctx); err != nil {
		return nil, err
	}
	b.write, err = b.conn.PrepareContext(ctx, `INSERT INTO events (seq, prev, at, room, type, author, key, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	return b, err
}

// insert stores so many rows and returns how long it took.
func (b *bare) insert(rows int) (time.Duration, error) {
	ctx := context.Background()
	events := make([]*wire.Event, rows)
	for i := range events {
		b.seq++
		events[i] = b.form.event(senderName(0), b.seq)
		events[i].Seq = int64(b.seq)
	}
	began := time.Now()
	for some := range slices.Chunk(events, perCommit) {
		tx, err := b.conn.BeginTx(ctx, nil)
		if err != nil {
			return 0, err
		}
		write := tx.Stmt(b.write)
		for _, e := range some {
			if _, err := write.Exec(e.Seq, e.Seq-1, time.Now().UnixMilli(), 1, e.Type, e.From, e.Key, []byte(e.Body)); err != nil {
				return 0, errors.Join(err, tx.Rollback())
			}
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

func (b *bare) close() (err error) {
	if b.write != nil {
		err = b.write.Close()
	}
	if b.conn != nil {
		err = errors.Join(err, b.conn.Close())
	}
	if b.db != nil {
		err = errors.Join(err, b.db.Close())
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}
