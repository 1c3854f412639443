package archive

import (
	"fmt"
	"slices"
	"strings"

	"confab/backend/session"
)

// Store keeps what has happened: messages that are sent, changes and rooms.
// Other events are nothing to it, and what is here already changes nothing: it
// is among the rows that are told of, because another process with the same
// archive may have been the one that kept it. What the quota has no room for is
// Refused, each by itself: where something else comes behind it there is a gap.
func (p *Person) Store(events []session.Event) (Changed, error) {
	return p.store("keeping what was said", func(s *storing) {
		for i := range events {
			if !s.take(&events[i]) {
				s.refused = append(s.refused, events[i])
			}
		}
	})
}

// StorePage keeps a page of a room's history: what the server has right before
// a place, without anything in between; before is 0 for the newest. Without more
// there is nothing before it to be had. It is all kept or, with
// ErrQuota and ErrRooms, nothing.
func (p *Person) StorePage(room string, before int64, events []session.Event, more bool) (Changed, error) {
	return p.store("keeping a page of history", func(s *storing) {
		prev, r := int64(0), s.room(room)
		switch {
		case s.err != nil:
		case r.id == 0:
			s.err = ErrRooms
		case s.usage.full(p.a.quota) != "":
			s.err = ErrQuota
		}
		if s.err != nil {
			return
		}
		s.unlimited = true // or what is in between would be missing, and nobody would know
		for i := range events {
			e := s.event(&events[i])
			if e == nil || e.room != room || !e.isSound() || e.place <= prev || before > 0 && e.place >= before {
				continue
			}
			if prev > 0 || !more {
				e.prev = prev
			}
			s.keep(e)
			s.link(r, e.place, e.prev)
			prev = e.place
		}
		if before > 0 && (prev > 0 || !more) {
			s.link(r, before, prev)
		}
	})
}

// A storing is a transaction that keeps events.
type storing struct {
	*tx
	p      *Person
	rooms  map[string]*room // that it has to do with; written at the end
	rows   map[int64]bool   // the ids of rows that are others now, and whether they are new
	parts  map[int64]part   // the ids of rows of which some is another
	closed map[int64]*room  // events that nothing is missing before any more
	opened map[int64]*room  // events that something is missing before now
	days   map[int64]*day
	erased bool // something is not to be read any more

	usage     usage
	counted   bool            // usage is another now
	unlimited bool            // everything fits
	refused   []session.Event // what does not
	anew      []string        // rooms of a name that another one had
}

func (p *Person) store(what string, f func(*storing)) (Changed, error) {
	var changed Changed
	erased := false
	err := p.a.write(func(t *tx) {
		s := &storing{
			tx: t, p: p, rooms: map[string]*room{}, rows: map[int64]bool{}, parts: map[int64]part{},
			closed: map[int64]*room{}, opened: map[int64]*room{}, days: map[int64]*day{}, usage: t.used(p),
		}
		f(s)
		changed, erased = s.end(), s.erased
	})
	if err != nil {
		p.spelt.forget() // it may have learned what is not there
		return Changed{}, wrap(what, err)
	}
	if erased {
		err = p.a.wipe()
	}
	return changed, wrap(what, err)
}

// take stores an event, and reports whether there was room for it.
func (s *storing) take(e *session.Event) (fits bool) {
	if e.Room != nil && e.Room.Name != "" {
		s.describe(e.Room)
		return true
	}
	kept := s.event(e)
	if kept == nil || !kept.isSound() {
		return true
	}
	isNew, fits := s.keep(kept)
	if !isNew && fits {
		s.again(kept)
	}
	return fits
}

// again notes the row that an event which is here already is or is about.
func (s *storing) again(e *event) {
	key := e.key
	if !e.kind.isShown() {
		key = e.target
	}
	var id int64
	if s.get(`SELECT id FROM events WHERE room = ? AND key = ? AND kind BETWEEN 1 AND 6`, args{s.room(e.room).id, key}, &id) {
		s.touch(id)
	}
}

// event returns what e has for the archive; nil if there is nothing.
func (s *storing) event(e *session.Event) *event {
	switch {
	case e.Message != nil && e.Message.State == session.Sent:
		return ofMessage(e.Message)
	case e.Change != nil:
		return s.p.ofChange(e.Change)
	}
	return nil
}

// room returns a room to be changed; without an id if there is no place for it.
func (s *storing) room(name string) *room {
	r := s.rooms[name]
	if r == nil {
		if !s.hasPlace(s.p, name) {
			return &room{name: name}
		}
		made := s.makeRoom(s.p, name)
		r = &made
		s.rooms[name] = r
	}
	return r
}

// describe takes how the server describes a room, or that one has left it.
func (s *storing) describe(d *session.Room) {
	r := s.room(d.Name)
	if r.id == 0 {
		return
	}
	if r.gone = d.Left; d.Left {
		return
	}
	if r.last > 0 && r.last < d.First && s.base() < r.last {
		r = s.another(r)
	}
	r.hear(d.Read, d.Seq)
	r.topic, r.members, r.private, r.seq, r.met = d.Topic, d.Members, d.Private, max(r.seq, d.Seq), true
	r.setWith(d.With)
}

// base returns behind which place the numbers of the journal begin that is the
// server's now.
func (s *storing) base() (base int64) {
	s.get(`SELECT base FROM people WHERE id = ?`, args{s.p.id}, &base)
	return base
}

// endedMark stands behind the name of a room that has ended and whose name another
// one has. No room of a server has it in its name.
const endedMark = "~"

