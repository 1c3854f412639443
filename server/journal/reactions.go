package journal

import (
	"encoding/json"

	"confab/server/model"
	"confab/server/sqlite"
	"confab/server/wire"
)

// isCounted reports whether only so many events of e's type may hold at a time.
func isCounted(e *wire.Event) bool { return e.Type == wire.ReactType }

// A reaction is what a person has put on a message.
type reaction struct{ person, emoji string }

// reactionOf returns the reaction that e is, or takes away, and the message's id.
func reactionOf(e *wire.Event) (r reaction, target string, off bool) {
	var body wire.EditBody
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	return reaction{wire.NameKey(e.From), body.Emoji}, body.Target, body.Off
}

// A reactionCount is what counts when a user reacts to a message.
type reactionCount struct {
	has   bool // this reaction is there: it is on the message once more, and no further one
	known bool // the message has this emoji
	own   int  // reactions of this person
	kinds int  // different emoji, if this one is none of them
}

// refusal returns what speaks against one more reaction, or nil.
func (t reactionCount) refusal() error {
	switch {
	case t.has:
		return nil
	case t.own >= wire.MaxReactions:
		return model.ErrReactions
	case !t.known && t.kinds >= wire.MaxKinds:
		return model.ErrKinds
	}
	return nil
}

// A ledger is the reactions on a disk. They are a part of the transaction in
// which the writer stores the events that they come from, so that of two people
// who put the last kind on a message one does.
type ledger struct {
	message, reactionCount, put, take, forget *sqlite.Stmt
}

func newLedger(c *sqlite.Conn) (l ledger, err error) {
	for q, s := range map[string]**sqlite.Stmt{
		`SELECT seq FROM events WHERE key = ? AND room = ? AND type = 'message'`: &l.message,
		// The kinds are found one after the other by the index, however many people have put them there,
		// and only if this emoji is not one of them.
		`SELECT EXISTS (SELECT 1 FROM reactions WHERE message = ?1 AND person = ?2 AND emoji = ?3),
			EXISTS (SELECT 1 FROM reactions WHERE message = ?1 AND emoji = ?3),
			(SELECT count(*) FROM reactions WHERE message = ?1 AND person = ?2),
			iif(EXISTS (SELECT 1 FROM reactions WHERE message = ?1 AND emoji = ?3), 0, (WITH RECURSIVE kind (emoji) AS (
				SELECT min(emoji) FROM reactions WHERE message = ?1
				UNION ALL SELECT (SELECT min(emoji) FROM reactions WHERE message = ?1 AND emoji > kind.emoji) FROM kind WHERE kind.emoji IS NOT NULL
				LIMIT ?4) SELECT count(emoji) FROM kind))`: &l.reactionCount,
		`INSERT INTO reactions (message, person, emoji) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`: &l.put,
		`DELETE FROM reactions WHERE message = ? AND person = ? AND emoji = ?`:                   &l.take,
		`DELETE FROM reactions WHERE message = ?`:                                                &l.forget,
	} {
		if *s, err = c.Prepare(q); err != nil {
			return l, err
		}
	}
	return l, nil
}

// on returns the seq of a message; false if it is not there. The room is an id:
// of a room that begins in this transaction nothing else is stored yet.
func (l ledger) on(target string, room int64) (seq sqlite.Value, found bool, err error) {
	row := make([]sqlite.Value, 1)
	found, err = l.message.First(row, target, room)
	return row[0], found, err
}

// refusal returns why e, in the room with this id, is one reaction too many, or
// nil. To take one's own away is always allowed.
func (l ledger) refusal(e *wire.Event, room int64) (refusal, err error) {
	r, target, off := reactionOf(e)
	if off {
		return nil, nil
	}
	message, found, err := l.on(target, room)
	if err != nil || !found {
		return nil, err
	}
	row := make([]sqlite.Value, 4)
	if _, err := l.reactionCount.First(row, message, r.person, r.emoji, int64(wire.MaxKinds)); err != nil {
		return nil, err
	}
	return reactionCount{has: row[0] == int64(1), known: row[1] == int64(1), own: int(row[2].(int64)), kinds: int(row[3].(int64))}.refusal(), nil
}

// apply notes the reaction that e, which is stored in the room with this id, is
// or takes away.
func (l ledger) apply(e *wire.Event, room int64) error {
	r, target, off := reactionOf(e)
	message, found, err := l.on(target, room)
	if err != nil || !found {
		return err
	}
	how := l.put
	if off {
		how = l.take
	}
	_, err = how.Exec(message, r.person, r.emoji)
	return err
}

// fill makes the ledger what the events say.
func (l ledger) fill(c *sqlite.Conn) error {
	if err := c.Exec(`DELETE FROM reactions`); err != nil {
		return err
	}
	next, err := c.Prepare(`SELECT seq, room, author, body FROM events WHERE type = 'react' AND seq > ? ORDER BY seq LIMIT ?`)
	if err != nil {
		return err
	}
	row := make([]sqlite.Value, 4)
	for after, more := int64(0), true; more; {
		var some []*wire.Event
		var rooms []int64
		if err := next.Each(row, func() error {
			some = append(some, &wire.Event{Seq: row[0].(int64), From: row[2].(string), Body: bodyOf(row[3])})
			rooms = append(rooms, row[1].(int64))
			return nil
		}, after, int64(rewriteAtOnce)); err != nil {
			return err
		}
		more = len(some) == rewriteAtOnce
		for i, e := range some {
			after = e.Seq
			if err := l.apply(e, rooms[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillReactions is the step of a journal that has no ledger yet.
func fillReactions(c *sqlite.Conn) error {
	l, err := newLedger(c)
	if err != nil {
		return err
	}
	return l.fill(c)
}

// tooMany returns why e, which is not stored, is a reaction too many, or nil.
func (m *memoryLog) tooMany(e *wire.Event) error {
	if !isCounted(e) {
		return nil
	}
	r, target, off := reactionOf(e)
	if off || m.byID[target] == nil {
		return nil
	}
	t, kinds := reactionCount{}, map[string]bool{}
	for there := range m.reactions[target] {
		kinds[there.emoji] = true
		t.has = t.has || there == r
		if there.person == r.person {
			t.own++
		}
	}
	t.known, t.kinds = kinds[r.emoji], len(kinds)
	return t.refusal()
}

// apply is that of a ledger, in memory.
func (m *memoryLog) apply(e *wire.Event) {
	r, target, off := reactionOf(e)
	switch on := m.reactions[target]; {
	case off:
		delete(on, r)
	case on != nil:
		on[r] = struct{}{}
	case m.byID[target] != nil:
		m.reactions[target] = map[reaction]struct{}{r: {}}
	}
}
