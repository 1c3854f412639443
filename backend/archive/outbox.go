package archive

import (
	"fmt"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// Add keeps p; it is on disk when Add returns. A key that is there already is
// an error.
func (a *Archive) Add(p session.Pending) error {
	err := a.writeThrough(func(t *tx) {
		t.do(`INSERT INTO outbox (key, server, journal, name, at, line) VALUES (?, ?, ?, ?, ?, ?)`, p.ID, p.Server, p.Journal, p.Name, p.At.UnixMilli(), p.Line)
	})
	if err != nil {
		return fmt.Errorf("keeping a request: %w", err)
	}
	return nil
}

// Remove forgets what has this key, if anything does.
func (a *Archive) Remove(key string) error {
	err := a.writeThrough(func(t *tx) { t.do(`DELETE FROM outbox WHERE key = ?`, key) })
	if err != nil {
		return fmt.Errorf("forgetting a request: %w", err)
	}
	return nil
}

// Pending returns what is kept of a person for the server that has proved to
// have a key and has a journal, and what was kept for that journal without a
// key, oldest first. The address does not count: another server may have it today, whose
// people must not read this, and this one another port. A request whose event is
// stored has been answered, but the program ended before Remove: it is forgotten.
// If it were sent again, a server that has deleted the event would do it twice.
func (a *Archive) Pending(server wire.Fingerprint, journal, name string) (kept []session.Pending, err error) {
	var answered []string
	err = a.read(func(t *tx) {
		var p session.Pending
		var at int64
		var stored bool
		t.each(`SELECT key, server, journal, name, at, line, EXISTS (
				SELECT 1 FROM accounts JOIN rooms ON rooms.account = accounts.id JOIN events ON events.room = rooms.id
				WHERE accounts.server = outbox.server AND events.event_id = outbox.key AND events.own)
			FROM outbox WHERE journal = ? AND server IN (?, '') ORDER BY id`, args{journal, server}, func() {
			p.At = time.UnixMilli(at)
			switch {
			case !wire.SameName(p.Name, name):
			case stored:
				answered = append(answered, p.ID)
			default:
				kept = append(kept, p)
			}
			p.Line = nil
		}, &p.ID, &p.Server, &p.Journal, &p.Name, &at, &p.Line, &stored)
	})
	if err != nil {
		return nil, fmt.Errorf("reading what waits: %w", err)
	}
	for _, key := range answered {
		_ = a.Remove(key) // if that fails, the next call does it
	}
	return kept, nil
}
