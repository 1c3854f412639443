package sqlite

import (
	"errors"
	"fmt"
)

// What a file may be instead of what a Schema describes.
var (
	ErrNewer   = errors.New("a newer version has written it")
	ErrForeign = errors.New("it is some other SQLite file")
)

// A Schema is one kind of file with all its versions.
type Schema struct {
	Kind          string // as in "it is not a journal": "a journal"
	ApplicationID int32  // says in a file of which kind it is

	// Steps make a file of version n+1 from one of version n; version 0 is an
	// empty file. A step that has been released never changes: what it made is
	// out there.
	Steps []Step
}

// A Step is SQL, and then what SQL cannot do, if there is something.
type Step struct {
	SQL  string
	Then func(*Conn) error
}

// Newest is the version that Migrate makes.
func (s *Schema) Newest() int { return len(s.Steps) }

// Version returns the version of c's file, 0 if it is empty. The errors wrap
// ErrForeign for a file of another kind and ErrNewer for one of a newer program.
func (s *Schema) Version(c *Conn) (int, error) {
	var version, application, tables int64
	// All in one, so that a file that is no database is said to be none once.
	err := c.Ints(`SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`, &version, &application, &tables)
	switch {
	case err != nil:
		return 0, err
	case tables == 0 && version == 0:
		return 0, nil
	case application != int64(s.ApplicationID):
		return 0, fmt.Errorf("%w, not %s: use another folder", ErrForeign, s.Kind)
	case version > int64(s.Newest()):
		return 0, fmt.Errorf("%w: it has version %d and this program knows %d; use a newer program", ErrNewer, version, s.Newest())
	}
	return int(version), nil
}

// RequireNewest is for what reads a file and changes nothing: the error says
// what to do if the file has an older version.
func (s *Schema) RequireNewest(c *Conn) error {
	version, err := s.Version(c)
	if err == nil && version != s.Newest() {
		err = fmt.Errorf("it is version %d, of an older program: start the server once, which brings it up to date", version)
	}
	return err
}

// Migrate brings c's file to the newest version, in one transaction. It leaves a
// file that is not of this kind as it is; see Version for the errors.
func (s *Schema) Migrate(c *Conn) error { return s.MigrateTo(c, s.Newest()) }

// MigrateTo is Migrate up to a version. A file that is of that version, or of a
// later one, stays as it is.
func (s *Schema) MigrateTo(c *Conn, to int) error {
	version, err := s.Version(c)
	if err != nil || version >= to {
		return err
	}
	return c.Transact(Write, func() error {
		version, err := s.Version(c) // another program may have migrated it meanwhile
		if err != nil || version >= to {
			return err
		}
		for n, step := range s.Steps[version:to] {
			if err := step.take(c); err != nil {
				return fmt.Errorf("bringing it to version %d: %w", version+n+1, err)
			}
		}
		return c.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", s.ApplicationID, to))
	})
}

func (s Step) take(c *Conn) error {
	if err := c.Exec(s.SQL); err != nil || s.Then == nil {
		return err
	}
	return s.Then(c)
}
