package accounts

import (
	"context"

	"confab/server/model"
	"confab/server/wire"
)

// Visitor returns the account of a client that asks for files: the account with
// the name in v, which the device in v has to be one of, or the device's only
// account if v has no name. A client without a device or an account is a guest.
// A refusal is a wire.Reply, as from Admit. Nothing is changed.
func (s *Store) Visitor(ctx context.Context, v model.Visit) (a model.Account, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err = t.visitor(v)
		return err
	})
	return a, err
}

const nameOf = `SELECT a.name FROM devices d JOIN accounts a ON a.id = d.account WHERE d.device = ? ORDER BY a.id LIMIT 1`

func (t *tx) visitor(v model.Visit) (a model.Account, err error) {
	if v.Name == "" && v.Device != "" {
		names, err := t.count(namesOf, v.Device)
		if err != nil {
			return a, err
		}
		if names > 1 {
			return a, wire.NameTaken.Because("this device has several names: say which one")
		}
		if _, err := t.get(nameOf, args{v.Device}, &v.Name); err != nil {
			return a, err
		}
	}
	if v.Name != "" && v.Device != "" {
		if a, err = t.account(v.Name, v.Device); err != nil {
			return a, err
		}
	}
	if a.ID == model.Guest {
		v.Name, v.Key = "", ""
		if err := t.refuseBanned(v); err != nil {
			return a, err
		}
		return model.Account{}, t.admitGuest()
	}
	v.Name, v.Key = a.Name, wire.NameKey(a.Name)
	its, err := t.has(a.ID, v.Device)
	switch {
	case err != nil:
		return model.Account{}, err
	case !its:
		return model.Account{}, wire.NameTaken
	}
	return a, t.refuseBanned(v)
}
