package archive

import "confab/server/wire"

// A fate is what has become of a message, as a number; what is not there to be
// read is retracted or beyond.
type fate int

const (
	asSaid fate = iota
	edited
	retracted
	removed
)

func (f fate) String() string { return [...]string{"", Edited, Retracted, Removed}[f] }

// A folded is what a message says now.
type folded struct {
	text   string
	fate   fate
	by     any // names.id, or nil
	reason string
	counts int
	edit   int64 // the id of the edit that has text, if one does
}

// fold returns what e says with what is here about it: of several edits the
// newest counts, what is taken back stays so, and what a moderator has removed
// is removed. Nobody is to read that again, so its text goes.
func (s *storing) fold(r *room, e *event) folded {
	now := folded{text: e.text}
	if e.kind == message {
		if f := s.verdict(r, e.key); f.fate != asSaid {
			now = f
		}
		now.counts = s.counts(r, now, e.own)
	}
	return now
}

// verdict is what the newest word on a message makes of it. An edit without a
// text is one that has been followed by another.
func (s *storing) verdict(r *room, key string) (f folded) {
	var k kind
	var text string
	var id, from int64
	if !s.get(`SELECT id, kind, coalesce(text, ''), sender FROM events WHERE room = ? AND target = ? AND kind BETWEEN 7 AND 9 AND (kind > 7 OR text IS NOT NULL)
		ORDER BY kind DESC, id DESC LIMIT 1`, args{r.id, key}, &id, &k, &text, &from) {
		return f
	}
	switch k {
	case edit:
		return folded{text: text, fate: edited, edit: id}
	case retract:
		return folded{fate: retracted}
	}
	return folded{fate: removed, by: from, reason: text}
}

// counts says how a message counts while it is not read.
func (s *storing) counts(r *room, f folded, own bool) int {
	switch {
	case own || f.fate >= retracted:
		return 0
	case isOfTwo(r.name) || s.mentions(s.p, f.text):
		return 2
	}
	return 1
}

// settle makes a message, if it is here, what has been said about it.
func (s *storing) settle(r *room, key string) {
	var id, was int64
	var had entry
	var own bool
	now := s.verdict(r, key)
	if now.fate == asSaid {
		return
	}
	s.erase()
	s.do(`UPDATE events SET text = NULL WHERE room = ? AND target = ? AND kind = 7 AND text IS NOT NULL AND id <> ?`, r.id, key, now.edit)
	if !s.get(`SELECT id, coalesce(text, ''), sender, room, own, fate FROM events WHERE room = ? AND key = ? AND kind = 1`,
		args{r.id, key}, &id, &had.text, &had.from, &had.room, &own, &was) {
		return
	}
	if had.text == now.text && fate(was) == now.fate && now.fate != removed {
		return
	}
	s.do(`UPDATE events SET text = nullif(?, ''), fate = ?, by = ?, reason = nullif(?, ''), counts = ? WHERE id = ?`,
		now.text, now.fate, now.by, now.reason, s.counts(r, now, own), id)
	if had.text != now.text {
		s.unindex(id, had)
		s.index(id, entry{text: now.text, from: had.from, room: had.room})
	}
	s.touch(id)
	s.answers(r, key)
}

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

// maxAnswers is how many answers to a message are told when it is another.
const maxAnswers = 100

// answers notes that the newest answers to a message quote something else now.
func (s *storing) answers(r *room, key string) {
	for _, id := range s.numbers(`SELECT id FROM events WHERE room = ? AND target = ? AND kind = 1 ORDER BY id DESC LIMIT ?`, r.id, key, maxAnswers) {
		s.parts[id] = part{true, s.parts[id].reactions}
	}
}

// react takes a reaction: the newest word of each person on each emoji counts,
// also where an account was spelled otherwise when it had the one before.
// What an emoji is the server knows, which may be newer than this program; what
// shows nothing is none.
func (s *storing) react(r *room, e *event, from int64) {
	if wire.IsBlank(e.text) || len(e.text) > wire.MaxEmoji || e.target == "" {
		return
	}
	spelt := s.ids(&s.p.spelt, e.from)
	if len(spelt) > 1 {
		s.get(`SELECT sender FROM reactions WHERE room = ? AND target = ? AND emoji = ? AND sender IN (SELECT value FROM json_each(?))
			ORDER BY last DESC LIMIT 1`, args{r.id, e.target, e.text, list(spelt)}, &from)
	}
	var first any
	if !e.off {
		first = e.place
	}
	s.do(`INSERT INTO reactions (room, target, emoji, sender, own, first, last, off) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET
			first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)),
			own = iif(excluded.last > last, excluded.own, own),
			off = iif(excluded.last > last, excluded.off, off),
			last = max(last, excluded.last)`,
		r.id, e.target, e.text, from, e.own, first, e.place, e.off)
	if len(spelt) > 1 { // an older program has kept a reaction under each spelling
		s.do(`DELETE FROM reactions WHERE room = ? AND target = ? AND emoji = ? AND sender IN (SELECT value FROM json_each(?)) AND sender <> ?`,
			r.id, e.target, e.text, list(spelt), from)
	}
	var id int64
	if s.get(`SELECT id FROM events WHERE room = ? AND key = ? AND kind = 1`, args{r.id, e.target}, &id) {
		s.parts[id] = part{s.parts[id].quote, true}
	}
}
