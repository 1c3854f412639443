package accounts

import (
	"context"
	"time"
)

const aliases = `SELECT DISTINCT a.key, o.key FROM accounts a JOIN devices d ON d.account = a.id
	JOIN devices s ON s.device = d.device AND s.account <> a.id JOIN accounts o ON o.id = s.account`

// Aliases returns the keys of the other names that the devices of each account
// have, by the keys of the accounts' names. An account without any is not there.
func (s *Store) Aliases(ctx context.Context) (map[string][]string, error) {
	return s.aliases(ctx, aliases)
}

// AliasesOf is Aliases of the account with a name's key alone; none if there is
// no such account.
func (s *Store) AliasesOf(ctx context.Context, key string) ([]string, error) {
	all, err := s.aliases(ctx, aliases+` WHERE a.key = ?`, key)
	return all[key], err
}

func (s *Store) aliases(ctx context.Context, q string, a ...any) (map[string][]string, error) {
	all := map[string][]string{}
	err := s.read(ctx, func(t *tx) error {
		var key, other string
		return t.each(q, a, func() error {
			all[key] = append(all[key], other)
			return nil
		}, &key, &other)
	})
	return unless(err, all)
}

// Bans returns until when names are banned, by their keys; the zero time is for
// ever. Addresses that are banned are not among them.
func (s *Store) Bans(ctx context.Context) (map[string]time.Time, error) {
	all := map[string]time.Time{}
	err := s.read(ctx, func(t *tx) error {
		var key string
		var until int64
		return t.each(`SELECT key, until FROM sanctions WHERE act = 'ban' AND key IS NOT NULL AND (until = 0 OR until > ?)`, args{milli(t.now)}, func() error {
			all[key] = timeOf(until)
			return nil
		}, &key, &until)
	})
	return unless(err, all)
}
