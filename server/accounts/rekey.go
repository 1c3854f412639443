package accounts

import (
	"confab/server/sqlite"
	"confab/server/wire"
)

// rekey gives names the keys that they are compared by since version 2. Up to
// version 1 a key was coarser: names that it told apart have two keys now, too,
// so no two accounts or sanctions can meet. What was imposed on an account by a
// name that only looked like its own is imposed on its own.
func rekey(c *sqlite.Conn) error {
	if err := run(c, `UPDATE sanctions SET name = a.name FROM accounts a WHERE a.key = sanctions.key`); err != nil {
		return err
	}
	for _, table := range []string{"accounts", "sanctions"} {
		names, err := namesIn(c, table)
		if err != nil {
			return err
		}
		// In two steps: an old key may be another's new one.
		for id := range names {
			if err := run(c, `UPDATE `+table+` SET key = '@' || id WHERE id = ?`, id); err != nil {
				return err
			}
		}
		for id, name := range names {
			if err := run(c, `UPDATE `+table+` SET key = ? WHERE id = ?`, wire.NameKey(name), id); err != nil {
				return err
			}
			if table != "accounts" {
				continue
			}
			if err := run(c, `UPDATE accounts SET skeleton = ? WHERE id = ?`, wire.NameSkeleton(name), id); err != nil {
				return err
			}
		}
	}
	return nil
}

// namesIn returns the names in a table by their numbers.
func namesIn(c *sqlite.Conn, table string) (map[int64]string, error) {
	s, err := c.Prepare(`SELECT id, name FROM ` + table + ` WHERE key IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	row := make([]sqlite.Value, 2)
	err = s.Each(row, func() error { names[row[0].(int64)] = row[1].(string); return nil })
	return names, err
}

// run runs q.
func run(c *sqlite.Conn, q string, args ...sqlite.Value) error {
	s, err := c.Prepare(q)
	if err == nil {
		_, err = s.Exec(args...)
	}
	return err
}
