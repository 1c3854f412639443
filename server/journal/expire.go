package journal

import (
	"encoding/json"
	"io"
	"time"

	"confab/server/sqlite"
	"confab/server/wire"
)

// expireAtOnce is how many events are looked at in one transaction.
const expireAtOnce = 256

// oldEvents are events in their order. Those that are too old are found by
// looking, without an index that every Append would have to pay for.
var oldEvents = `SELECT e.seq, e.prev, e.at, e.type IN ` + changes + `, r.name, e.author, e.key, e.body, e.type, e.room
	FROM events e JOIN rooms r ON r.id = e.room WHERE e.seq > ? ORDER BY e.seq LIMIT ?`

// expire forgets events from before t, but for their ids. It returns how many,
// and whether there may be more. The space is used again, not given back.
func (d *disk) expire(t, now time.Time) (deleted int, more bool, err error) {
	if err := d.findTopics(); err != nil {
		return 0, false, d.failure(err)
	}
	kept, stale := d.kept, d.stale
	old, more, err := d.oldest(t, now)
	if err != nil {
		d.kept, d.looked, d.stale = kept, kept, stale
		return 0, false, d.failure(err)
	}
	if len(old) > 0 || len(d.stale) > 0 {
		if err := d.c.Transact(sqlite.Write, func() error { return d.forget(old) }); err != nil {
			d.kept, d.looked, d.stale = kept, kept, stale
			return 0, false, d.failure(err)
		}
		d.hasExpired = d.hasExpired || len(old) > 0
		d.stale, d.erased = nil, true
		d.unmoved += pages(2*len(old), 0)
	}
	return len(old), more, nil
}

// oldest looks at the next events and returns those from before t, and whether
// there may be more of them. It ends at the first event that is younger: what
// has a greater seq is younger too, even if a clock that was behind says
// otherwise. An event from the future, when a clock was ahead, says nothing
// about those behind it. Up to kept all events stay for ever.
func (d *disk) oldest(t, now time.Time) (old []*wire.Event, more bool, err error) {
	kept, looked, n := d.kept, d.looked, 0
	young := false
	row := make([]sqlite.Value, 10)
	err = d.stmts.old.Each(row, func() error {
		n++
		at, stays := timeOf(row[2].(int64)), row[3].(int64) == 1
		if young = !at.Before(t) && !at.After(now); young {
			return io.EOF
		}
		seq, skips := row[0].(int64), !stays && !at.Before(t)
		if kept == looked && !skips {
			kept = seq
		}
		looked = seq
		if stays && at.Before(t) && d.isStale(row[9].(int64), row[8].(string), seq) {
			d.stale = append(d.stale, seq)
		}
		if stays || skips {
			return nil
		}
		e := &wire.Event{Seq: seq, Prev: row[1].(int64), At: at}
		e.Room, e.From, e.ID, e.Type = row[4].(string), row[5].(string), row[6].(string), row[8].(string)
		e.Body, _ = row[7].([]byte)
		old = append(old, e)
		return nil
	}, looked, int64(expireAtOnce))
	more = err == nil && !young && n == expireAtOnce
	d.kept, d.looked = kept, looked
	if !more {
		d.looked = kept
	}
	return old, more, err
}

// forget is what expire does in one transaction.
func (d *disk) forget(old []*wire.Event) error {
	for _, e := range old {
		if _, err := d.stmts.bury.Exec(e.ID, e.Seq, e.Prev, e.At.UnixMilli(), digest(e)); err != nil {
			return err
		}
		if _, err := d.stmts.remove.Exec(e.Seq); err != nil {
			return err
		}
		if e.Type != wire.MessageType {
			continue
		}
		if _, err := d.reactions.forget.Exec(e.Seq); err != nil {
			return err
		}
		if _, err := d.files.forget.Exec(e.Seq); err != nil {
			return err
		}
	}
	for _, seq := range d.stale {
		if _, err := d.stmts.silence.Exec(seq); err != nil {
			return err
		}
	}
	return nil
}

// findTopics finds out which event says what each room is about, the first time.
func (d *disk) findTopics() error {
	if d.topics != nil {
		return nil
	}
	s, err := d.c.Prepare(`SELECT e.room, max(e.seq) FROM events e INDEXED BY changes
		WHERE e.type <> 'message' AND e.type IN ` + changes + ` AND e.type IN ('open', 'topic') GROUP BY e.room`)
	if err != nil {
		return err
	}
	topics := map[int64]int64{}
	row := make([]sqlite.Value, 2)
	if err := s.Each(row, func() error { topics[row[0].(int64)] = row[1].(int64); return nil }); err != nil {
		return err
	}
	d.topics = topics
	return nil
}

// isTopic reports whether an event of a type says what its room is about.
func isTopic(kind string) bool { return kind == wire.OpenType || kind == wire.TopicType }

// silenced returns a body as it is without its topic.
func silenced(body json.RawMessage) json.RawMessage {
	var left wire.RoomBody
	_ = json.Unmarshal(body, &left) // the server has made it
	left.Topic = ""
	without := json.RawMessage(wire.Encode(left))
	if wire.IsByGuest(body) {
		without = wire.ByGuest(without)
	}
	return without
}

// isStale reports whether an event has said what its room was about, and
// another one does now. It stays, for it says which rooms there are; its text goes.
func (d *disk) isStale(room int64, kind string, seq int64) bool {
	return isTopic(kind) && d.topics[room] != seq
}

// A described is an event that says what a room is about.
type described struct{ room, seq int64 }

// described notes what an event that has just been stored says of its room.
func (d *disk) described(a described) {
	if d.topics == nil {
		return
	}
	if before := d.topics[a.room]; before != 0 && before <= d.kept { // or else expire comes to it
		d.stale = append(d.stale, before)
	}
	d.topics[a.room] = a.seq
}

// moments finds when the clock was last trusted, and the newest event that can expire.
var moments = `SELECT trusted, coalesce((SELECT at FROM events WHERE type NOT IN ` + changes + ` ORDER BY seq DESC LIMIT 1), 0) FROM clock`

func (d *disk) moments() (trusted, newest time.Time, err error) {
	row := make([]sqlite.Value, 2)
	if _, err := d.stmts.moments.First(row); err != nil {
		return trusted, newest, d.failure(err)
	}
	for i, t := range []*time.Time{&trusted, &newest} {
		if at, _ := row[i].(int64); at != 0 {
			*t = timeOf(at)
		}
	}
	return trusted, newest, nil
}

func (d *disk) trust(t time.Time) error {
	if _, err := d.stmts.trust.Exec(t.UnixMilli()); err != nil {
		return d.failure(err)
	}
	d.unmoved++
	return nil
}
