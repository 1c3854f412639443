// Package archive is what a desktop keeps on its own disk of the servers it
// is used with: so far the outbox, what was written and has not reached its
// server.
//
// It depends on modernc.org/sqlite, SQLite in pure Go, so that every system's
// program builds without a C compiler.
package archive

import (
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// fileName is the archive in its folder; SQLite puts another beside it while it writes.
const fileName = "archive.db"

// ErrNewer is wrapped by the error for an archive of a newer program.
var ErrNewer = errors.New("a newer Confab has written it")

//go:embed schema.sql
var schema1 string

// steps make an archive of version n+1 from one of version n; version 0 is an
// empty file. A step that has been released never changes.
var steps = []string{schema1}

// applicationID says that an SQLite file is an archive: "Cfar".
const applicationID = 0x43666172

// An Archive is one folder's. Its methods may be called from any goroutine, and
// several processes may have the same one open: two windows of one person.
type Archive struct{ db *sql.DB }

// Open opens the archive in dir, or starts one there. What others could read
// is closed to them.
func Open(dir string) (*Archive, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder for the archive: %w", err)
	}
	path := filepath.Join(dir, fileName)
	// SQLite gives the file beside it the same mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = errors.Join(f.Chmod(0o600), f.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("opening the archive: %w", err)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("finding the archive: %w", err)
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	db.SetMaxOpenConns(1) // one person writes little
	if err := migrate(db); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, err), db.Close())
	}
	return &Archive{db}, nil
}

// dsn is how the driver is told of a file, by its full path, and of how it is
// to be used: with SQLite's rollback journal, which two windows may begin at
// once and which changes nothing in a file that is not ours.
func dsn(path string) string {
	slashed := filepath.ToSlash(path)
	if slashed[0] != '/' {
		slashed = "/" + slashed // C:/… (RFC 8089 appendix E.2)
	}
	u := url.URL{Scheme: "file", Path: slashed}
	u.RawQuery = url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "synchronous(EXTRA)", "fullfsync(1)", "secure_delete(FAST)"},
	}.Encode()
	return u.String()
}

// migrate makes the archive one of the newest version, in one transaction.
func migrate(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	var version, application, tables int
	if err := errors.Join(
		tx.QueryRow("PRAGMA user_version").Scan(&version),
		tx.QueryRow("PRAGMA application_id").Scan(&application),
		tx.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&tables),
	); err != nil {
		return err
	}
	switch {
	case tables > 0 && application != applicationID:
		return errors.New("it is no archive but some other SQLite file: use another folder")
	case version > len(steps):
		return fmt.Errorf("%w: use a newer program", ErrNewer)
	}
	for n, step := range steps[version:] {
		if _, err := tx.Exec(step); err != nil {
			return fmt.Errorf("bringing it to version %d: %w", version+n+1, err)
		}
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}

// Close closes the archive.
func (a *Archive) Close() error { return a.db.Close() }
