package accounts

import (
	"database/sql"

	"confab/server/wire"
)

// refreshLooks gives every account the skeleton that its name has by this
// program's rule. An older program stored others; what looks like what is not
// for a file's version to say, so it is looked at in every start.
func refreshLooks(db *sql.DB) error {
	t, err := db.Begin()
	if err != nil {
		return err
	}
	defer t.Rollback() // does nothing after Commit
	stale, err := staleLooks(t)
	if err != nil || len(stale) == 0 {
		return err
	}
	for id, skeleton := range stale {
		if _, err := t.Exec(`UPDATE accounts SET skeleton = ? WHERE id = ?`, skeleton, id); err != nil {
			return err
		}
	}
	return t.Commit()
}

// staleLooks returns the skeletons of the accounts that have another one.
func staleLooks(t *sql.Tx) (stale map[int64]string, err error) {
	rows, err := t.Query(`SELECT id, name, skeleton FROM accounts WHERE key IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	stale = map[int64]string{}
	for rows.Next() {
		var id int64
		var name, skeleton string
		if err := rows.Scan(&id, &name, &skeleton); err != nil {
			return nil, err
		}
		if is := wire.NameSkeleton(name); is != skeleton {
			stale[id] = is
		}
	}
	return stale, rows.Err()
}
