package keep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup makes the file at path, which must not exist, by having fill write to
// an empty one beside it: what is called path is always whole, and its owner's
// alone. A failed one leaves nothing. An error is a sentence's.
func Backup(path string, fill func(part string) error) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists and is left as it is: give the backup another name", path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking for %s: %w", path, err)
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: another backup is being made, or one was interrupted; if so, delete it and try again", part)
	} else if err != nil {
		return fmt.Errorf("starting the backup: %w", err)
	}
	if err = fill(part); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("no backup was made: %w", err), os.Remove(part))
	}
	return Names(filepath.Dir(path))
}
