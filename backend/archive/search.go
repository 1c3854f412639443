package archive

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"confab/backend/millis"
	"confab/backend/text"
)

// A Found is what a search has found, the newest first.
type Found struct {
	Hits   []Hit `json:"hits"`
	Before int64 `json:"before"` // what to ask for the next ones with; 0 if there are none
}

// A Hit is a message that fits.
type Hit struct {
	ID    string      `json:"key"`
	Seq   int64       `json:"seq"`
	Room  string      `json:"room"`
	At    millis.Time `json:"at"`
	From  string      `json:"from"`
	Guest bool        `json:"guest"`
	Text  string      `json:"text"`  // what was said around the first word that fits, on one line
	Marks [][2]int    `json:"marks"` // where in it the words are: begin and end, in UTF-16 units
}

// Search returns messages that fit a query, as parse reads it, the newest first:
// in one room, unless it says itself where, or in all if that is empty; before is a place, 0 is the newest;
// limit is 1 to 200. A query that cannot be understood is a session.Problem. A
// message is found by what it says now, and not at all once it says nothing.
func (p *Person) Search(text, room string, before int64, limit int) (Found, error) {
	found := Found{Hits: []Hit{}}
	limit = min(max(limit, 1), maxPage)
	if before <= 0 || before > maxPlace {
		before = maxPlace
	}
	var wrong error
	err := p.a.read(func(t *tx) {
		f, _ := t.indexing()
		q, err := parse(f, text, time.Now().In(p.a.Zone()))
		if wrong = err; err != nil || len(q.terms) == 0 && q.since == always && q.until == never {
			return
		}
		says := slices.ContainsFunc(q.terms, func(t term) bool { return t.op == "in" && !t.not })
		if room != "" && !says { // whoever says where means that
			q.terms = append(q.terms, term{op: inRoom, value: room})
		}
		match, ok := t.match(p, q)
		if !ok {
			return
		}
		low, high := int64(0), before-1
		if q.since != always || q.until != never {
			l, h := t.between(p, q.since, q.until-1)
			low, high = max(low, l), min(high, h)
		}
		if low > high || t.err != nil {
			return
		}
		found = t.hits(q, limit, args{match, p.at(low), p.at(high), q.since, q.until})
		t.spellHits(p, found.Hits)
	})
	if err = cmp.Or(wrong, wrap("looking through what was said", err)); err != nil {
		return Found{Hits: []Hit{}}, err
	}
	return found, nil
}

// maxLooked is how many messages one search looks at for signs that stand as
// they were typed, and for links. The index knows which messages have the signs,
// and what links begin with, so that only a message with the same ones elsewhere
// is looked at in vain.
var maxLooked = 5_000 // fewer in a test

// hits asks the index. Its rows come in the order of their ids, so it stops as
// soon as there are enough.
func (t *tx) hits(q query, limit int, a args) Found {
	found := Found{Hits: []Hit{}}
	looked := 0
	var h Hit
	var at, last int64
	var typ, body string
	t.while(`SELECT e.id, e.event_id, e.at, r.name, n.name, e.guest, e.type, e.body
		FROM `+q.table+` w CROSS JOIN events e ON e.id = w.rowid JOIN rooms r ON r.id = e.room JOIN names n ON n.id = e.sender
		WHERE w.`+q.table+` MATCH ? AND w.rowid BETWEEN ? AND ? AND e.at >= ? AND e.at < ? ORDER BY w.rowid DESC`, a, func() bool {
		if len(found.Hits) == limit || looked == maxLooked {
			found.Before = last
			return false
		}
		looked++
		last = h.Seq & maxPlace
		if said := reducerOf(typ).textIn(body); q.fits(said) {
			next := h
			next.Seq, next.At = last, millis.Of(at)
			next.Text, next.Marks = q.excerpt(said)
			found.Hits = append(found.Hits, next)
		}
		return true
	}, &h.Seq, &h.ID, &at, &h.Room, &h.From, &h.Guest, &typ, &body)
	return found
}

// fits reports whether the signs in a message stand as they were typed, and
// whether what looks like a link is one.
func (q query) fits(message string) bool {
	var there literal
	for _, t := range q.terms {
		if t.op == "has" && text.HasLink(message) == t.not {
			return false
		}
		if t.typed == nil {
			continue
		}
		is := t.plain == "" || !isPlain(message) || strings.Contains(strings.ToLower(message), t.plain) // quick, and mostly enough
		if is {
			if there == nil {
				there = oneBlank(letters(message))
			}
			is = len(t.typed.in(there, t.begun)) > 0
		}
		if is == t.not {
			return false
		}
	}
	return true
}

// match is a query in the language of the index; not ok if nothing can fit. What
// people have typed stands in it in quotation marks alone, and is letters and digits.
func (t *tx) match(p *Person, q query) (match string, ok bool) {
	var all, none []string
	for _, term := range q.terms {
		if term.not && (term.typed != nil || term.op == "has") {
			continue // fits sees to it: the index would leave out more
		}
		m := t.term(p, term)
		switch {
		case term.not && m != "":
			none = append(none, m)
		case !term.not && m == "":
			return "", false
		case !term.not:
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		all = []string{quoted(anyTag)}
	}
	match = strings.Join(all, " AND ")
	if len(none) > 0 {
		match = "(" + match + ") NOT (" + strings.Join(none, " OR ") + ")"
	}
	return match, t.err == nil
}

// term is match for one term; empty if nothing fits it.
func (t *tx) term(p *Person, of term) string {
	var tags []string
	switch of.op {
	case "":
		var all []string
		if len(of.words) > 0 {
			all = append(all, quoted(strings.Join(of.words, " ")))
			if of.begun {
				all[0] += " *"
			}
		}
		for _, tag := range of.signs {
			all = append(all, quoted(tag))
		}
		return strings.Join(all, " AND ")
	case "has":
		tags = []string{quoted(linkTag)}
	case "from":
		who := fold(of.value)
		names := t.numbers(`SELECT id FROM names WHERE fold = ?`, who)
		if who == "me" && names == nil {
			names = t.numbers(`SELECT id FROM names WHERE fold = ?`, fold(p.name))
		}
		for _, n := range names {
			tags = append(tags, quoted(tag(fromTag, n)))
		}
	case inRoom:
		if r := t.room(p, of.value); r.id > 0 {
			tags = append(tags, quoted(tag(roomTag, r.id)))
		}
	case "in":
		for _, n := range t.roomsCalled(p, of.value) {
			tags = append(tags, quoted(tag(roomTag, n)))
		}
	}
	if len(tags) < 2 {
		return strings.Join(tags, "")
	}
	return "(" + strings.Join(tags, " OR ") + ")"
}

func quoted(s string) string { return `"` + s + `"` }

// roomsCalled returns the numbers of the rooms that somebody may mean: by their
// names, or a room of two by the other one's.
func (t *tx) roomsCalled(p *Person, name string) (ids []int64) {
	who := fold(strings.TrimPrefix(name, "@"))
	var r room
	t.eachRoom(`account = ?`, args{p.id}, &r, func() {
		if fold(r.name) == fold(name) {
			ids = append(ids, r.id)
			return
		}
		if two := r.with(); len(two) == 2 {
			for i, one := range two {
				if fold(one) == fold(p.name) && fold(two[1-i]) == who {
					ids = append(ids, r.id)
				}
			}
		}
	})
	return ids
}
