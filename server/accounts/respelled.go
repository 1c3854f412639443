package accounts

import (
	"context"

	"confab/server/model"
)

// Unspelled returns all accounts as long as the journal may have other spellings
// of their names than their own; older programs stored names as they were typed.
func (s *Store) Unspelled(ctx context.Context) (all []model.Account, is bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		if _, err := t.get(`SELECT NOT respelled FROM state`, nil, &is); err != nil || !is {
			return err
		}
		var a model.Account
		return t.each(`SELECT id, name, role, since FROM accounts`, nil, func() error {
			all = append(all, a)
			return nil
		}, &a.ID, &a.Name, &a.Role, &a.Since)
	})
	return all, is, err
}

// Respelled notes that the journal has every account under its own spelling.
func (s *Store) Respelled(ctx context.Context) error {
	return s.change(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE state SET respelled = TRUE`)
		return err
	})
}

// Keys returns the keys of the names of all accounts.
func (s *Store) Keys(ctx context.Context) (keys []string, err error) {
	err = s.read(ctx, func(t *tx) error {
		var key string
		return t.each(`SELECT key FROM accounts`, nil, func() error {
			keys = append(keys, key)
			return nil
		}, &key)
	})
	return keys, err
}
