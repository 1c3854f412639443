package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// errNone begins the sentence of a backup that failed.
var errNone = errors.New("no backup was made")

// Backup makes the file at path, which must not exist, by having fill write to
// an empty one beside it: what is called path is always whole, and its owner's
// alone. A failed one leaves nothing. An error is a sentence's.
func Backup(path string, fill func(part string) error) error {
	return backup(path, fill, func(part string) error {
		f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		return f.Close()
	}, sync)
}

// BackupFolder is Backup for a folder and what fill puts into it.
func BackupFolder(path string, fill func(part string) error) error {
	return backup(filepath.Clean(path), fill, func(part string) error { return os.Mkdir(part, 0o700) }, Names)
}

// backup makes what is called path by way of a part beside it, which begin
// makes, fill fills and end brings to the disk.
func backup(path string, fill, begin, end func(part string) error) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists and is left as it is: give the backup another name", path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return notMade(path, err)
	}
	part := path + ".part"
	if err := begin(part); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: another backup is being made, or one was interrupted; if so, delete it and try again", part)
	} else if err != nil {
		return notMade(path, err)
	}
	err := fill(part)
	if err == nil {
		err = end(part)
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		if !errors.Is(err, errNone) { // what fill calls may make a part of it as a backup of its own
			err = fmt.Errorf("%w: %w", errNone, err)
		}
		return errors.Join(err, os.RemoveAll(part))
	}
	return Names(filepath.Dir(path))
}

// notMade says that what is called path cannot be begun. The part's name is our
// own, and nothing to a person.
func notMade(path string, err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return fmt.Errorf("%s cannot be made: %w. Name one in a folder that exists and that you may write to", path, err)
}

// sync brings what a file has to the disk.
func sync(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
