package archive

import (
	"fmt"

	"confab/backend/session"
	"confab/server/wire"
)

// mend leaves out what cannot be used without what was lost, and makes what is
// worked out from events: where something is missing now there is a gap, which
// is fetched from the server like any other.
func (s *salvaging) mend() {
	for _, q := range []string{
		"DELETE FROM addresses WHERE account NOT IN (SELECT id FROM accounts)",
		"DELETE FROM rooms WHERE account NOT IN (SELECT id FROM accounts)",
		"DELETE FROM events WHERE sender NOT IN (SELECT id FROM names) OR status NOT BETWEEN 0 AND 3 OR NOT json_valid(body) OR prev NOT BETWEEN 0 AND " + fmt.Sprint(int64(maxPlace)) +
			" OR NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = events.room AND r.account = events.id >> " + fmt.Sprint(session.PlaceBits) + ")",
		"UPDATE events SET by = NULL WHERE by NOT IN (SELECT id FROM names)",
		"UPDATE rooms SET last = coalesce((SELECT max(id) & " + fmt.Sprint(int64(maxPlace)) + " FROM events WHERE room = rooms.id), 0)",
		"INSERT INTO gaps (room, event, prev) SELECT room, id, prev FROM events e WHERE prev > 0 AND NOT EXISTS " +
			"(SELECT 1 FROM events b WHERE b.id = (e.id >> " + fmt.Sprint(session.PlaceBits) + " << " + fmt.Sprint(session.PlaceBits) + ") | e.prev)",
	} {
		s.do(q)
	}
	s.mendMessages()
	s.mendReactions()
}

// few is how many rows are taken at a time.
const few = 1000

// mendMessages has every message found, by its words and on its day.
func (s *salvaging) mendMessages() {
	type said struct {
		id int64
		entry
	}
	days := map[int64]map[int64]*day{} // by person and day
	var id, at int64
	var e entry
	var typ, body string
	for after := int64(0); s.err == nil; {
		var all []said
		s.each("SELECT id, at, type, body, sender, room FROM events WHERE id > ? AND type = ? ORDER BY id LIMIT ?", args{after, wire.MessageType, few}, func() {
			e.text = reducerOf(typ).textIn(body)
			all = append(all, said{id, e})
			person, place := id>>session.PlaceBits, id&maxPlace
			if days[person] == nil {
				days[person] = map[int64]*day{}
			}
			if d := days[person][dayOf(at)]; d != nil {
				d.low, d.high = min(d.low, place), max(d.high, place)
			} else {
				days[person][dayOf(at)] = &day{place, place}
			}
		}, &id, &at, &typ, &body, &e.from, &e.room)
		for _, m := range all {
			s.index(m.id, m.entry)
		}
		if after = id; len(all) < few {
			break
		}
	}
	for person, of := range days {
		for n, d := range of {
			s.do("INSERT INTO days (account, day, low, high) VALUES (?, ?, ?, ?)", person, n, d.low, d.high)
		}
	}
}

// mendReactions takes the reactions from the events that brought them.
func (s *salvaging) mendReactions() {
	type reaction struct {
		session.RoomEvent
		room, from int64
	}
	storing := &storing{tx: s.tx, p: &Person{}, parts: map[int64]part{}}
	var id int64
	var r reaction
	var body string
	for after := int64(0); s.err == nil; {
		var all []reaction
		s.each("SELECT e.id, e.room, e.sender, n.name, e.own, e.body FROM events e JOIN names n ON n.id = e.sender WHERE e.id > ? AND e.type = ? ORDER BY e.id LIMIT ?",
			args{after, wire.ReactType, few}, func() {
				r.Seq, r.Content = id&maxPlace, wire.ParseContent(body)
				all = append(all, r)
			}, &id, &r.room, &r.from, &r.From, &r.Own, &body)
		for _, r := range all {
			storing.react(&room{id: r.room}, &r.RoomEvent, r.from)
		}
		if after = id; len(all) < few {
			break
		}
	}
}
