package accounts

import (
	"database/sql"
	"errors"

	"confab/server/wire"
)

// rekey gives names the keys that they are compared by since version 2. Up to
// version 1 a key was coarser: names that it told apart have two keys now, too,
// so no two accounts or sanctions can meet. What was imposed on an account by a
// name that only looked like its own is imposed on its own.
func rekey(t *sql.Tx) error {
	if _, err := t.Exec(`UPDATE sanctions SET name = a.name FROM accounts a WHERE a.key = sanctions.key`); err != nil {
		return err
	}
	for _, table := range []string{"accounts", "sanctions"} {
		names, err := namesIn(t, table)
		if err != nil {
			return err
		}
		// In two steps: an old key may be another's new one.
		for id := range names {
			if _, err := t.Exec(`UPDATE `+table+` SET key = '@' || id WHERE id = ?`, id); err != nil {
				return err
			}
		}
		for id, name := range names {
			if _, err := t.Exec(`UPDATE `+table+` SET key = ? WHERE id = ?`, wire.NameKey(name), id); err != nil {
				return err
			}
			if table != "accounts" {
				continue
			}
			if _, err := t.Exec(`UPDATE accounts SET skeleton = ? WHERE id = ?`, wire.NameSkeleton(name), id); err != nil {
				return err
			}
		}
	}
	return nil
}

// namesIn returns the names in a table by their numbers.
func namesIn(t *sql.Tx, table string) (names map[int64]string, err error) {
	rows, err := t.Query(`SELECT id, name FROM ` + table + ` WHERE key IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names = map[int64]string{}
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err
		}
		names[id] = name
	}
	return names, rows.Err()
}
