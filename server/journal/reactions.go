package journal

import (
	"encoding/json"

	"confab/server/model"
	"confab/server/sqlite"
	"confab/server/wire"
)

// isCounted reports whether only so many events of e's type may hold at a time.
func isCounted(e *wire.Event) bool { return e.Type == wire.ReactType || e.Type == wire.PinType }

// A reaction is what a person has put on a message. A pin is one that nobody has
// put on a room, and its emoji is the ID of the message.
type reaction struct{ person, emoji string }

// reactionOf returns the reaction that e is, or takes away, and the message's id.
func reactionOf(e *wire.Event) (r reaction, target string, off bool) {
	var body wire.EditBody
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	if e.Type == wire.PinType {
		return reaction{"", body.Target}, body.Target, body.Off
	}
	return reaction{wire.NameKey(e.From), body.Emoji}, body.Target, body.Off
}

// A reactionCount is what counts when a user reacts to a message.
type reactionCount struct {
	has   bool // this reaction is there: it is on the message once more, and no further one
	known bool // the message has this emoji
	own   int  // reactions of this person
	kinds int  // different emoji, if this one is none of them
	pins  bool // it is not about a reaction but about a pin
}

// refusal returns what speaks against one more reaction, or nil.
func (t reactionCount) refusal() error {
	switch {
	case t.has:
		return nil
	case t.pins && t.own >= wire.MaxPins:
		return wire.Refuse(wire.TooManyPins, "max", wire.MaxPins)
	case t.pins:
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
	message, reactionCount, put, take, forget, unpin *sqlite.Stmt
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
		// What is retracted, removed or expired, or was in a room that has ended, is not pinned any more. See wire.RemovedBody.
		`DELETE FROM reactions WHERE message = ?1 AND NOT EXISTS (SELECT 1 FROM events WHERE key = emoji AND room = -?1
			AND CAST(body AS TEXT) NOT LIKE '{"removed":true%' AND CAST(body AS TEXT) NOT LIKE '{"guest":true,"removed":true%')`: &l.unpin,
	} {
		if *s, err = c.Prepare(q); err != nil {
			return l, err
		}
	}
	return l, nil
}

// on returns what e is on, if its message is there: the seq of that, or the room,
// as a negative id, for a pin. The room is an id: of a room that begins in this
// transaction nothing else is stored yet.
func (l ledger) on(e *wire.Event, target string, room int64) (on sqlite.Value, found bool, err error) {
	row := make([]sqlite.Value, 1)
	if found, err = l.message.First(row, target, room); e.Type == wire.PinType {
		return -room, found, err
	}
	return row[0], found, err
}

// refusal returns why e, in the room with this id, is one reaction too many, or
// nil. To take one's own away is always allowed.
func (l ledger) refusal(e *wire.Event, room int64) (refusal, err error) {
	r, target, off := reactionOf(e)
	if off {
		return nil, nil
	}
	message, found, err := l.on(e, target, room)
	if err != nil || !found {
		return nil, err
	}
	if e.Type == wire.PinType {
		if _, err := l.unpin.Exec(message); err != nil {
			return nil, err
		}
	}
	row := make([]sqlite.Value, 4)
	if _, err := l.reactionCount.First(row, message, r.person, r.emoji, int64(wire.MaxKinds)); err != nil {
		return nil, err
	}
	return reactionCount{has: row[0] == int64(1), known: row[1] == int64(1), own: int(row[2].(int64)), kinds: int(row[3].(int64)), pins: e.Type == wire.PinType}.refusal(), nil
}

// apply notes the reaction that e, which is stored in the room with this id, is
// or takes away.
func (l ledger) apply(e *wire.Event, room int64) error {
	r, target, off := reactionOf(e)
	message, found, err := l.on(e, target, room)
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
	next, err := c.Prepare(`SELECT seq, room, author, body, type FROM events WHERE type IN ('react', 'pin') AND seq > ? ORDER BY seq LIMIT ?`)
	if err != nil {
		return err
	}
	row := make([]sqlite.Value, 5)
	for after, more := int64(0), true; more; {
		var some []*wire.Event
		var rooms []int64
		if err := next.Each(row, func() error {
			some = append(some, &wire.Event{Seq: row[0].(int64), From: row[2].(string), Body: bodyOf(row[3]), Type: row[4].(string)})
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
	t, kinds := reactionCount{pins: e.Type == wire.PinType}, map[string]bool{}
	for there := range m.reactions[onInMemory(e, target)] {
		if pinned := m.byID[there.emoji]; t.pins && (pinned == nil || m.ended[pinned.Seq] || wire.IsRemoved(pinned.Body)) {
			continue
		}
		kinds[there.emoji] = true
		t.has = t.has || there == r
		if there.person == r.person {
			t.own++
		}
	}
	t.known, t.kinds = kinds[r.emoji], len(kinds)
	return t.refusal()
}

// onInMemory returns what e is on: its message or, for a pin, its room.
func onInMemory(e *wire.Event, target string) string {
	if e.Type == wire.PinType {
		return "room " + e.Room // no ID has a blank
	}
	return target
}

// apply is that of a ledger, in memory.
func (m *memoryLog) apply(e *wire.Event) {
	r, target, off := reactionOf(e)
	key := onInMemory(e, target)
	switch on := m.reactions[key]; {
	case off:
		delete(on, r)
	case on != nil:
		on[r] = struct{}{}
	case m.byID[target] != nil:
		m.reactions[key] = map[reaction]struct{}{r: {}}
	}
}
