package accounts

import (
	"context"

	"confab/server/model"
	"confab/server/wire"
)

// Bind stores what a visit asks for that Admit has let in: the name, the
// device, which one of the account's devices has confirmed, or the role. It
// looks again at everything, so that of many who come for one name or with one
// token one gets it; the others get a wire.Reply. A visit that is in by now
// changes nothing.
func (s *Store) Bind(ctx context.Context, v model.Visit) (a model.Account, err error) {
	err = s.change(ctx, func(t *tx) error {
		e, spend, err := t.admit(v)
		if err != nil {
			return err
		}
		if a = e.Account; !e.Binds() {
			return nil
		}
		if err := t.bind(v, e, spend); err != nil {
			return err
		}
		a, err = t.account(v.Name, v.Device)
		return err
	})
	return unless(err, a)
}

func (t *tx) bind(v model.Visit, e model.Entry, spend *token) (err error) {
	id, role := e.Account.ID, wire.Member
	if e.Redeems {
		role = spend.role
	}
	switch {
	case e.New:
		_, err = t.get(`INSERT INTO accounts (key, skeleton, name, role, since) VALUES (?, ?, ?, ?, ?) RETURNING id`,
			args{v.Key, wire.NameSkeleton(v.Name), v.Name, role, v.Seq}, &id)
		if err == nil {
			err = t.blockNamed(v.Key, id)
		}
	case e.Redeems:
		_, err = t.exec(`UPDATE accounts SET role = ? WHERE id = ?`, role, id)
	}
	if err == nil && (e.New || e.Pairs) {
		_, err = t.exec(`INSERT INTO devices (account, device, added) VALUES (?, ?, ?)`, id, v.Device, milli(t.now))
	}
	if err == nil && spend != nil {
		_, err = t.exec(`DELETE FROM tokens WHERE hash = ?`, spend.hash)
	}
	if err == nil && e.Redeems {
		err = t.note(wire.AuditEntry{By: spend.maker, Act: wire.ActRedeem, Name: e.Account.Name, Role: role}, noEnd)
	}
	return err
}
