package accounts

import (
	"context"
	"fmt"

	"confab/server/model"
	"confab/server/wire"
)

// Admit says what a visit comes to, and changes nothing. A refusal is a
// wire.Reply.
func (s *Store) Admit(ctx context.Context, v model.Visit) (e model.Entry, err error) {
	if yes, err := s.stranger(ctx, v); yes || err != nil {
		return model.Entry{Account: model.Account{Name: v.Name}}, err
	}
	err = s.read(ctx, func(t *tx) error {
		e, _, err = t.admit(v)
		return err
	})
	if err != nil {
		return model.Entry{}, err
	}
	return e, nil
}

// admit returns also the token that is to be spent, if one is.
func (t *tx) admit(v model.Visit) (e model.Entry, spend *token, err error) {
	if e.Account, err = t.account(v.Name, v.Device); err != nil {
		return e, nil, err
	}
	if e.Account.ID != model.Guest { // however its name was typed
		v.Name, v.Key = e.Account.Name, wire.NameKey(e.Account.Name)
	}
	if err := t.refuseBanned(v); err != nil {
		return e, nil, err
	}
	brought, err := t.token(v.Token)
	switch {
	case err != nil:
	case e.Account.ID != model.Guest:
		spend, err = t.admitKnown(v, &e, brought)
	case v.Device == "":
		e.Account.Name = v.Name
		err = t.admitGuest()
	default:
		e.Account.Name, e.New, e.Redeems = v.Name, true, brought != nil
		spend, err = brought, t.admitNew(v, brought)
	}
	return e, spend, err
}

// admitKnown lets a device of the name in, and asks about another one.
func (t *tx) admitKnown(v model.Visit, e *model.Entry, brought *token) (spend *token, err error) {
	if v.Device == "" {
		return nil, wire.NameTaken
	}
	its, err := t.has(e.Account.ID, v.Device)
	switch {
	case err != nil:
		return nil, err
	case its && brought != nil && rank(brought.role) > rank(e.Account.Role):
		e.Redeems = true
		return brought, nil
	case its:
		return nil, nil
	case brought == nil || brought.account != e.Account.ID:
		return nil, wire.NameTaken
	}
	e.Pairs, e.Until = true, brought.until
	devices, err := t.count(`SELECT count(*) FROM devices WHERE account = ?`, e.Account.ID)
	if err != nil {
		return nil, err
	}
	if devices >= wire.MaxDevices {
		return nil, wire.NameFull.Because(fmt.Sprintf("this name has %d devices and can't have more; remove one of them first", wire.MaxDevices))
	}
	return brought, t.refuseManyNames(v.Device)
}

func (t *tx) admitGuest() error {
	closed, _, err := t.state()
	switch {
	case err != nil:
		return err
	case closed:
		return errClosed
	case t.store.inviteOnly:
		return errInviteOnly
	}
	return nil
}

// admitNew lets a device have a name that nobody has.
func (t *tx) admitNew(v model.Visit, brought *token) error {
	closed, _, err := t.state()
	switch {
	case err != nil:
		return err
	case v.Token != "" && brought == nil:
		return wire.InvitationVoid.Because("ask for a new one")
	case brought != nil && brought.account != 0:
		return wire.LinkOfAnother.Because("choose the name that you have on your other device")
	case closed && (brought == nil || brought.role != wire.Administrator):
		return errClosed
	case t.store.inviteOnly && brought == nil:
		return errInviteOnly
	}
	return t.refuseManyNames(v.Device)
}

var (
	errClosed     = wire.RegistrationClosed.Because("come back later, or ask a moderator")
	errInviteOnly = wire.InvitationNeeded.Because("ask a moderator of this server for one")
)

const namesOf = `SELECT count(*) FROM devices WHERE device = ?`

func (t *tx) refuseManyNames(device wire.Fingerprint) error {
	names, err := t.count(namesOf, device)
	if err == nil && names >= wire.MaxNames {
		err = wire.DeviceFull.Because(fmt.Sprintf("this device has %d names and can't have more; use one of them", wire.MaxNames))
	}
	return err
}
