package accounts

import (
	"context"

	"confab/server/model"
)

// Unspelled returns all accounts as long as the journal may have other spellings
// of their names than their own; older programs stored names as they were typed.
func (b *Book) Unspelled(ctx context.Context) (all []model.Account, is bool, err error) {
	err = b.read(ctx, func(t *tx) error {
		if err := t.row(`SELECT NOT respelled FROM state`).Scan(&is); err != nil || !is {
			return err
		}
		rows, err := t.Query(`SELECT id, name, role, since FROM accounts`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a model.Account
			if err := rows.Scan(&a.ID, &a.Name, &a.Role, &a.Since); err != nil {
				return err
			}
			all = append(all, a)
		}
		return rows.Err()
	})
	return all, is, err
}

// Respelled notes that the journal has every account under its own spelling.
func (b *Book) Respelled(ctx context.Context) error {
	return b.change(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE state SET respelled = TRUE`)
		return err
	})
}

// Keys returns the keys of the names of all accounts.
func (b *Book) Keys(ctx context.Context) (keys []string, err error) {
	err = b.read(ctx, func(t *tx) error {
		rows, err := t.Query(`SELECT key FROM accounts`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key string
			if err := rows.Scan(&key); err != nil {
				return err
			}
			keys = append(keys, key)
		}
		return rows.Err()
	})
	return keys, err
}
