package accounts

import (
	"context"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// How long tokens are good for.
const (
	inviteFor = 72 * time.Hour
	pairFor   = 5 * time.Minute
)

// Pair makes what another device may become one of the account's with, once and
// within 5 minutes. What was made before for the account is void.
func (s *Store) Pair(ctx context.Context, account int64) (i wire.InvitationToken, err error) {
	err = s.change(ctx, func(t *tx) error {
		devices, err := t.count(`SELECT count(*) FROM devices WHERE account = ?`, account)
		switch {
		case err != nil:
			return err
		case devices == 0:
			return errNoAccount
		case devices >= wire.MaxDevices:
			return wire.Refuse(wire.TooManyDevices, "max", wire.MaxDevices)
		}
		if _, err := t.exec(`DELETE FROM tokens WHERE account = ?`, account); err != nil {
			return err
		}
		i, err = t.offer(account, nil, nil, pairFor)
		return err
	})
	return unless(err, i)
}

// Invite makes what somebody may come with, once and within 72 hours, and has
// the role then; none is wire.Member.
func (s *Store) Invite(ctx context.Context, by int64, role wire.Role) (i wire.InvitationToken, err error) {
	if role == "" {
		role = wire.Member
	}
	err = s.change(ctx, func(t *tx) error {
		i, err = t.invite(by, role)
		return err
	})
	return unless(err, i)
}

func (t *tx) invite(by int64, role wire.Role) (i wire.InvitationToken, err error) {
	who, err := t.allowed(by, wire.ActInvite, role)
	if err != nil {
		return i, err
	}
	var maker any
	if by != model.Console {
		maker = by
	}
	if i, err = t.offer(nil, role, maker, inviteFor); err != nil {
		return i, err
	}
	return i, t.note(wire.AuditEntry{By: who.name, Act: wire.ActInvite, Role: role}, t.now.Add(inviteFor))
}

// FirstAdministrator makes an administrator's invitation if none was ever made
// this way and nobody is one; otherwise it is "". It is for who starts the server.
func (s *Store) FirstAdministrator(ctx context.Context) (text string, err error) {
	err = s.change(ctx, func(t *tx) error {
		_, made, err := t.state()
		if err != nil || made {
			return err
		}
		if n, err := t.count(`SELECT count(*) FROM accounts WHERE role = ?`, wire.Administrator); err != nil || n > 0 {
			return err
		}
		if _, err := t.exec(`UPDATE state SET first = TRUE`); err != nil {
			return err
		}
		i, err := t.invite(model.Console, wire.Administrator)
		text = i.Token
		return err
	})
	return unless(err, text)
}

// unless returns v, or nothing with an error.
func unless[T any](err error, v T) (T, error) {
	if err != nil {
		var nothing T
		return nothing, err
	}
	return v, nil
}

// Unpair makes void what Pair has made for the account.
func (s *Store) Unpair(ctx context.Context, account int64) error {
	return s.change(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM tokens WHERE account = ?`, account)
		return err
	})
}
