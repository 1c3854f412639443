package archive

import (
	"slices"
	"strings"

	"confab/server/wire"
)

// touch notes that a row is another now.
func (s *storing) touch(id int64) {
	if _, noted := s.rows[id]; !noted {
		s.rows[id] = false
	}
}

// A part says which part of a row is another now.
type part struct{ quote, reactions bool }

// of returns that part of a row.
func (p part) of(row Row) Part {
	of := Part{Room: row.Room, ID: row.ID, Seq: row.Seq}
	if p.quote {
		of.Quote = row.Quote
	}
	if p.reactions {
		of.Reactions, of.Bare = row.Reactions, len(row.Reactions) == 0
	}
	return of
}

// maxReplies is how many replies to a message are told when it is another.
const maxReplies = 100

// noteReplies notes that the newest replies to a message quote something else now.
func (s *storing) noteReplies(r *room, id string) {
	for _, id := range s.numbers(`SELECT id FROM events WHERE room = ? AND target = ? AND type = ? ORDER BY id DESC LIMIT ?`, r.id, id, wire.MessageType, maxReplies) {
		s.parts[id] = part{true, s.parts[id].reactions}
	}
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
			if s.rows[s.p.at(row.Seq)] && reducerOf(row.Kind).unread != nil && !row.Own && row.Seq > r.read && row.isReadable() && !(blocks && s.blocks(s.p, &row)) {
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
