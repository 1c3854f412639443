package journal

import "errors"

// pagesInWAL is about how many pages gather in the WAL before they are moved.
const pagesInWAL = 2000

// pages is about how many pages a transaction changes.
func pages(events, bytes int) int { return 5 + events/8 + bytes/4096 }

// settle moves what gathers in the write-ahead log to its place, now and then.
// SQLite would do it by itself, but keep an error to itself too. Only the
// writer does it, because only while the writer rests can the WAL be moved as
// a whole and begin again. Readers are neither in the way nor disturbed: what
// they need stays until the next time.
func (d *disk) settle() error {
	if d.unmoved < pagesInWAL && !d.erased {
		return nil
	}
	d.unmoved = 0
	var err error
	if d.erased {
		err = d.cutWAL()
	} else {
		_, err = d.stmts.checkpoint.exec()
	}
	if err == nil {
		return nil
	}
	if err = d.failure(err); errors.Is(err, ErrFailed) {
		return err
	}
	return nil // no room, or another program is in the way; the WAL keeps it
}
