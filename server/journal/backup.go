package journal

import (
	"context"
	"path/filepath"

	"confab/server/sqlite"
)

// Backup writes a copy of the journal in dir, whether a server runs there or
// not, to path, which must not exist. The copy is a journal: as journal.db in a
// directory of its own it can be opened.
func Backup(ctx context.Context, dir, path string) error {
	if err := exists(dir); err != nil {
		return err
	}
	return sqlite.Backup(ctx, nil, filepath.Join(dir, FileName), path)
}
