package journal

import (
	"errors"
	"time"
)

// pagesInWAL is about how many pages gather in the WAL before they are moved.
const pagesInWAL = 2000

// pages is about how many pages a transaction changes.
func pages(events, bytes int) int { return 5 + events/8 + bytes/4096 }

// How often the WAL is emptied of what was erased: it costs as much as a write
// or two, and people may edit all the time. While a reader reads it cannot be.
const (
	cutEvery = time.Second
	cutAgain = 200 * time.Millisecond
)

// checkpoint moves what gathers in the write-ahead log to its place, now and then.
// SQLite would do it by itself, but keep an error to itself too. Only the
// writer does it, because only while the writer rests can the WAL be moved as
// a whole and begin again. Readers are neither in the way nor disturbed: what
// they need stays until the next time. It returns when it has to be called
// again in any case, because the WAL has what was erased; 0 is not.
func (d *disk) checkpoint() (again time.Duration, err error) {
	switch {
	case d.erased:
		if early := cutEvery - time.Since(d.cutAt); early > 0 {
			return early, nil
		}
		if err = d.cutWAL(); d.erased {
			again = cutAgain
		} else {
			d.cutAt, d.unmoved = time.Now(), 0
		}
	case d.unmoved >= pagesInWAL:
		d.unmoved = 0
		_, err = d.stmts.checkpoint.Exec()
	}
	if err == nil {
		return again, nil
	}
	if err = d.failure(err); errors.Is(err, ErrFailed) {
		return 0, err
	}
	return again, nil // no room, or another program is in the way; the WAL keeps it
}
