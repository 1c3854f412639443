package journal

import (
	"database/sql/driver"
	"time"

	"confab/server/wire"
)

// expireAtOnce is how many events are looked at in one transaction.
const expireAtOnce = 256

// oldEvents are events in their order. Those that are too old are found by
// looking, without an index that every Append would have to pay for.
var oldEvents = `SELECT e.seq, e.prev, e.at, e.type IN ` + changes + `, r.name, e.author, e.key, e.body, e.type
	FROM events e JOIN rooms r ON r.id = e.room WHERE e.seq > ? ORDER BY e.seq LIMIT ?`

// expire forgets events from before t, but for their keys, and reports whether
// there may be more. The space is used again, not given back.
func (d *disk) expire(t time.Time) (more bool, err error) {
	old, looked, kept, err := d.oldest(t)
	if err != nil {
		return false, d.failure(err)
	}
	if len(old) > 0 {
		if err := d.forget(old); err != nil {
			return false, d.failure(rollback(d.c, err))
		}
		d.hasExpired = true
		d.unmoved += pages(2*len(old), 0)
	}
	more = looked == expireAtOnce && (len(old) > 0 || kept > d.kept)
	d.kept = kept
	return more, nil
}

// oldest looks at the next events and returns those from before t. Up to kept
// all others stay for good. One from a day when the clock was wrong does not
// hold up those behind it.
func (d *disk) oldest(t time.Time) (old []*wire.Event, looked int, kept int64, err error) {
	kept = d.kept
	young := false
	row := make([]driver.Value, 9)
	err = d.stmts.old.each(row, func() error {
		looked++
		at, stays := timeOf(row[2].(int64)), row[3].(int64) == 1
		young = young || !stays && !at.Before(t)
		if !young {
			kept = row[0].(int64)
		}
		if stays || !at.Before(t) {
			return nil
		}
		e := &wire.Event{Seq: row[0].(int64), Prev: row[1].(int64), At: at}
		e.Room, e.From, e.Key, e.Type = row[4].(string), row[5].(string), row[6].(string), row[8].(string)
		e.Body, _ = row[7].([]byte)
		old = append(old, e)
		return nil
	}, d.kept, int64(expireAtOnce))
	return old, looked, kept, err
}

func (d *disk) forget(old []*wire.Event) error {
	if _, err := d.stmts.begin.exec(); err != nil {
		return err
	}
	for _, e := range old {
		if _, err := d.stmts.bury.exec(e.Key, e.Seq, e.Prev, e.At.UnixMilli(), digest(e)); err != nil {
			return err
		}
		if _, err := d.stmts.remove.exec(e.Seq); err != nil {
			return err
		}
	}
	_, err := d.stmts.commit.exec()
	return err
}
