package admin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/accounts"
	"confab/server/atomicfile"
	"confab/server/datadir"
	"confab/server/files"
	"confab/server/journal"
	"confab/server/tlskey"
)

// copyData copies a server's data in dir, whether the server runs or not, to the
// folder to, which must not exist.
func copyData(ctx context.Context, dir, to string) error {
	if err := datadir.RequireComplete(dir, true); err != nil {
		return err
	}
	return atomicfile.BackupFolder(to, func(part string) error {
		// The accounts first: the journal then has every event that they refer to.
		if err := accounts.Backup(ctx, dir, filepath.Join(part, accounts.FileName)); err != nil {
			return err
		}
		// The files before the journal and after it: all that the journal has are
		// there, also those that go meanwhile and those that come.
		if err := files.Backup(ctx, dir, part); err != nil {
			return err
		}
		if err := journal.Backup(ctx, dir, filepath.Join(part, journal.FileName)); err != nil {
			return err
		}
		if err := files.Backup(ctx, dir, part); err != nil {
			return err
		}
		// The key and the port, by which clients find the server again.
		return errors.Join(
			copyFile(dir, part, tlskey.FileName),
			optional(copyFile(dir, part, datadir.PortFile)),
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
