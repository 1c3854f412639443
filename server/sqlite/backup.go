package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"

	"confab/server/atomicfile"
)

// Create makes an empty file that only its owner may open, if it is missing.
// SQLite gives the files that it puts beside it the same mode.
//
// Call it only while nothing in this process has the file open: closing it
// takes away the locks that SQLite has on it (POSIX, fcntl).
func Create(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// Backup writes a copy of file, whether a program uses it or not, to path, which
// must not exist. It does not copy the file but what is in it: one state of it,
// however much is written meanwhile. s, if it is not nil, is the kind of file
// that it has to be.
func Backup(ctx context.Context, s *Schema, file, path string) error {
	// SQLite takes an empty file and leaves it its mode.
	return atomicfile.Backup(path, func(part string) (err error) {
		c, err := Open(file) // query_only would forbid VACUUM INTO, though it changes nothing here
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.Close()) }()
		if s != nil {
			if _, err := s.Version(c); err != nil {
				return fmt.Errorf("reading %s: %w", file, err)
			}
		}
		vacuum, err := c.Prepare("VACUUM INTO ?")
		if err != nil {
			return err
		}
		_, err = vacuum.ExecContext(ctx, part)
		return err
	})
}
