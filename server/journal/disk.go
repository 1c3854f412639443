package journal

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"confab/server/sqlite"
	"confab/server/wire"
)

// FileName is the journal in its directory; SQLite puts others beside it.
const FileName = "journal.db"

// A disk is a store in an SQLite file. The writer owns it, but for readers and
// storable, which any goroutine may call.
type disk struct {
	file    string
	lock    *lock
	readers *readers
	trying  sync.Mutex // held while storable tries

	c          *sqlite.Conn
	id         string // of the journal
	stmts      stmts
	rows       inserter
	reactions  ledger
	files      fileRows
	rooms      map[string]*room // by name
	roomID     int64            // the greatest of them
	seq        int64            // the newest event
	hasExpired bool             // there are keys in expired
	kept       int64            // up to here there is nothing more to expire
	looked     int64            // up to here expire has looked; kept, unless it has more to do
	unmoved    int              // about how many pages have gathered in the WAL
	erased     bool             // something was, and the WAL has it still
	cutAt      time.Time        // when it was emptied
	topics     map[int64]int64  // by the rooms' ids, the event that says what each is about; nil until something expires
	stale      []int64          // events that said so before, and are old enough to be forgotten
	ending     []ending         // rooms that have ended, the first one first
	failed     bool             // with ErrFailed
}

// stmts are the writer's statements.
type stmts struct {
	endRoom, unreadRoom, unreadUser, unread, ofRoom, forgetRoom, newest *sqlite.Stmt

	known, expired, room, read, checkpoint, old, bury, remove, edits, editsBefore, erase, silence, truncate, moments, trust *sqlite.Stmt
}

// A room is what the writer has to know of one.
type room struct {
	id   int64
	last int64 // seq of the newest event
	next int64 // what last is once the transaction is committed; 0 if it has no event of the room

	ended bool // by an event of this transaction, or before
}

