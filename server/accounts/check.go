package accounts

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"confab/server/sqlite"
)

// Check reads all of the accounts in dir, whether a server runs there or not,
// and changes nothing of them. What is damaged is in problems, as sentences; an
// error means that Check could not find out.
func Check(ctx context.Context, dir string) (problems []string, err error) {
	if err := exists(dir); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, FileName)
	c, err := sqlite.Open(file, "query_only(1)")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := schema.RequireNewest(c); err != nil {
		return nil, fmt.Errorf("checking %s: %w", file, err)
	}
	for _, q := range []string{
		`PRAGMA quick_check(20)`,
		`SELECT 'a row of ' || "table" || ' names a row of ' || parent || ' that is not there' FROM pragma_foreign_key_check LIMIT 20`,
	} {
		found, err := c.Strings(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("checking %s: %w", file, err)
		}
		problems = append(problems, slices.DeleteFunc(found, func(s string) bool { return s == "ok" })...)
	}
	return problems, nil
}
