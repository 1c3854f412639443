package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"confab/server/atomicfile"
)

// Backup writes a copy of the accounts in dir, whether a server runs there or
// not, to path, which must not exist. As accounts.db in a data folder the copy
// can be opened. Where there are no accounts it is an error that says so.
func Backup(ctx context.Context, dir, path string) error {
	if err := exists(dir); err != nil {
		return err
	}
	// SQLite takes an empty file and leaves it its mode.
	return atomicfile.Backup(path, func(part string) error { return vacuumInto(ctx, filepath.Join(dir, FileName), part) })
}

// vacuumInto does not copy the file but what is in it: one state of it, however
// much is written meanwhile.
func vacuumInto(ctx context.Context, file, into string) (err error) {
	db, err := openBeside(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := versionOf(db, len(steps)); err != nil {
		return fmt.Errorf("reading %s: %w", file, err)
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", into)
	return err
}

// openBeside opens a file for what writes nothing in it; a server may have it.
func openBeside(file string, pragmas ...string) (*sql.DB, error) {
	name, err := dsn(file, pragmas...)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", file, err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}
