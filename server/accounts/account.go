package accounts

import (
	"context"

	"confab/server/model"
	"confab/server/wire"
)

// Account returns the account that owns a name, however the name is spelled. For
// a name without an account it returns a guest, with the mute that holds, if any.
func (s *Store) Account(ctx context.Context, name string) (a model.Account, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err = t.account(name, "")
		return err
	})
	return a, err
}

// accountOf is the account with a name, or else one whose name looks like it:
// one with a device if there are several, as names made by an older program's
// rules may be.
const accountOf = `SELECT id, key, name, role, since FROM accounts a WHERE key IN (?1, ?2) OR skeleton IN (?1, ?2) OR (` + outline + ` = ?4 AND key GLOB ?5)
	ORDER BY key = ?1 DESC, EXISTS (SELECT 1 FROM devices WHERE account = a.id AND device = ?3) DESC, id LIMIT 1`

func (t *tx) account(name string, device wire.Fingerprint) (a model.Account, err error) {
	key := wire.NameKey(name)
	if _, err := t.get(accountOf, args{key, wire.NameSkeleton(name), device, wire.NameOutline(name), readings(key)}, &a.ID, &key, &a.Name, &a.Role, &a.Since); err != nil {
		return model.Account{}, err
	}
	a.Mute, err = t.mute(key, a.ID, device)
	return a, err
}

const accountWith = `SELECT EXISTS (SELECT 1 FROM devices WHERE account = ? AND device = ?)`

// has reports whether device is one of account's.
func (t *tx) has(account int64, device wire.Fingerprint) (yes bool, err error) {
	_, err = t.get(accountWith, args{account, device}, &yes)
	return yes, err
}

// holdingMute finds, of the mutes that hold against a name or another name of
// its devices, the one that ends last: as a ban, a mute holds for devices.
const holdingMute = `
	SELECT until, reason FROM (
		SELECT until, reason FROM sanctions WHERE key = ?1 AND act = 'mute'
		UNION ALL SELECT s.until, s.reason FROM devices d JOIN accounts a ON a.id = d.account
			JOIN sanctions s ON s.key = a.key AND s.act = 'mute'
			WHERE d.device = ?3 OR d.device IN (SELECT device FROM devices WHERE account = ?4))
	WHERE until = 0 OR until > ?2
	ORDER BY until = 0 DESC, until DESC LIMIT 1`

// mute returns the mute that holds against a name, which may be an account's,
// and a device that comes with it.
func (t *tx) mute(key string, account int64, device wire.Fingerprint) (model.Mute, error) {
	var until int64
	var reason string
	found, err := t.get(holdingMute, args{key, milli(t.now), device, account}, &until, &reason)
	if err != nil || !found {
		return model.Mute{}, err
	}
	return model.Mute{Until: timeOf(until), Reason: reason, On: true}, nil
}

const stateOf = `SELECT closed, first FROM state`

// state returns whether registration is closed, and whether the first
// administrator's invitation has been made.
func (t *tx) state() (closed, first bool, err error) {
	_, err = t.get(stateOf, nil, &closed, &first)
	return closed, first, err
}
