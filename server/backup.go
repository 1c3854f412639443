package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/accounts"
	"confab/server/atomicfile"
	"confab/server/journal"
	"confab/server/tlskey"
)

// copyData copies what a server has in dir, whether it runs or not, to the
// folder to, which must not exist.
func copyData(ctx context.Context, dir, to string) error {
	if err := complete(dir, true); err != nil {
		return err
	}
	return atomicfile.BackupFolder(to, func(part string) error {
		// The accounts first: whoever has been bound before has said nothing
		// later than what is in the journal then.
		if err := accounts.Backup(ctx, dir, filepath.Join(part, accounts.FileName)); err != nil {
			return err
		}
		if err := journal.Backup(ctx, dir, filepath.Join(part, journal.FileName)); err != nil {
			return err
		}
		// Who the server is, and where it was served, for those who know that.
		return errors.Join(
			copyFile(dir, part, tlskey.FileName),
			optional(copyFile(dir, part, portFile)),
		)
	})
}

// copyFile copies the file called name from one folder to another.
func copyFile(from, to, name string) error {
	text, err := os.ReadFile(filepath.Join(from, name))
	if err != nil {
		return fmt.Errorf("copying %s: %w", name, err)
	}
	return atomicfile.Write(filepath.Join(to, name), text)
}

// optional returns err unless it is that there is no such file.
func optional(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
