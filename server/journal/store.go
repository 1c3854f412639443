package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"confab/server/model"
	"confab/server/sqlite"
	"confab/server/wire"
)

// A write is one transaction that stores what requests bring.
type write struct {
	oneByOne bool // each event by a statement of its own

	fresh   []*wire.Event    // stored now
	touched map[*room]string // the rooms that have an event of these, with their names
	left    map[reading]bool // who has left which room
	about   []described      // what is said of rooms
	ended   []*room          // those that have ended
	over    map[string]bool  // their names
}

// write is one transaction: it stores what the requests bring.
func (d *disk) write(batch []*request, read map[reading]int64, rules model.Rules) (fresh []*wire.Event, err error) {
	fresh, err = d.transact(batch, read, rules, false)
	if sqlite.TroubleOf(err) == sqlite.Duplicate { // something is sent again; which event it is shows one by one
		rules.Undo()
		fresh, err = d.transact(batch, read, rules, true)
	}
	if err != nil {
		return nil, d.failure(err)
	}
	return fresh, nil
}

// transact is a try of write. Unless the events are stored one by one, an id
// that is there is an error.
func (d *disk) transact(batch []*request, read map[reading]int64, rules model.Rules, oneByOne bool) (fresh []*wire.Event, err error) {
	w := &write{oneByOne: oneByOne, touched: map[*room]string{}, left: map[reading]bool{}, over: map[string]bool{}}
	ending := len(d.ending)
	d.rows.reset()
	for _, r := range batch {
		r.err = nil
	}
	err = d.c.Transact(sqlite.Write, func() error {
		if err := d.store(w, batch, rules); err != nil {
			return err
		}
		for r, name := range w.touched {
			if _, err := d.stmts.room.Exec(r.id, name, r.next); err != nil {
				return err
			}
		}
		return d.storeReads(w, read)
	})
	for r := range w.touched {
		if err == nil {
			r.last = r.next
		}
		r.next = 0
	}
	if err != nil {
		for _, r := range slices.Backward(w.ended) { // of two with one name the first one is left
			r.ended, d.rooms[w.touched[r]] = false, r
		}
		for r, name := range w.touched { // one that would have begun has not
			if r.last == 0 && d.rooms[name] == r {
				delete(d.rooms, name)
			}
		}
		d.ending = d.ending[:ending]
		return nil, err
	}
	bytes := 0
	for _, e := range w.fresh {
		d.seq = e.Seq
		bytes += len(e.Body)
	}
	d.unmoved += pages(len(w.fresh), bytes)
	for _, a := range w.about {
		d.described(a)
	}
	return w.fresh, nil
}

// store stores the requests' events, those that are not stored already.
func (d *disk) store(w *write, batch []*request, rules model.Rules) error {
	seq, now := d.seq, time.Now().UnixMilli()
	for _, r := range batch {
		for _, e := range r.events {
			stored, refusal, err := d.add(w, e, seq+1, now, rules)
			switch {
			case err != nil:
				return err
			case refusal != nil:
				r.refuse(e, refusal)
			case stored:
				seq++
				w.fresh = append(w.fresh, e)
				if err := d.follow(w, e, rules.Apply(e)); err != nil {
					return err
				}
			case e.Seq == 0:
				r.refuse(e, ErrIDReused)
			}
		}
	}
	return d.rows.flush()
}

// follow does what follows from e, which has just been stored; ends says that its
// room ends with it.
func (d *disk) follow(w *write, e *wire.Event, ends bool) error {
	if err := d.change(e); err != nil {
		return err
	}
	room := d.rooms[e.Room]
	if err := d.files.note(e, room.id); err != nil {
		return err
	}
	if isTopic(e.Type) {
		w.about = append(w.about, described{room.id, e.Seq})
	}
	if e.Type == wire.LeaveType {
		user := wire.NameKey(e.From)
		w.left[reading{user, e.Room}] = true
		if _, err := d.stmts.unread.Exec(user, room.id); err != nil {
			return err
		}
	}
	if ends {
		if err := d.rows.flush(); err != nil {
			return err
		}
		if err := d.end(e, room); err != nil {
			return err
		}
		w.ended, w.over[e.Room] = append(w.ended, room), true
	}
	return nil
}

// storeReads stores how far people have read.
func (d *disk) storeReads(w *write, read map[reading]int64) error {
	for r, seq := range read {
		room := d.rooms[r.room]
		if room == nil || room.last+room.next == 0 || w.left[r] || w.over[r.room] { // nothing there has been read
			continue
		}
		if _, err := d.stmts.read.Exec(r.user, room.id, seq); err != nil {
			return err
		}
	}
	return nil
}

