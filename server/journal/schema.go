package journal

import (
	_ "embed"
	"fmt"
)

//go:embed schema.sql
var schema1 string

//go:embed schema2.sql
var schema2 string

//go:embed schema3.sql
var schema3 string

//go:embed schema4.sql
var schema4 string

//go:embed schema5.sql
var schema5 string

// A step is SQL, and then what SQL cannot do, if there is something.
type step struct {
	sql  string
	then func(*conn) error
}

func (s step) take(c *conn) error {
	if err := c.exec(s.sql); err != nil || s.then == nil {
		return err
	}
	return s.then(c)
}

// steps make a journal of version n+1 from one of version n; version 0 is an
// empty file. A step that has been released never changes: what it made is
// out there. testdata has a frozen copy of each version, with events in it.
var steps = []step{{sql: schema1}, {sql: schema2}, {sql: schema3}, {schema4, fillReactions}, {sql: schema5}}

// applicationID says that an SQLite file is a journal: "Cfjl".
const applicationID = 0x43666a6c

// migrate makes a journal of the given version one of the newest, in one
// transaction.
func migrate(c *conn, version int, steps []step) error {
	if version == len(steps) {
		return nil
	}
	if err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for n, step := range steps[version:] {
		if err := step.take(c); err != nil {
			return fmt.Errorf("bringing the journal to version %d: %w", version+n+1, rollback(c, err))
		}
	}
	for _, q := range []string{
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", len(steps)),
		"COMMIT",
	} {
		if err := c.exec(q); err != nil {
			return fmt.Errorf("bringing the journal to version %d: %w", len(steps), rollback(c, err))
		}
	}
	return nil
}

// versionOf returns the version of a journal, read by queryRow, if it is one
// that this program knows.
func versionOf(queryRow func(q string, v *int64) error) (int, error) {
	var version, application, tables int64
	for _, ask := range []struct {
		q    string
		into *int64
	}{
		{"PRAGMA user_version", &version},
		{"PRAGMA application_id", &application},
		{"SELECT count(*) FROM sqlite_schema", &tables},
	} {
		if err := queryRow(ask.q, ask.into); err != nil {
			return 0, err // of a file that is no database each would say the same
		}
	}
	switch {
	case tables == 0 && version == 0:
		return 0, nil
	case application != applicationID:
		return 0, fmt.Errorf("%s is not a journal but some other SQLite file: use another directory", FileName)
	case version > int64(len(steps)):
		return 0, fmt.Errorf("%w: it has version %d and this program knows %d; use a newer program", ErrNewer, version, len(steps))
	}
	return int(version), nil
}
