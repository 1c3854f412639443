package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/accounts"
	"confab/server/identity"
	"confab/server/journal"
	"confab/server/keep"
)

// copyData copies what a server has in dir, whether it runs or not, to the
// folder to, which must not exist, by way of one beside it: what is called to
// is always whole.
func copyData(ctx context.Context, dir, to string) (err error) {
	to = filepath.Clean(to)
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s exists and is left as it is: give the backup another name", to)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking for %s: %w", to, err)
	}
	part := to + ".part"
	if err := os.Mkdir(part, 0o700); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: another backup is being made, or one was interrupted; if so, delete it and try again", part)
	} else if err != nil {
		return fmt.Errorf("starting the backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("no backup was made: %w", err), os.RemoveAll(part))
		}
	}()
	// The accounts first: whoever has been bound before has said nothing later
	// than what is in the journal then.
	if err := accounts.Backup(ctx, dir, filepath.Join(part, accounts.FileName)); err != nil {
		return err
	}
	if err := journal.Backup(ctx, dir, filepath.Join(part, journal.FileName)); err != nil {
		return err
	}
	who, err := os.ReadFile(filepath.Join(dir, identity.FileName))
	if err != nil {
		return fmt.Errorf("reading the server's identity: %w", err)
	}
	if err := keep.File(filepath.Join(part, identity.FileName), who); err != nil {
		return err
	}
	// Where it was served before, for those who know that.
	if port, err := os.ReadFile(filepath.Join(dir, portFile)); err == nil {
		if err := keep.File(filepath.Join(part, portFile), port); err != nil {
			return err
		}
	}
	if err := os.Rename(part, to); err != nil {
		return err
	}
	return keep.Names(filepath.Dir(to))
}
