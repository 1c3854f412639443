package journal

import (
	"errors"
	"fmt"

	"confab/server/atomicfile"
	"confab/server/model"
	"confab/server/sqlite"
)

// What a journal may answer.
var (
	// ErrIDReused is for an event whose id belongs to another one: same
	// id, but another room, sender, type or body.
	ErrIDReused = model.ErrIDReused

	// ErrFull means that nothing was stored because the disk is full.
	// Reading goes on, and the next Append tries again.
	ErrFull = errors.New("the disk is full, so nothing can be stored until there is room again")

	// ErrFailed means that the disk failed while it was written to. Nobody
	// can say what is on it then, and asking again makes it no better: a
	// second fsync succeeds although what the first could not write is lost.
	// So a journal that has failed stays so, and the process should end.
	ErrFailed = errors.New("the disk failed, so nothing can be stored any more: check it, then start again")

	ErrClosed = errors.New("the journal is closed")
	ErrLocked = errors.New("another program uses it")
	ErrMode   = atomicfile.ErrMode
	ErrNewer  = sqlite.ErrNewer
)

// IsDamage reports whether err is SQLite's that a file, of a journal or any
// other, is damaged or is no database at all.
func IsDamage(err error) bool { return sqlite.TroubleOf(err) == sqlite.Damaged }

// failure says what an error of the writer's connection means. It is ErrFailed
// unless everything is as it was before, for sure.
func (d *disk) failure(err error) error {
	switch sqlite.TroubleOf(err) {
	case sqlite.Full:
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case sqlite.Busy:
		return fmt.Errorf("another program is writing to the journal, try again: %w", err)
	}
	d.failed = true
	return fmt.Errorf("%w (%w)", ErrFailed, err)
}
