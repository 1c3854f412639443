package journal

import (
	"encoding/json"
	"errors"
	"io"

	"confab/server/sqlite"
	"confab/server/wire"
)

// target returns the id of the message that e is about.
func target(e *wire.Event) string {
	var body wire.EditBody
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	return body.Target
}

// change applies e to the message that it is about, in the transaction that
// stores e: what was removed, taken back or edited cannot be read again.
//
// A removed message is a tombstone in the log: the message keeps its place, and
// the event that removes it says so to every reader. That its text also goes
// from the disk is the store's own business, which no reader depends on: here
// from the rows, and from the write-ahead log by cutWAL. A copy of the log does
// the same when it stores the event.
func (d *disk) change(e *wire.Event) error {
	if isCounted(e) {
		return d.reactions.apply(e, d.roomOf(e).id)
	}
	if !erases(e) {
		return nil
	}
	message := make([]sqlite.Value, 7)
	found, err := d.stmts.known.First(message, target(e))
	if err != nil || !found || message[3] != d.roomOf(e).id || message[4] != wire.MessageType {
		return err
	}
	d.erased = true
	if e.Type == wire.EditType {
		return d.edit(e, message[0], bodyOf(message[6]))
	}
	return d.erase(target(e), message[0], bodyOf(message[6]))
}

// erases reports whether e is one after which a text is not to be read any more.
func erases(e *wire.Event) bool {
	return e.Type == wire.RemoveType || e.Type == wire.RetractType || e.Type == wire.EditType && !wire.IsRemoved(e.Body)
}

// edit gives a message the text of e, which is its newest edit. Those before it
// have none any more. Their places stay.
func (d *disk) edit(e *wire.Event, seq sqlite.Value, body json.RawMessage) error {
	if _, err := d.stmts.erase.Exec([]byte(wire.EditedBody(body, textOf(e))), seq); err != nil {
		return err
	}
	before := map[sqlite.Value]json.RawMessage{} // one, unless an older program has stored them
	row := make([]sqlite.Value, 2)
	if err := d.stmts.editsBefore.Each(row, func() error {
		old := bodyOf(row[1])
		if wire.IsRemoved(old) {
			return io.EOF
		}
		before[row[0]] = old
		return nil
	}, target(e), e.Seq); err != nil {
		return err
	}
	return d.blankAll(before)
}

// textOf returns the text of an edit.
func textOf(e *wire.Event) string {
	var body wire.EditBody
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	return body.Text
}

// erase takes the text of a message and those of its edits out of the journal.
// Their places stay.
func (d *disk) erase(id string, seq sqlite.Value, body json.RawMessage) error {
	if _, err := d.files.forget.Exec(seq); err != nil {
		return err
	}
	erased := map[sqlite.Value]json.RawMessage{seq: body}
	edit := make([]sqlite.Value, 2)
	if err := d.stmts.edits.Each(edit, func() error {
		erased[edit[0]] = bodyOf(edit[1])
		return nil
	}, id); err != nil {
		return err
	}
	return d.blankAll(erased)
}

// blankAll takes the texts out of bodies, by the seqs of their events.
func (d *disk) blankAll(bodies map[sqlite.Value]json.RawMessage) error {
	for seq, body := range bodies {
		if _, err := d.stmts.erase.Exec([]byte(wire.RemovedBody(body)), seq); err != nil {
			return err
		}
	}
	return nil
}

// blank takes the text out of an edit of a message that has been removed: it
// was on its way.
func (d *disk) blank(e *wire.Event) error {
	row := make([]sqlite.Value, 7)
	found, err := d.stmts.known.First(row, target(e))
	if err == nil && found && wire.IsRemoved(bodyOf(row[6])) {
		e.Body = wire.RemovedBody(e.Body)
	}
	return err
}

// cutWAL empties the write-ahead log, in which what was erased still stands. It
// waits for no reader: while one reads it is tried again in a moment.
func (d *disk) cutWAL() error {
	if err := d.c.Exec("PRAGMA busy_timeout(0)"); err != nil {
		return err
	}
	row := make([]sqlite.Value, 3)
	_, err := d.stmts.truncate.First(row)
	d.erased = err != nil || row[0] != int64(0) // a reader is in the way
	return errors.Join(err, d.c.Exec("PRAGMA "+sqlite.BusyTimeout))
}

// bodyOf returns a body as it was read.
func bodyOf(v sqlite.Value) json.RawMessage {
	body, _ := v.([]byte) // nil if it is empty
	return append(json.RawMessage{}, body...)
}

// change does in memory what it does on a disk. What has been given out stays as it is.
func (m *memoryLog) change(e *wire.Event) {
	if isCounted(e) {
		m.apply(e)
	}
	if !erases(e) {
		return
	}
	id := target(e)
	if message := m.byID[id]; message == nil || message.Room != e.Room || message.Type != wire.MessageType {
		return
	}
	for i, old := range m.events {
		body := old.Body
		switch {
		case old.ID == id && e.Type == wire.EditType:
			body = wire.EditedBody(body, textOf(e))
		case old.ID == id, old.Type == wire.EditType && old.Seq != e.Seq && target(old) == id:
			body = wire.RemovedBody(body)
		default:
			continue
		}
		changed := *old
		changed.Body = body
		m.events[i], m.byID[old.ID] = &changed, &changed
	}
}
