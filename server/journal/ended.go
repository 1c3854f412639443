package journal

import (
	"errors"
	"maps"
	"math"
	"slices"

	"confab/server/sqlite"
	"confab/server/wire"
)

// An ending is a room that has ended and of which something is left.
type ending struct {
	id int64
	at int64 // seq of the event that ended it
}

// end notes, in the transaction that stores e, that e has ended its room: nobody
// finds the room or what was said in it any more, and its name is free.
func (d *disk) end(e *wire.Event, r *room) error {
	if _, err := d.stmts.endRoom.Exec(r.id, e.Room, e.Seq, e.Seq); err != nil {
		return err
	}
	if _, err := d.stmts.unreadRoom.Exec(r.id); err != nil {
		return err
	}
	if _, err := d.files.forgetRoom.Exec(r.id); err != nil {
		return err
	}
	r.ended = true
	delete(d.rooms, e.Room)
	d.ending = append(d.ending, ending{r.id, e.Seq})
	return nil
}

// eraseAtOnce is how many events of a room that has ended are erased in one
// transaction: what is appended meanwhile waits for it.
const eraseAtOnce = 256

// eraseEnded erases some of what is left of rooms that ended at the seq upTo or
// before: their events but for the ids, which no client may use again, and in
// the end their names.
func (d *disk) eraseEnded(upTo int64) (did, left bool, err error) {
	if len(d.ending) == 0 || d.ending[0].at > upTo {
		return false, len(d.ending) > 0, nil
	}
	room := d.ending[0]
	gone := false
	err = d.c.Transact(sqlite.Write, func() (err error) {
		gone, err = d.eraseSome(room)
		return err
	})
	if err != nil {
		return false, true, d.failure(err)
	}
	d.hasExpired, d.erased = true, true
	d.unmoved += pages(2*eraseAtOnce, 0)
	if gone {
		d.ending = d.ending[1:]
		delete(d.topics, room.id)
	}
	return true, len(d.ending) > 0, nil
}

// eraseSome is what eraseEnded does in one transaction, and reports whether nothing is left.
func (d *disk) eraseSome(room ending) (gone bool, err error) {
	type left struct {
		seq, prev, at sqlite.Value
		key           sqlite.Value
		message       bool
	}
	var some []left
	row := make([]sqlite.Value, 5)
	if err := d.stmts.ofRoom.Each(row, func() error {
		some = append(some, left{row[0], row[1], row[2], row[3], row[4] == wire.MessageType})
		return nil
	}, room.id, int64(eraseAtOnce)); err != nil {
		return false, err
	}
	for _, e := range some {
		// No digest: what was said under the id is not to be found out by it.
		if _, err := d.stmts.bury.Exec(e.key, e.seq, e.prev, e.at, []byte{}); err != nil {
			return false, err
		}
		if _, err := d.stmts.remove.Exec(e.seq); err != nil {
			return false, err
		}
		if e.message {
			if _, err := d.reactions.forget.Exec(e.seq); err != nil {
				return false, err
			}
		}
	}
	if gone = len(some) < eraseAtOnce; gone {
		if _, err := d.stmts.forgetRoom.Exec(room.id); err != nil {
			return false, err
		}
	}
	if gone {
		if _, err := d.stmts.newest.Exec(d.seq); err != nil {
			return false, err
		}
	}
	return gone, nil
}

// loadEnded reads which rooms have ended and are not erased.
func (d *disk) loadEnded() error {
	s, err := d.c.Prepare(`SELECT id, ended FROM rooms WHERE ended > 0 ORDER BY ended`)
	if err != nil {
		return err
	}
	row := make([]sqlite.Value, 2)
	if err := s.Each(row, func() error {
		d.ending = append(d.ending, ending{row[0].(int64), row[1].(int64)})
		return nil
	}); err != nil {
		return err
	}
	var newest int64
	err = d.c.Ints(`SELECT newest FROM clock`, &newest)
	d.seq = max(d.seq, newest)
	return err
}

// end notes that e has ended its room.
func (m *memoryLog) end(e *wire.Event) {
	for _, old := range m.events {
		if old.Room != e.Room || m.ended[old.Seq] {
			continue
		}
		m.ended[old.Seq] = true
		if old != e { // which may be sent again
			delete(m.byID, old.ID)
		}
		delete(m.reactions, old.ID)
	}
	delete(m.lasts, e.Room)
	maps.DeleteFunc(m.read, func(r reading, _ int64) bool { return r.room == e.Room })
}

func (m *memory) eraseEnded(upTo int64) (did, left bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.ended) == 0 {
		return false, false, nil
	}
	m.events = slices.DeleteFunc(m.events, func(e *wire.Event) bool {
		if !m.ended[e.Seq] || e.Seq > upTo {
			return false
		}
		delete(m.ended, e.Seq)
		delete(m.byID, e.ID)
		return true
	})
	return false, len(m.ended) > 0, nil
}

// eraseEnded erases some of what rooms have left that have ended, once all who
// follow have heard that they have, and reports whether there is more to do now.
func (j *Journal) eraseEnded() (more bool) {
	upTo := j.heardByAll()
	did, left, err := j.store.eraseEnded(upTo)
	if did {
		j.checkpoint()
	}
	switch {
	case errors.Is(err, ErrFailed):
		j.end(err)
	case err != nil:
		j.cfg.Log.Warn("what was said in a room that has ended stays until something else is stored", "err", err)
	case left && !did:
		j.mu.Lock()
		defer j.mu.Unlock()
		j.erases = true
		return j.followers.heard() > upTo // by a follower that has not seen that
	}
	return did && left && err == nil
}

// heardByAll returns up to which seq all followers have had every event.
func (j *Journal) heardByAll() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.followers.heard()
}

// followers are those of a journal.
type followers map[*follower]struct{}

// heard returns up to which seq all of them have had every event.
func (fs followers) heard() int64 {
	heard := int64(math.MaxInt64)
	for f := range fs {
		heard = min(heard, f.had)
	}
	return heard
}
