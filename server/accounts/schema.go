package accounts

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

// schema is the accounts. testdata has a frozen copy of each version, with
// accounts in it.
var schema = &sqlite.Schema{
	Kind:          "a server's accounts",
	ApplicationID: 0x43666163, // "Cfac"
	Steps:         []sqlite.Step{{SQL: schema1}, {SQL: schema2, Then: rekey}, {SQL: schema3}, {SQL: schema4}, {SQL: schema5}},
}

// ErrNewer is wrapped by the error for the accounts of a newer program.
var ErrNewer = sqlite.ErrNewer

// migrate brings the accounts to the newest version. It changes no file of
// another kind.
func migrate(c *sqlite.Conn, schema *sqlite.Schema) error {
	if _, err := schema.Version(c); err != nil {
		return err
	}
	if err := c.UseWAL(); err != nil {
		return err
	}
	return schema.Migrate(c)
}
