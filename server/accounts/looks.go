package accounts

import (
	"confab/server/sqlite"
	"confab/server/wire"
)

// refreshLooks gives every account the skeleton that its name has by this
// program's rule. An older program may have stored others under the same
// version of the file, so every start compares them.
func refreshLooks(c *sqlite.Conn) error {
	stale, err := staleLooks(c)
	if err != nil {
		return err
	}
	for id, skeleton := range stale {
		if err := run(c, `UPDATE accounts SET skeleton = ? WHERE id = ?`, skeleton, id); err != nil {
			return err
		}
	}
	return nil
}

// staleLooks returns the right skeletons of the accounts that have another one.
func staleLooks(c *sqlite.Conn) (stale map[int64]string, err error) {
	s, err := c.Prepare(`SELECT id, name, skeleton FROM accounts WHERE key IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	stale = map[int64]string{}
	row := make([]sqlite.Value, 3)
	err = s.Each(row, func() error {
		if skeleton := wire.NameSkeleton(row[1].(string)); skeleton != row[2].(string) {
			stale[row[0].(int64)] = skeleton
		}
		return nil
	})
	return stale, err
}
