package sqlite

import (
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// A Trouble says what an error of SQLite means for a program.
type Trouble int

// The troubles of a file.
const (
	NoTrouble Trouble = iota // the error is none of SQLite's, or has another cause
	Damaged                  // the file is damaged, or is no database at all
	Full                     // the disk is full; everything is as it was before
	Failed                   // the disk has failed to read or to write
	Forbidden                // the file may not be opened, or not be written to
	Busy                     // another connection uses it; everything is as it was before
	Duplicate                // a row has a key that another row has
)

// troubles are SQLite's codes and what they mean.
var troubles = map[int]Trouble{
	lib.SQLITE_CORRUPT:  Damaged,
	lib.SQLITE_NOTADB:   Damaged,
	lib.SQLITE_FULL:     Full,
	lib.SQLITE_IOERR:    Failed,
	lib.SQLITE_PERM:     Forbidden,
	lib.SQLITE_READONLY: Forbidden,
	lib.SQLITE_CANTOPEN: Forbidden,
	lib.SQLITE_BUSY:     Busy,
	lib.SQLITE_LOCKED:   Busy,
	lib.SQLITE_PROTOCOL: Busy,
}

// extended are extended codes that mean something else than their first byte.
var extended = map[int]Trouble{
	lib.SQLITE_IOERR_SHMSIZE:         Full, // there is no room for the index of the WAL
	lib.SQLITE_CONSTRAINT_PRIMARYKEY: Duplicate,
	lib.SQLITE_CONSTRAINT_ROWID:      Duplicate,
	lib.SQLITE_CONSTRAINT_UNIQUE:     Duplicate,
}

// TroubleOf returns what err means.
func TroubleOf(err error) Trouble {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return NoTrouble
	}
	if t, ok := extended[e.Code()]; ok {
		return t
	}
	return troubles[e.Code()&0xff]
}
