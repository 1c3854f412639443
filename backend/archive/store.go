package archive

import (
	"fmt"
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
			if !isStorable(events[i].RoomEvent) {
				continue
			}
			e := *events[i].RoomEvent
			if e.Room != room || e.Seq <= prev || before > 0 && e.Seq >= before {
				continue
			}
			if prev > 0 || !more {
				e.Prev = prev
			}
			s.keep(&e)
			s.link(r, e.Seq, e.Prev)
			prev = e.Seq
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
	if !isStorable(e.RoomEvent) {
		return true
	}
	isNew, fits := s.keep(e.RoomEvent)
	if !isNew && fits {
		s.again(e.RoomEvent)
	}
	return fits
}

// isStorable reports whether e is an event that can have come from a server; one
// that waits has no place.
func isStorable(e *session.RoomEvent) bool {
	return e != nil && 0 < e.Seq && e.Seq <= maxPlace && e.ID != "" && e.Room != ""
}

// again notes the row that an event which is here already is or is about.
func (s *storing) again(e *session.RoomEvent) {
	key := e.ID
	if !reducerOf(e.Type).shows(&e.Content) {
		key = e.Target
	}
	var id int64
	if s.get(`SELECT id FROM events WHERE room = ? AND event_id = ? AND shown`, args{s.room(e.Room).id, key}, &id) {
		s.touch(id)
	}
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
	s.get(`SELECT base FROM accounts WHERE id = ?`, args{s.p.id}, &base)
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
func (s *storing) keep(e *session.RoomEvent) (isNew, fits bool) {
	r, id := s.room(e.Room), s.p.at(e.Seq)
	var before int64
	again := s.get(`SELECT id FROM events WHERE room = ? AND event_id = ?`, args{r.id, e.ID}, &before)
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
	from := s.number(e.From)
	if !e.Guest {
		s.p.spelt.hear(e.From, id)
	}
	s.insert(r, id, e, from, !again)
	if !again {
		s.reducerRoom(r, e)
	}
	r.last = max(r.last, e.Seq)
	return true, true
}

// insert puts an event into its place, and derives what its reducer says. isNew
// is for one that was not here at another place.
func (s *storing) insert(r *room, id int64, e *session.RoomEvent, from int64, isNew bool) {
	does, now := reducerOf(e.Type), s.render(r, e)
	prev, flags := e.Prev, int64(0)
	if prev < 0 || prev >= e.Seq {
		prev = 0
	}
	if e.IsMessage() {
		flags = s.flags(r, e.ID)
	}
	shown := does.shows(&e.Content)
	s.do(`INSERT INTO events (id, room, prev, at, type, sender, guest, own, event_id, target, body, shown, status, by, reason, unread_weight, flags)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, nullif(?, ''), ?, ?)`,
		id, r.id, prev, e.At.UnixMilli(), e.Type, from, e.Guest, e.Own, e.ID, about(&e.Content), string(now.body),
		shown, now.status, now.by, now.reason, s.weigh(r, e.Type, now, e.Own), flags)
	s.chain(r, id, prev)
	if shown {
		s.rows[id] = isNew
	}
	s.index(id, entry{text: does.textIn(string(now.body)), from: from, room: r.id})
	if does.fold != nil {
		does.fold(s, r, e, from)
	}
	if does.becomes != asSent {
		s.applyVerdict(r, e.Target)
	}
	if does.flag != 0 {
		s.setFlag(r, e.Target, e.Type)
	}
}

// reducerRoom changes the room of an event that was not here yet.
func (s *storing) reducerRoom(r *room, e *session.RoomEvent) {
	if does := reducerOf(e.Type); does.room != nil {
		does.room(r, e, s.p.name)
	}
}

// vacate makes an event one that only holds its place.
func (s *storing) vacate(r *room, id int64) {
	var typ, body string
	var was entry
	s.get(`SELECT type, body, sender, room FROM events WHERE id = ?`, args{id}, &typ, &body, &was.from, &was.room)
	was.text = reducerOf(typ).textIn(body)
	s.unindex(id, was)
	s.do(`UPDATE events SET event_id = NULL, type = '', target = NULL, body = '{}', shown = 0, unread_weight = 0, flags = 0 WHERE id = ?`, id)
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
