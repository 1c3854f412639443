package journal

import (
	"context"
	"errors"
	"path/filepath"

	"confab/server/atomicfile"
)

// Backup writes a copy of the journal in dir, whether a server runs there or
// not, to path, which must not exist. The copy is a journal: as journal.db in a
// directory of its own it can be opened.
func Backup(ctx context.Context, dir, path string) error {
	if err := exists(dir); err != nil {
		return err
	}
	return backup(ctx, filepath.Join(dir, FileName), path)
}

// backup copies file to path. SQLite takes an empty file and leaves it its mode.
func backup(ctx context.Context, file, path string) error {
	return atomicfile.Backup(path, func(part string) error { return vacuumInto(ctx, file, part) })
}

// vacuumInto does not copy the file but what is in it: one state of it, however
// much is written meanwhile.
func vacuumInto(ctx context.Context, file, into string) (err error) {
	db, err := openReader(file) // query_only would forbid VACUUM INTO, though it changes nothing here
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", into)
	return err
}
