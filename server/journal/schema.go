package journal

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

//go:embed schema8.sql
var schema8 string

// schema is a journal. testdata has a frozen copy of each version, with events
// in it.
var schema = &sqlite.Schema{
	Kind:          "a journal",
	ApplicationID: 0x43666a6c, // "Cfjl"
	Steps:         []sqlite.Step{{SQL: schema1}, {SQL: schema2}, {SQL: schema3}, {SQL: schema4, Then: fillReactions}, {SQL: schema5}, {SQL: schema6}, {Then: upgradeReplies}, {SQL: schema8}},
}
