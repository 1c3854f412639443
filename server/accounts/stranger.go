package accounts

import (
	"context"

	"confab/server/model"
	"confab/server/wire"
)

// notStranger is whether anything is known of a name or an address, or nobody
// new is let in.
const notStranger = `SELECT closed
	OR EXISTS (SELECT 1 FROM accounts WHERE key IN (?1, ?4) OR skeleton IN (?1, ?4) OR ` + outline + ` = ?5 AND key GLOB ?6)
	OR EXISTS (SELECT 1 FROM sanctions WHERE key = ?1)
	OR EXISTS (SELECT 1 FROM sanctions WHERE network IN (?2, ?3))
	FROM state`

// stranger reports whether a guest comes of whom nothing is known, which is
// what a crowd of guests is: that takes one question instead of four, and a
// fifth of the memory.
func (s *Store) stranger(ctx context.Context, v model.Visit) (bool, error) {
	if v.Device != "" || s.inviteOnly {
		return false, nil
	}
	one, all := networksOf(v.Address)
	var known bool
	err := s.read(ctx, func(t *tx) error {
		_, err := t.get(notStranger, args{v.Key, one, all, wire.NameSkeleton(v.Name), wire.NameOutline(v.Name), readings(v.Key)}, &known)
		return err
	})
	return !known && err == nil, err
}