// add stores e under seq, its sequence number, and reports true, or finds out which event has its
// id. If that is another one, or e is refused, e is left without a Seq.
func (d *disk) add(w *write, e *wire.Event, seq, now int64, rules model.Rules) (stored bool, refusal, err error) {
	e.Seq, e.Prev, e.At = 0, 0, timeOf(now) // which rules may ask for
	if d.hasExpired {
		if found, err := d.findExpired(e); found || err != nil {
			return false, nil, err
		}
	}
	together := e.Type == wire.MessageType && !w.oneByOne
	if !together { // it may be about one that has not been stored yet
		if err := d.rows.flush(); err != nil {
			return false, nil, err
		}
	}
	if refusal, err = d.refusal(e, rules); refusal != nil || err != nil {
		return false, refusal, err
	}
	r := d.roomOf(e)
	prev := r.last
	if r.next != 0 {
		prev = r.next
	}
	if e.Type == wire.EditType {
		if err := d.blank(e); err != nil {
			return false, nil, err
		}
	}
	if values := row(e, seq, prev, now, r); together {
		d.rows.add(values)
	} else if stored, err = d.rows.insert(values); err != nil {
		return false, nil, err
	} else if !stored {
		return false, nil, d.findKnown(e, r)
	}
	e.Seq, e.Prev, e.At = seq, prev, timeOf(now)
	d.rooms[e.Room], d.roomID = r, max(d.roomID, r.id)
	r.next = seq
	w.touched[r] = e.Room
	return true, nil, nil
}

// findKnown gives e the numbers of the event that has its id, if it is the same.
func (d *disk) findKnown(e *wire.Event, r *room) error {
	row := make([]sqlite.Value, 7)
	if _, err := d.stmts.known.First(row, e.ID); err != nil {
		return err
	}
	if row[3] != r.id {
		return nil
	}
	known := &wire.Event{Seq: row[0].(int64), Prev: row[1].(int64), At: timeOf(row[2].(int64)), Type: row[4].(string), Room: e.Room, From: row[5].(string), Body: bodyOf(row[6])}
	takeNumbers(e, known)
	return nil
}

// takeNumbers gives e the numbers of known, which has its id, and reports true,
// if it is the same event. Of one that has another text since, or none, e takes
// that too: it cannot be compared, and is not to be read again.
func takeNumbers(e, known *wire.Event) bool {
	if known.Room != e.Room || known.Type != e.Type || wire.NameKey(known.From) != wire.NameKey(e.From) {
		return false
	}
	isEdited := e.Type == wire.MessageType && wire.IsEdited(known.Body) && wire.IsByGuest(known.Body) == wire.IsByGuest(e.Body)
	isRemoved := wire.IsRemoved(known.Body) && bytes.Equal(known.Body, wire.RemovedBody(e.Body))
	isSilenced := isTopic(e.Type) && bytes.Equal(known.Body, silenced(e.Body))
	switch {
	case isEdited, isRemoved, isSilenced:
		e.Body = known.Body
	case !bytes.Equal(known.Body, e.Body):
		return false
	}
	e.Seq, e.Prev, e.At = known.Seq, known.Prev, known.At
	return true
}

// findExpired reports whether an event with e's id has expired, and gives e its
// numbers if it was the same.
func (d *disk) findExpired(e *wire.Event) (found bool, err error) {
	row := make([]sqlite.Value, 4)
	found, err = d.stmts.expired.First(row, e.ID)
	if found && err == nil && hasDigest(e, row[3].([]byte)) {
		e.Seq, e.Prev, e.At = row[0].(int64), row[1].(int64), timeOf(row[2].(int64))
	}
	return found, err
}

// digest tells events of one id apart when what they were is gone. What had
// another text than at first, or none, is known without it, as takeNumbers does.
func digest(e *wire.Event) []byte {
	if wire.IsRemoved(e.Body) || e.Type == wire.MessageType && wire.IsEdited(e.Body) {
		return digestOf(e, changedBody(e))
	}
	return digestOf(e, e.Body)
}

// hasDigest reports whether digest has made a digest of e, or of what became of e.
func hasDigest(e *wire.Event, was []byte) bool {
	return bytes.Equal(was, digest(e)) || bytes.Equal(was, digestOf(e, changedBody(e)))
}

// changedBody stands in a digest for a body whose text is not the first any more.
func changedBody(e *wire.Event) []byte {
	if wire.IsByGuest(e.Body) {
		return []byte("changed, a guest's")
	}
	return []byte("changed")
}

func digestOf(e *wire.Event, body []byte) []byte {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(e.Room), []byte(e.From), []byte(e.Type), body} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	return h.Sum(nil)[:16]
}

func timeOf(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