// openDisk opens the journal in dir. The writer's connection takes pragmas last.
func openDisk(dir string, pragmas []string) (_ *disk, err error) {
	d := &disk{file: filepath.Join(dir, FileName)}
	if d.lock, err = prepareDir(dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if err := d.openWriter(pragmas); err != nil {
		return nil, fmt.Errorf("opening %s: %w", d.file, err)
	}
	if d.readers, err = openReaders(d.file); err != nil {
		return nil, fmt.Errorf("opening %s to read: %w", d.file, err)
	}
	return d, nil
}

func (d *disk) openWriter(pragmas []string) (err error) {
	if d.c, err = sqlite.Open(d.file, append(sqlite.Durable[:len(sqlite.Durable):len(sqlite.Durable)],
		"wal_autocheckpoint(0)", // see checkpoint
		"journal_size_limit(67108864)",
		"secure_delete(ON)", // what is deleted is gone, not only free; FAST leaves what fills pages of its own
		"cache_size(-8000)",
	)...); err != nil {
		return err
	}
	if _, err := schema.Version(d.c); err != nil { // what is not ours stays as it is
		return err
	}
	if err := d.c.UseWAL(); err != nil {
		return err
	}
	for _, p := range pragmas {
		if err := d.c.Exec("PRAGMA " + p); err != nil {
			return err
		}
	}
	if err := schema.Migrate(d.c); err != nil {
		return err
	}
	for q, s := range map[string]**sqlite.Stmt{
		`SELECT seq, prev, at, room, type, author, body FROM events WHERE key = ?`: &d.stmts.known,
		expiredByKey: &d.stmts.expired,
		`INSERT INTO rooms (id, name, last) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET last = excluded.last`: &d.stmts.room,
		`INSERT INTO rooms (id, name, last, ended) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET last = excluded.last, ended = excluded.ended`: &d.stmts.endRoom,
		`DELETE FROM reads WHERE room = ?`:                                                &d.stmts.unreadRoom,
		`DELETE FROM reads WHERE user = ? AND room = ?`:                                   &d.stmts.unread,
		`DELETE FROM reads WHERE user = ?`:                                                &d.stmts.unreadUser,
		`SELECT seq, prev, at, key, type FROM events WHERE room = ? ORDER BY seq LIMIT ?`: &d.stmts.ofRoom,
		`DELETE FROM rooms WHERE id = ?`:                                                  &d.stmts.forgetRoom,
		`UPDATE clock SET newest = ?`:                                                     &d.stmts.newest,
		`INSERT INTO reads (user, room, seq) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq`: &d.stmts.read,
		`PRAGMA wal_checkpoint(PASSIVE)`: &d.stmts.checkpoint,
		oldEvents:                        &d.stmts.old,
		`INSERT INTO expired (key, seq, prev, at, digest) VALUES (?, ?, ?, ?, ?)`: &d.stmts.bury,
		`DELETE FROM events WHERE seq = ?`:                                        &d.stmts.remove,
		`SELECT seq, body FROM events INDEXED BY edits
			WHERE type = 'edit' AND json_extract(CAST(body AS TEXT), '$.target') = ?`: &d.stmts.edits,
		`SELECT seq, body FROM events INDEXED BY edits
			WHERE type = 'edit' AND json_extract(CAST(body AS TEXT), '$.target') = ? AND seq < ? ORDER BY seq DESC`: &d.stmts.editsBefore,
		`UPDATE events SET body = ? WHERE seq = ?`:                                                        &d.stmts.erase,
		`UPDATE events SET body = CAST(json_remove(CAST(body AS TEXT), '$.topic') AS BLOB) WHERE seq = ?`: &d.stmts.silence,
		`PRAGMA wal_checkpoint(TRUNCATE)`:                                                                 &d.stmts.truncate,
		moments:                                                                                           &d.stmts.moments,
		`UPDATE clock SET trusted = ?`:                                                                    &d.stmts.trust,
	} {
		if *s, err = d.c.Prepare(q); err != nil {
			return err
		}
	}
	if d.rows, err = newInserter(d.c); err != nil {
		return err
	}
	if d.reactions, err = newLedger(d.c); err != nil {
		return err
	}
	if d.files, err = newFileRows(d.c); err != nil {
		return err
	}
	if err := d.identify(); err != nil {
		return err
	}
	return d.load()
}

// identify reads whose events these are.
func (d *disk) identify() error {
	s, err := d.c.Prepare(`SELECT id FROM identity`)
	if err != nil {
		return err
	}
	row := make([]sqlite.Value, 1)
	switch found, err := s.First(row); {
	case err != nil:
		return err
	case !found:
		return errors.New("it has no identity")
	}
	d.id = row[0].(string)
	return nil
}

// load reads what the writer has to know. It takes the same time however much
// there is in the journal, but for the number of rooms.
func (d *disk) load() error {
	d.rooms = map[string]*room{}
	s, err := d.c.Prepare(`SELECT name, id, last, ended FROM rooms`)
	if err != nil {
		return err
	}
	row := make([]sqlite.Value, 4)
	err = s.Each(row, func() error {
		if row[3] == int64(0) {
			d.rooms[row[0].(string)] = &room{id: row[1].(int64), last: row[2].(int64)}
		}
		d.roomID = max(d.roomID, row[1].(int64))
		d.seq = max(d.seq, row[2].(int64))
		return nil
	})
	if err != nil {
		return err
	}
	if err := d.loadEnded(); err != nil {
		return err
	}
	var expired int64
	err = d.c.Ints(`SELECT EXISTS (SELECT 1 FROM expired)`, &expired)
	d.hasExpired = expired == 1
	return err
}

func (d *disk) identity() string { return d.id }

// roomOf returns the room of an event; one that has no event yet is none of d's
// until add has stored one.
func (d *disk) roomOf(e *wire.Event) *room {
	if r := d.rooms[e.Room]; r != nil {
		return r
	}
	return &room{id: d.roomID + 1}
}

func (d *disk) close() error {
	var errs []error
	if d.readers != nil {
		errs = append(errs, d.readers.close())
	}
	// The last connection that is closed moves what is in the WAL and removes
	// it, which must not be done on a disk that has failed. The process ends.
	if d.c != nil && !d.failed {
		errs = append(errs, d.c.Close())
	}
	return errors.Join(append(errs, d.lock.release())...)
}
