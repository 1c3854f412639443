package accounts

import (
	"context"
	"encoding/json"

	"confab/server/wire"
)

// MayRemove returns nil if by may remove a message of author's, or of a guest's
// who had that name.
func (s *Store) MayRemove(ctx context.Context, by int64, author string, guest bool) error {
	return s.read(ctx, func(t *tx) error { return t.mayRemove(by, author, guest) })
}

func (t *tx) mayRemove(by int64, author string, guest bool) error {
	p := person{name: author}
	if !guest {
		var err error
		if p, err = t.person(author); err != nil {
			return err
		}
	}
	_, err := t.allowed(by, wire.ActRemove, "", p)
	return err
}

// Removed notes a removal that the journal has stored, of a message of author's.
// To note it twice changes nothing: its id is known.
//
// What is removed is in the journal and what was done is here, in two files. So
// the removal is stored first, which says all that is to be noted, and what a
// crash keeps from being noted is noted at the next start: see Audited.
func (s *Store) Removed(ctx context.Context, e *wire.Event, author string) error {
	return s.change(ctx, func(t *tx) error { return t.removed(e, author) })
}

func (t *tx) removed(e *wire.Event, author string) error {
	var body wire.EditBody
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	_, err := t.exec(`INSERT INTO audit (at, author, act, name, address, room, role, until, reason, event)
		VALUES (?, ?, ?, ?, '', ?, '', 0, ?, ?) ON CONFLICT (event) WHERE event IS NOT NULL DO NOTHING`,
		milli(e.At), e.From, wire.ActRemove, author, e.Room, body.Reason, e.ID)
	return err
}

// Audited returns up to which event of the journal the audit is known to have
// every removal; known is false before anything has said so.
func (s *Store) Audited(ctx context.Context) (seq int64, known bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		_, err := t.get(`SELECT coalesce(audited, 0), audited IS NOT NULL FROM state`, nil, &seq, &known)
		return err
	})
	return seq, known, err
}

// SetAudited says that the audit has every removal up to an event.
func (s *Store) SetAudited(ctx context.Context, seq int64) error {
	return s.change(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE state SET audited = ?`, seq)
		return err
	})
}
