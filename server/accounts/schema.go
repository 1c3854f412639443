package accounts

import (
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
)

//go:embed schema.sql
var schema1 string

//go:embed schema2.sql
var schema2 string

//go:embed schema3.sql
var schema3 string

// A step is SQL, and then what SQL cannot do, if there is something.
type step struct {
	sql  string
	then func(*sql.Tx) error
}

func (s step) take(t *sql.Tx) error {
	if _, err := t.Exec(s.sql); err != nil || s.then == nil {
		return err
	}
	return s.then(t)
}

// steps make accounts of version n+1 from those of version n; version 0 is an
// empty file. A step that has been released never changes: what it made is
// out there. testdata has a frozen copy of each version, with accounts in it.
var steps = []step{{sql: schema1}, {schema2, rekey}, {sql: schema3}}

// applicationID says that an SQLite file has accounts: "Cfac".
const applicationID = 0x43666163

// ErrNewer is wrapped by the error for the accounts of a newer program.
var ErrNewer = errors.New("a newer version has written it")

// migrate makes the accounts those of the newest version, in one transaction,
// and leaves alone what is not ours.
func migrate(db *sql.DB, steps []step) error {
	version, err := versionOf(db, len(steps))
	if err != nil {
		return err
	}
	if _, err := db.Exec("PRAGMA journal_mode = WAL"); err != nil { // memory stays memory
		return err
	}
	if version == len(steps) {
		return nil
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	for n, step := range steps[version:] {
		if err := step.take(tx); err != nil {
			return fmt.Errorf("bringing the accounts to version %d: %w", version+n+1, err)
		}
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}

// versionOf returns the version of the accounts in db, if it is one up to newest.
func versionOf(db interface{ QueryRow(string, ...any) *sql.Row }, newest int) (int, error) {
	var version, application, tables int
	// All in one, so that a file that is no database is said to be none once.
	err := db.QueryRow(`SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &application, &tables)
	if err != nil {
		return 0, err
	}
	switch {
	case tables == 0 && version == 0:
		return 0, nil
	case application != applicationID:
		return 0, fmt.Errorf("%s has no accounts but is some other SQLite file: use another folder", FileName)
	case version > newest:
		return 0, fmt.Errorf("%w: it has version %d and this program knows %d; use a newer program", ErrNewer, version, newest)
	}
	return version, nil
}
