package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with an archive: every error of one wraps at most one of
// these, for a program to decide by.
var (
	ErrNewer     = errors.New("a newer Confab has written it")
	ErrForeign   = errors.New("it is some other program's file")
	ErrDamaged   = errors.New("it is damaged")
	ErrFull      = errors.New("the disk is full")
	ErrDisk      = errors.New("the disk fails")
	ErrForbidden = errors.New("it may not be opened, or not be written to")
	ErrBusy      = errors.New("another program uses it")
)

// troubles are the codes of SQLite that say which one it is.
var troubles = map[int]error{
	sqlite3.SQLITE_CORRUPT:  ErrDamaged,
	sqlite3.SQLITE_NOTADB:   ErrDamaged,
	sqlite3.SQLITE_FULL:     ErrFull,
	sqlite3.SQLITE_IOERR:    ErrDisk,
	sqlite3.SQLITE_PERM:     ErrForbidden,
	sqlite3.SQLITE_READONLY: ErrForbidden,
	sqlite3.SQLITE_CANTOPEN: ErrForbidden,
	sqlite3.SQLITE_BUSY:     ErrBusy,
	sqlite3.SQLITE_LOCKED:   ErrBusy,
	sqlite3.SQLITE_PROTOCOL: ErrBusy,
}

// classify has an error wrap what is wrong, if that can be told.
func classify(err error) error {
	if err == nil || troubleOf(err) != nil {
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		if trouble := troubles[e.Code()&0xff]; trouble != nil {
			return fmt.Errorf("%w: %w", trouble, err)
		}
		return err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case errors.Is(err, syscall.EIO):
		return fmt.Errorf("%w: %w", ErrDisk, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	}
	return err
}

// troubleOf returns which of the errors above err wraps; nil if it is none.
func troubleOf(err error) error {
	for _, trouble := range []error{ErrNewer, ErrForeign, ErrDamaged, ErrFull, ErrDisk, ErrForbidden, ErrBusy} {
		if errors.Is(err, trouble) {
			return trouble
		}
	}
	return nil
}
