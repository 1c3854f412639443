package archive

import (
	"errors"

	"confab/server/sqlite"
)

// erase has SQLite overwrite what goes from here to the end of the transaction:
// it is not to be read any more by anybody. What does not fit into a row's page
// is overwritten too, which FAST does not do.
func (s *storing) erase() {
	if !s.erased && s.err == nil {
		s.erased = true
		s.err = s.Exec("PRAGMA secure_delete = ON")
	}
}

// wipe empties the write-ahead log, in which what was erased still stands. It
// waits for nobody: where somebody reads it goes with the next time, or when
// the archive is closed.
func (a *Archive) wipe() error {
	return withConn(a.writer, func(c *sqlite.Conn) error {
		return errors.Join(
			c.Exec("PRAGMA secure_delete = FAST"),
			c.Exec("PRAGMA busy_timeout(0)"),
			c.Exec("PRAGMA wal_checkpoint(TRUNCATE)"),
			c.Exec("PRAGMA "+sqlite.BusyTimeout),
		)
	})
}
