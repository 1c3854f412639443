package accounts

import (
	"context"
	"time"

	"confab/server/wire"
)

// noEnd is the end of what has none.
var noEnd time.Time

// note puts an entry into the audit; its ID and times are set here.
func (t *tx) note(e wire.AuditEntry, until time.Time) error {
	_, err := t.exec(`INSERT INTO audit (at, author, act, name, address, room, role, until, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		milli(t.now), e.By, e.Act, e.Name, e.Address, e.Room, e.Role, milli(until), e.Reason)
	return err
}

// Audit returns a page of what has been done, the newest first.
func (s *Store) Audit(ctx context.Context, by int64, r *wire.Audit) (a wire.AuditLog, err error) {
	err = s.read(ctx, func(t *tx) error {
		if _, err := t.allowed(by, actLook, ""); err != nil {
			return err
		}
		a.ID = r.ID
		var e wire.AuditEntry
		var at, until int64
		p := newPage[wire.AuditEntry](r.Limit)
		err := t.each(`SELECT id, at, author, act, name, address, room, role, until, reason FROM audit
			WHERE ?1 = 0 OR id < ?1 ORDER BY id DESC LIMIT ?2`, args{r.Before, p.rows()}, func() error {
			e.At, e.Until = wire.Stamp(timeOf(at)), wire.Stamp(timeOf(until))
			return p.add(e)
		}, &e.ID, &at, &e.By, &e.Act, &e.Name, &e.Address, &e.Room, &e.Role, &until, &e.Reason)
		a.Entries, a.More = p.entries, p.more
		return err
	})
	return unless(err, a)
}
