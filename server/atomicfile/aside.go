package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A Damaged is the error for a file that cannot be read or understood, and that
// SetAside has kept under another name.
type Damaged struct {
	Path  string
	Aside string // where it is now
	Why   error
}

// Error says which file it is, why, and where it is kept.
func (d *Damaged) Error() string {
	return fmt.Sprintf("%s cannot be used and is kept as %s: %v", d.Path, filepath.Base(d.Aside), d.Why)
}

// Unwrap returns why.
func (d *Damaged) Unwrap() error { return d.Why }

// SetAside renames a file that cannot be used, so that a new one takes its place
// and a person, or a program, may still get something out of it: behind its name
// stands .broken- and the time, and none that was set aside before is replaced.
// What belongs to the file, under its name with one of the endings behind it,
// goes along. The error is a *Damaged, or says why it was not renamed.
func SetAside(path string, why error, endings ...string) error {
	to, err := asideName(path, time.Now())
	if err != nil {
		return errors.Join(why, err)
	}
	if err := os.Rename(path, to); err != nil {
		return errors.Join(why, err)
	}
	for _, e := range endings {
		if err := os.Rename(path+e, to+e); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(why, err)
		}
	}
	return errors.Join(&Damaged{Path: path, Aside: to, Why: why}, Names(filepath.Dir(path)))
}

// asideName is a name beside path that is free.
func asideName(path string, now time.Time) (string, error) {
	name := path + ".broken-" + now.Format("2006-01-02-150405")
	for n := 1; ; n++ {
		free := name
		if n > 1 {
			free = fmt.Sprintf("%s-%d", name, n)
		}
		if _, err := os.Lstat(free); errors.Is(err, fs.ErrNotExist) {
			return free, nil
		} else if err != nil {
			return "", err
		}
	}
}
