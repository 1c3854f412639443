package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/keep"
)

// Backup writes a copy of the journal in dir, whether a server runs there or
// not, to path, which must not exist. The copy is a journal: as journal.db in a
// directory of its own it can be opened.
func Backup(ctx context.Context, dir, path string) error {
	if err := exists(dir); err != nil {
		return err
	}
	return backup(ctx, filepath.Join(dir, fileName), path)
}

// backup copies file to path by way of a file beside path, so that what is
// called path is always whole.
func backup(ctx context.Context, file, path string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists and is left as it is: give the backup another name", path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking for %s: %w", path, err)
	}
	part := path + ".part"
	// SQLite takes an empty file and leaves it its mode.
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: another backup is being made, or one was interrupted; if so, delete it and try again", part)
	} else if err != nil {
		return fmt.Errorf("starting the backup: %w", err)
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err == nil {
			err = os.Rename(part, path)
		}
		if err == nil {
			err = keep.Names(filepath.Dir(path))
		} else {
			err = errors.Join(fmt.Errorf("no backup was made: %w", err), os.Remove(part))
		}
	}()
	if err := vacuumInto(ctx, file, part); err != nil {
		return err
	}
	return f.Sync()
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
