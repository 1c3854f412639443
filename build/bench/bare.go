package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"confab/server/journal"
	"confab/server/sqlite"
	"confab/server/wire"
)

// A bare stores rows in the journal's own tables with the settings of the
// journal's writer, and does nothing else: no requests, no answers, no fan-out.
type bare struct {
	form  lineForm
	dir   string
	conn  *sqlite.Conn
	write *sqlite.Stmt
	seq   int
}

// barePragmas are the settings of the journal's writer.
var barePragmas = append(sqlite.Durable[:len(sqlite.Durable):len(sqlite.Durable)],
	"wal_autocheckpoint(2000)", "journal_size_limit(67108864)", "secure_delete(FAST)", "cache_size(-8000)")

// perCommit is how many rows one transaction has: more make it hardly faster.
const perCommit = 256

// openBare makes a journal in a folder of its own in dir.
func openBare(dir string, form lineForm) (_ *bare, err error) {
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
	if b.conn, err = sqlite.Open(filepath.Join(b.dir, journal.FileName), barePragmas...); err != nil {
		return nil, err
	}
	b.write, err = b.conn.Prepare(`INSERT INTO events (seq, prev, at, room, type, author, key, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	return b, err
}

// insert stores so many rows and returns how long it took.
func (b *bare) insert(rows int) (time.Duration, error) {
	events := make([]*wire.Event, rows)
	for i := range events {
		b.seq++
		events[i] = b.form.event(senderName(0), b.seq)
		events[i].Seq = int64(b.seq)
	}
	began := time.Now()
	for some := range slices.Chunk(events, perCommit) {
		if err := b.conn.Transact(sqlite.Write, func() error {
			for _, e := range some {
				if _, err := b.write.Exec(e.Seq, e.Seq-1, time.Now().UnixMilli(), int64(1), e.Type, e.From, e.ID, []byte(e.Body)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

func (b *bare) close() (err error) {
	if b.conn != nil {
		err = b.conn.Close()
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}
