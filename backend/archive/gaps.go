package archive

import "slices"

// chain looks what is here on either side of an event that has just been
// stored: each event says which one is before it in its room.
func (s *storing) chain(r *room, id, prev int64) {
	s.miss(r, id, prev)
	for _, behind := range s.numbers(`SELECT event FROM gaps WHERE room = ? AND prev = ?`, r.id, id&maxPlace) {
		s.close(r, behind)
	}
}

// miss notes that something is missing before an event, unless what is before it is here.
func (s *storing) miss(r *room, id, prev int64) {
	if prev == 0 || s.get(`SELECT id FROM events WHERE id = ?`, args{s.p.at(prev)}, new(int64)) {
		return
	}
	s.do(`INSERT INTO gaps (room, event, prev) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET prev = excluded.prev`, r.id, id, prev)
	if delete(s.closed, id); s.err == nil {
		s.opened[id] = r
	}
}

// close notes that nothing is missing before an event.
func (s *storing) close(r *room, id int64) {
	if s.do(`DELETE FROM gaps WHERE room = ? AND event = ?`, r.id, id) == 0 {
		return
	}
	if s.opened[id] != nil {
		delete(s.opened, id)
		return
	}
	s.closed[id] = r
}

// link takes it from a page of history what is before an event, if that is here.
func (s *storing) link(r *room, place, prev int64) {
	id := s.p.at(place)
	if s.do(`UPDATE events SET prev = ? WHERE id = ? AND room = ? AND prev <> ?`, prev, id, r.id, prev) > 0 {
		s.close(r, id)
		s.miss(r, id, prev)
	}
}

// gapRows are the gaps of a room that are new, and those that are not any more.
func (s *storing) gapRows(r *room) (rows []Row) {
	for id, of := range s.opened {
		if of == r {
			rows = append(rows, gapRow(r.name, id))
		}
	}
	for id, of := range s.closed {
		if of == r {
			row := gapRow(r.name, id)
			row.Status = Removed
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, bySeq)
	return rows
}

// Gaps returns the places right behind what is missing in a room, the newest first.
func (p *Person) Gaps(name string, limit int) (places []int64, err error) {
	places = []int64{}
	err = p.a.read(func(t *tx) {
		r := t.room(p, name)
		for _, id := range t.numbers(`SELECT event FROM gaps WHERE room = ? ORDER BY event DESC LIMIT ?`, r.id, limit) {
			places = append(places, id&maxPlace)
		}
	})
	return places, wrap("looking for what is missing", err)
}
