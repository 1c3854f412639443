package journal

import (
	"database/sql/driver"
	"encoding/json"
	"errors"

	"confab/server/wire"
)

// target returns the key of the message that e removes.
func target(e *wire.Event) string {
	var body wire.EditBody
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	return body.Target
}

// erase takes the text of the message that e removes, and those of its edits,
// out of the journal, in the transaction that stores e. Their places stay.
func (d *disk) erase(e *wire.Event) (err error) {
	key := target(e)
	d.erased = true
	// What does not fit into a row's page is wiped too, which FAST does not do.
	if err := d.c.exec("PRAGMA secure_delete = ON"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.c.exec("PRAGMA secure_delete = FAST")) }()
	message := make([]driver.Value, 7)
	found, err := d.stmts.known.first(message, key)
	if err != nil || !found || message[3] != d.roomOf(e).id || message[4] != wire.MessageType {
		return err
	}
	erased := map[driver.Value]json.RawMessage{message[0]: bodyOf(message[6])}
	edit := make([]driver.Value, 2)
	if err := d.stmts.edits.each(edit, func() error {
		erased[edit[0]] = bodyOf(edit[1])
		return nil
	}, key); err != nil {
		return err
	}
	for seq, body := range erased {
		if _, err := d.stmts.erase.exec([]byte(wire.RemovedBody(body)), seq); err != nil {
			return err
		}
	}
	return nil
}

// blank takes the text out of an edit of a message that has been removed: it
// was on its way.
func (d *disk) blank(e *wire.Event) error {
	row := make([]driver.Value, 7)
	found, err := d.stmts.known.first(row, target(e))
	if err == nil && found && wire.IsRemoved(bodyOf(row[6])) {
		e.Body = wire.RemovedBody(e.Body)
	}
	return err
}

// cutWAL empties the write-ahead log, in which what was erased still stands. It
// waits for nobody: while somebody reads it is tried again after the next write.
func (d *disk) cutWAL() error {
	if err := d.c.exec("PRAGMA busy_timeout(0)"); err != nil {
		return err
	}
	row := make([]driver.Value, 3)
	_, err := d.stmts.truncate.first(row)
	d.erased = err != nil || row[0] != int64(0) // somebody is in the way
	return errors.Join(err, d.c.exec("PRAGMA "+busyTimeout))
}

// bodyOf returns a body as it was read, which the next row may overwrite.
func bodyOf(v driver.Value) json.RawMessage {
	body, _ := v.([]byte) // nil if it is empty
	return append(json.RawMessage{}, body...)
}

// erase does in memory what it does on a disk. What has been given out stays as it is.
func (m *memory) erase(e *wire.Event) {
	key := target(e)
	for i, old := range m.events {
		isEdit := old.Type == wire.EditType && target(old) == key
		if old.Room == e.Room && (isEdit || old.Type == wire.MessageType && old.Key == key) {
			blank := *old
			blank.Body = wire.RemovedBody(old.Body)
			m.events[i], m.byKey[old.Key] = &blank, &blank
		}
	}
}
