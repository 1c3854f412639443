package accounts

import (
	"context"
	"database/sql"
	"errors"

	"confab/server/wire"
)

// Account returns whose a name is, however it is spelled, as it is now. A name
// that nobody has is a guest's: there is only a mute to tell, if one holds.
func (b *Book) Account(ctx context.Context, name string) (a wire.Account, err error) {
	err = b.read(ctx, func(t *tx) error {
		a, err = t.account(name, "")
		return err
	})
	return a, err
}

// accountOf is the account with a name, or else one whose name looks like it:
// one with a device if there are several, as names made by an older program's
// rules may be.
const accountOf = `SELECT id, key, name, role, since FROM accounts a WHERE key IN (?1, ?2) OR skeleton IN (?1, ?2)
	ORDER BY key = ?1 DESC, EXISTS (SELECT 1 FROM devices WHERE account = a.id AND device = ?3) DESC, id LIMIT 1`

func (t *tx) account(name string, device wire.Fingerprint) (a wire.Account, err error) {
	key := wire.NameKey(name)
	err = t.row(accountOf, key, wire.NameSkeleton(name), device).Scan(&a.ID, &key, &a.Name, &a.Role, &a.Since)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return wire.Account{}, err
	}
	a.Mute, err = t.mute(key)
	return a, err
}

const accountWith = `SELECT EXISTS (SELECT 1 FROM devices WHERE account = ? AND device = ?)`

// has reports whether device is one of account's.
func (t *tx) has(account int64, device wire.Fingerprint) (yes bool, err error) {
	err = t.row(accountWith, account, device).Scan(&yes)
	return yes, err
}

const holdingMute = `SELECT until, reason FROM sanctions WHERE key = ?1 AND act = 'mute' AND (until = 0 OR until > ?2)`

// mute returns the mute that holds against a name.
func (t *tx) mute(key string) (wire.Mute, error) {
	var until int64
	var reason string
	switch err := t.row(holdingMute, key, milli(t.now)).Scan(&until, &reason); {
	case errors.Is(err, sql.ErrNoRows):
		return wire.Mute{}, nil
	case err != nil:
		return wire.Mute{}, err
	}
	return wire.Mute{Until: timeOf(until), Reason: reason, On: true}, nil
}

const stateOf = `SELECT closed, first FROM state`

// state returns whether nobody gets a name that has none, and whether the
// first administrator's invitation has been made.
func (t *tx) state() (closed, first bool, err error) {
	err = t.row(stateOf).Scan(&closed, &first)
	return closed, first, err
}
