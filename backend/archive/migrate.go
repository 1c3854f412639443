package archive

import (
	_ "embed"

	"confab/server/sqlite"
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

//go:embed schema6.sql
var schema6 string

//go:embed schema7.sql
var schema7 string

//go:embed schema8.sql
var schema8 string

// schema is an archive. testdata has a frozen copy of each version.
var schema = &sqlite.Schema{
	Kind:          "an archive",
	ApplicationID: 0x43666172, // "Cfar"
	Steps: []sqlite.Step{
		{SQL: schema1}, {SQL: schema2}, {SQL: schema3}, {SQL: schema4}, {SQL: schema5}, {SQL: schema6},
		{SQL: schema7}, {SQL: schema8, Then: reindexSome}, // which needs the tables of the newest version
	},
}

// reindexSome builds the last index of a small archive, and of a new one.
func reindexSome(c *sqlite.Conn) error {
	t := &tx{Conn: c}
	t.reindex(reindexAtOnce)
	return t.err
}
