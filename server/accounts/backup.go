package accounts

import (
	"context"
	"path/filepath"

	"confab/server/sqlite"
)

// Backup writes a copy of the accounts in dir, whether a server runs there or
// not, to path, which must not exist. As accounts.db in a data folder the copy
// can be opened. Where there are no accounts it is an error that says so.
func Backup(ctx context.Context, dir, path string) error {
	if err := exists(dir); err != nil {
		return err
	}
	return sqlite.Backup(ctx, schema, filepath.Join(dir, FileName), path)
}
