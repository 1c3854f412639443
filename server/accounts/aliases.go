package accounts

import (
	"context"
	"time"
)

const aliases = `SELECT DISTINCT a.key, o.key FROM accounts a JOIN devices d ON d.account = a.id
	JOIN devices s ON s.device = d.device AND s.account <> a.id JOIN accounts o ON o.id = s.account`

// Aliases returns the keys of the other names that the devices of each account
// have, by the keys of the accounts' names. An account without any is not there.
func (b *Book) Aliases(ctx context.Context) (map[string][]string, error) {
	return b.aliases(ctx, aliases)
}

// AliasesOf is Aliases of the account with a name's key alone; none if there is
// no such account.
func (b *Book) AliasesOf(ctx context.Context, key string) ([]string, error) {
	all, err := b.aliases(ctx, aliases+` WHERE a.key = ?`, key)
	return all[key], err
}

func (b *Book) aliases(ctx context.Context, q string, args ...any) (map[string][]string, error) {
	all := map[string][]string{}
	err := b.read(ctx, func(t *tx) error {
		rows, err := t.Query(q, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key, other string
			if err := rows.Scan(&key, &other); err != nil {
				return err
			}
			all[key] = append(all[key], other)
		}
		return rows.Err()
	})
	return unless(err, all)
}

// Bans returns until when names are banned, by their keys; the zero time is for
// ever. Addresses that are banned are not among them.
func (b *Book) Bans(ctx context.Context) (map[string]time.Time, error) {
	all := map[string]time.Time{}
	err := b.read(ctx, func(t *tx) error {
		rows, err := t.Query(`SELECT key, until FROM sanctions WHERE act = 'ban' AND key IS NOT NULL AND (until = 0 OR until > ?)`, milli(t.now))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key string
			var until int64
			if err := rows.Scan(&key, &until); err != nil {
				return err
			}
			all[key] = timeOf(until)
		}
		return rows.Err()
	})
	return unless(err, all)
}
