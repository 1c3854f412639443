package archive

import (
	"errors"
	"fmt"
	"time"

	"confab/server/wire"
)

// When the folding of words changes, an archive that is there needs another
// index. It is built beside the one that there is while the program runs, a
// little at a time, and until it is complete that one is searched. The table
// indexing says how far it has come, so that it goes on there after a restart,
// and so that of two programs with the same archive either may do the next piece.
const (
	reindexSoon   = 5 * time.Second // a start has other things to do
	reindexAtOnce = 250             // messages; nobody who stores something waits for longer than these take
	reindexRest   = 2               // times as long as it worked it rests
)

// index has a message found by its words; what says nothing is not found.
func (t *tx) index(id int64, e entry) {
	if e.text == "" {
		return
	}
	for _, f := range t.indices(id) {
		t.do(fmt.Sprintf(`INSERT INTO %s (rowid, text) VALUES (?, ?)`, f.table), id, e.indexed(f))
	}
}

// unindex takes back what index did with the same entry.
func (t *tx) unindex(id int64, e entry) {
	if e.text == "" {
		return
	}
	for _, f := range t.indices(id) {
		t.do(fmt.Sprintf(`INSERT INTO %[1]s (%[1]s, rowid, text) VALUES ('delete', ?, ?)`, f.table), id, e.indexed(f))
	}
}

// indexing returns the folding that is searched and, while the next one is built,
// up to which event that has come.
func (t *tx) indexing() (searched folding, done int64) {
	number := 0
	t.get(`SELECT folding, done FROM indexing`, nil, &number, &done)
	for _, f := range foldings {
		if f.number == number {
			return f, done
		}
	}
	if t.err == nil {
		t.err = errors.New("its index is of another program")
	}
	return foldings[1], 0
}

// indices returns the foldings in whose indices an event is.
func (t *tx) indices(id int64) []folding {
	searched, done := t.indexing()
	switch {
	case searched.number == foldings[1].number:
		return foldings[1:]
	case id <= done:
		return foldings[:]
	}
	return foldings[:1]
}

// reindex builds the last index, if it is not there, until it is or the archive
// is closed.
func (a *Archive) reindex() {
	for rest := reindexSoon; ; {
		select {
		case <-a.closing:
			return
		case <-time.After(rest):
		}
		began := time.Now()
		more := false
		err := a.write(func(t *tx) { more = t.reindex(reindexAtOnce) })
		if err == nil && !more {
			_ = a.wipe() // what was erased on the way; otherwise it goes when the archive is closed
			return
		}
		if rest = reindexRest * time.Since(began); err != nil {
			rest = time.Minute // the disk is full, for example; the next start goes on, too
		}
	}
}

// forgetEdits erases what a message said between its first text and the newest
// one: the programs of the index before this one kept that.
func (t *tx) forgetEdits(room int64, key string) {
	if t.err != nil {
		return
	}
	t.err = t.Exec("PRAGMA secure_delete = ON")
	t.do(`UPDATE events SET body = ?3 WHERE room = ?1 AND target = ?2 AND type = ?4 AND body <> ?3 AND id <
		(SELECT max(id) FROM events WHERE room = ?1 AND target = ?2 AND type = ?4 AND body <> ?3)`, room, key, string(erased(key)), wire.EditType)
}

// reindex puts some messages into the last index, and reports whether there are
// more. With the last of them it is the one that is searched.
func (t *tx) reindex(most int) (more bool) {
	searched, done := t.indexing()
	if searched.number == foldings[1].number || t.err != nil {
		return false
	}
	type message struct {
		id        int64
		key       string
		typ, body string
		status    status
		entry
	}
	var m message
	var some []message
	t.each(`SELECT id, coalesce(event_id, ''), status, type, body, sender, room FROM events WHERE id > ? AND shown ORDER BY id LIMIT ?`,
		args{done, most}, func() { some = append(some, m) }, &m.id, &m.key, &m.status, &m.typ, &m.body, &m.from, &m.room)
	last := foldings[1]
	for _, m := range some {
		if m.text = reducerOf(m.typ).textIn(m.body); m.text != "" {
			t.do(fmt.Sprintf(`INSERT INTO %s (rowid, text) VALUES (?, ?)`, last.table), m.id, m.indexed(last))
		}
		if m.status == edited {
			t.forgetEdits(m.room, m.key)
		}
		done = m.id
	}
	if len(some) == most {
		t.do(`UPDATE indexing SET done = ?`, done)
		return true
	}
	t.do(`UPDATE indexing SET folding = ?, done = 0`, last.number)
	t.do(`DROP TABLE ` + foldings[0].table)
	return false
}