// Ended returns the name that a room had before another one took it, and whether
// that is so. For any other room it returns name.
func Ended(name string) (was string, ended bool) {
	was, _, ended = strings.Cut(name, endedMark)
	return was, ended
}

// another begins a room of the name of one that has ended: what is here of that
// one stays, under a name that no room of a server has, and in no page of the
// new one.
func (s *storing) another(r *room) *room {
	name := fmt.Sprint(r.name, endedMark, r.last)
	s.do(`UPDATE rooms SET name = ? WHERE id = ?`, name, r.id)
	delete(s.rooms, r.name)
	was := r.name
	r.name, r.gone, r.read = name, true, max(r.read, r.last)
	s.rooms[name] = r
	s.anew = append(s.anew, was)
	return s.room(was)
}

// keep stores an event and reports whether it was not here yet, and whether
// there was room for it.
func (s *storing) keep(e *event) (isNew, fits bool) {
	r, id := s.room(e.room), s.p.at(e.place)
	var before int64
	again := s.get(`SELECT id FROM events WHERE room = ? AND key = ?`, args{r.id, e.key}, &before)
	if again && before >= id {
		return false, true
	}
	if s.get(`SELECT id FROM events WHERE id = ?`, args{id}, new(int64)) {
		return false, true // an event with a place that is held is the same event
	}
	if !s.fits(r, e) {
		return false, false
	}
	if again { // the server has begun anew, from an older copy of its journal
		s.vacate(r, before)
	}
	from := s.number(e.from)
	if !e.guest {
		s.p.spelt.hear(e.from, id)
	}
	now := s.fold(r, e)
	if e.prev < 0 || e.prev >= e.place {
		e.prev = 0
	}
	var typ any
	if e.kind == unknown {
		typ = e.typ
	}
	s.do(`INSERT INTO events (id, room, prev, at, kind, type, sender, guest, own, key, target, text, off, fate, by, reason, counts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?, ?, ?, nullif(?, ''), ?)`,
		id, r.id, e.prev, e.at, e.kind, typ, from, e.guest, e.own, e.key, e.target, now.text, e.off, now.fate, now.by, now.reason, now.counts)
	s.chain(r, id, e.prev)
	switch {
	case e.kind == message:
		s.index(id, entry{text: now.text, from: from, room: r.id})
		s.rows[id] = !again
		s.answers(r, e.key)
		s.onDay(e)
	case e.kind.isShown():
		s.rows[id] = !again
	case e.kind == react:
		s.react(r, e, from)
	case e.kind == edit, e.kind == retract, e.kind == remove:
		s.settle(r, e.target)
	}
	if e.kind == topic && e.place > r.last {
		r.topic = e.text
	}
	if !again {
		r.comes(e, s.p.name)
	}
	r.last = max(r.last, e.place)
	return true, true
}

// vacate makes an event one that only holds its place.
func (s *storing) vacate(r *room, id int64) {
	var kind kind
	var was entry
	if s.get(`SELECT kind, coalesce(text, ''), sender, room FROM events WHERE id = ?`, args{id}, &kind, &was.text, &was.from, &was.room); kind == message {
		s.unindex(id, was)
	}
	s.do(`UPDATE events SET key = NULL, kind = 0, target = NULL, text = NULL, counts = 0 WHERE id = ?`, id)
	delete(s.rows, id)
}

// number returns the number of a name.
func (t *tx) number(name string) (n int64) {
	const find = `SELECT id FROM names WHERE name = ?`
	if !t.get(find, args{name}, &n) && t.err == nil {
		t.do(`INSERT INTO names (name, fold) VALUES (?, ?)`, name, fold(name))
		t.get(find, args{name}, &n)
	}
	return n
}

// end writes down what the events make of their rooms, and returns what is
// another now.
func (s *storing) end() (c Changed) {
	ids := map[*room][]int64{}
	byID := map[int64]*room{}
	for _, r := range s.rooms {
		byID[r.id] = r
		s.tx.keep(r)
	}
	s.keepDays()
	if s.counted {
		s.use(s.p, s.usage)
	}
	c.Refused, c.Anew = s.refused, s.anew
	for id := range s.rows {
		var of int64
		s.get(`SELECT room FROM events WHERE id = ?`, args{id}, &of)
		if r := byID[of]; r != nil {
			ids[r] = append(ids[r], id)
		}
	}
	parts := map[*room][]int64{}
	for id := range s.parts {
		var of int64
		s.get(`SELECT room FROM events WHERE id = ?`, args{id}, &of)
		if _, whole := s.rows[id]; !whole && byID[of] != nil {
			parts[byID[of]] = append(parts[byID[of]], id)
		}
	}
	blocks := s.blocksAny(s.p)
	for _, r := range s.sorted() {
		for _, row := range s.build(s.p, r, parts[r]) {
			c.Parts = append(c.Parts, s.parts[s.p.at(row.Seq)].of(row))
		}
		rows := s.parsed(s.p, r, ids[r])
		for _, row := range rows {
			if s.rows[s.p.at(row.Seq)] && row.Kind == message.String() && !row.Own && row.Seq > r.read && row.Fate != Retracted && row.Fate != Removed && !(blocks && s.blocks(s.p, &row)) {
				c.Fresh = append(c.Fresh, row)
			}
		}
		c.Rows = append(c.Rows, mergeGaps(rows, s.gapRows(r))...)
		c.Rooms = append(c.Rooms, s.stand(s.p, r))
	}
	return c
}

// sorted returns the rooms by name.
func (s *storing) sorted() []*room {
	var all []*room
	for _, r := range s.rooms {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *room) int { return strings.Compare(a.name, b.name) })
	return all
}
