package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"confab/server/atomicfile"
	"confab/server/wire"
)

// maxNumber is how many files of one name a folder may have.
const maxNumber = 1000

// Place gives what is at part, in the same folder or elsewhere on its disk, a name
// in dir, and returns its path. It replaces nothing: where the name is taken, it is
// "name (2).ext".
func Place(part, dir, name string) (string, error) {
	name = wire.CleanName(name)
	ending := filepath.Ext(name)
	for n := 1; n <= maxNumber; n++ {
		path := filepath.Join(dir, name)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ending), n, ending))
		}
		err := moveTo(part, path)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", notWritten(err, name)
		}
		return path, atomicfile.Names(dir)
	}
	return "", problem(FileNotSaved, "name", name)
}

// moveTo renames a file, and fails with fs.ErrExist where there is one.
func moveTo(part, path string) error {
	err := os.Link(part, path)
	if err == nil {
		return os.Remove(part)
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	// The disk has no links, FAT for example: an empty file takes the name first.
	taken, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(taken.Close(), os.Rename(part, path)); err != nil {
		_ = os.Remove(path)
		return err
	}
	return nil
}
