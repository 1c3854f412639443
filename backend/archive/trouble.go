package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"confab/server/sqlite"
)

// What can be wrong with an archive: every error of one wraps at most one of
// these, for a program to decide by.
var (
	ErrNewer     = sqlite.ErrNewer
	ErrForeign   = sqlite.ErrForeign
	ErrDamaged   = errors.New("it is damaged")
	ErrFull      = errors.New("the disk is full")
	ErrDisk      = errors.New("the disk fails")
	ErrForbidden = errors.New("it may not be opened, or not be written to")
	ErrBusy      = errors.New("another program uses it")
)

// troubles are SQLite's, and which one each is.
var troubles = map[sqlite.Trouble]error{
	sqlite.Damaged:   ErrDamaged,
	sqlite.Full:      ErrFull,
	sqlite.Failed:    ErrDisk,
	sqlite.Forbidden: ErrForbidden,
	sqlite.Busy:      ErrBusy,
}

// classify has an error wrap what is wrong, if that can be told.
func classify(err error) error {
	if err == nil || troubleOf(err) != nil {
		return err
	}
	if trouble := troubles[sqlite.TroubleOf(err)]; trouble != nil {
		return fmt.Errorf("%w: %w", trouble, err)
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
