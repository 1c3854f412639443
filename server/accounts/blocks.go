package accounts

import (
	"context"

	"confab/server/model"
	"confab/server/wire"
)

var errManyBlocked = wire.Refuse(wire.TooManyBlocked, "max", wire.MaxBlocked)

// Block notes that an account blocks who has a name: the account blocked, or
// guests if that is model.Guest. It reports false if it does so already. It is
// wire.TooManyBlocked for one that blocks wire.MaxBlocked, and wire.NoAccount if
// one of the two accounts is gone.
func (s *Store) Block(ctx context.Context, account, blocked int64, name string) (fresh bool, err error) {
	err = s.change(ctx, func(t *tx) error {
		fresh, err = t.block(account, blocked, name)
		return err
	})
	return unless(err, fresh)
}

func (t *tx) block(account, blocked int64, name string) (bool, error) {
	there, err := t.count(`SELECT count(*) FROM accounts WHERE id IN (?1, ?2)`, account, blocked)
	switch {
	case err != nil:
		return false, err
	case there == 0, there == 1 && blocked != model.Guest:
		return false, errNobodys
	}
	var other, key any = blocked, nil
	if blocked == model.Guest {
		other, key = nil, wire.NameKey(name)
	} else {
		name = ""
	}
	n, err := t.exec(`INSERT INTO blocks (account, blocked, key, name) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, account, other, key, name)
	if err != nil || n == 0 {
		return false, err
	}
	all, err := t.count(`SELECT count(*) FROM blocks WHERE account = ?`, account)
	if err == nil && all > wire.MaxBlocked {
		err = errManyBlocked
	}
	return err == nil, err
}

// Unblock ends the block of a name by an account, and reports false if there is none.
func (s *Store) Unblock(ctx context.Context, account int64, name string) (was bool, err error) {
	err = s.change(ctx, func(t *tx) error {
		n, err := t.exec(`DELETE FROM blocks WHERE account = ?1 AND (key = ?2 OR blocked = (SELECT id FROM accounts WHERE key = ?2))`, account, wire.NameKey(name))
		was = n > 0
		return err
	})
	return unless(err, was)
}

// Blocks returns whom each account blocks, by the keys of the accounts' names.
func (s *Store) Blocks(ctx context.Context) (map[string][]model.BlockedName, error) {
	all := map[string][]model.BlockedName{}
	err := s.read(ctx, func(t *tx) error {
		var by string
		var who model.BlockedName
		return t.each(`SELECT a.key, coalesce(o.name, b.name), o.id IS NULL FROM blocks b
			JOIN accounts a ON a.id = b.account LEFT JOIN accounts o ON o.id = b.blocked`, nil, func() error {
			all[by] = append(all[by], who)
			return nil
		}, &by, &who.Name, &who.Guest)
	})
	return unless(err, all)
}

// blockNamed makes all blocks of guests with a name blocks of the account that has
// the name now: a guest who is blocked must not end that by coming with a key.
func (t *tx) blockNamed(key string, account int64) error {
	_, err := t.exec(`UPDATE blocks SET blocked = ?, key = NULL, name = '' WHERE key = ?`, account, key)
	return err
}
