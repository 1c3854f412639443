package archive

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

// steps make an archive of version n+1 from one of version n; version 0 is an
// empty file. A step that has been released never changes.
var steps = []string{schema1, schema2, schema3, schema4, schema5}

// applicationID says that an SQLite file is an archive: "Cfar".
const applicationID = 0x43666172

// migrate makes the archive one of the newest version, in one transaction. A
// file that is not ours it leaves as it is.
func (c *conn) migrate() error {
	return c.run("BEGIN IMMEDIATE", func(t *tx) {
		var version, application, tables int
		t.get("PRAGMA user_version", nil, &version)
		t.get("PRAGMA application_id", nil, &application)
		t.get("SELECT count(*) FROM sqlite_schema", nil, &tables)
		switch {
		case t.err != nil:
			return
		case tables > 0 && application != applicationID:
			t.err = fmt.Errorf("it is no archive but some other SQLite file: use another folder: %w", ErrForeign)
			return
		case version > len(steps):
			t.err = fmt.Errorf("%w: use a newer program", ErrNewer)
			return
		case version == len(steps):
			return
		}
		for n, step := range steps[version:] {
			if err := c.exec(step); err != nil {
				t.err = fmt.Errorf("bringing it to version %d: %w", version+n+1, err)
				return
			}
		}
		t.reindex(reindexAtOnce) // all there is in a small archive, and in a new one
		if t.err != nil {
			return
		}
		t.err = c.exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps)))
	})
}
