package archive

import (
	"slices"
	"strings"
	"time"
)

// A Found is what a search has found, the newest first.
type Found struct {
	Hits   []Hit `json:"hits"`
	Before int64 `json:"before"` // what to ask for the next ones with; 0 if there are none
}

// A Hit is a message that fits.
type Hit struct {
	Key   string   `json:"key"`
	Seq   int64    `json:"seq"`
	Room  string   `json:"room"`
	At    string   `json:"at"`
	From  string   `json:"from"`
	Guest bool     `json:"guest"`
	Text  string   `json:"text"`  // what was said around the first word that fits, on one line
	Marks [][2]int `json:"marks"` // where in it the words are: begin and end, in UTF-16 units
}

// Search returns messages that fit a query, as parse reads it, the newest first:
// in one room, unless it says itself where, or in all if that is empty; before is a place, 0 is the newest;
// limit is 1 to 200. A query that cannot be understood is a *QueryError. A
// message is found by what it says now, and not at all once it says nothing.
func (p *Person) Search(text, room string, before int64, limit int) (Found, error) {
	found := Found{Hits: []Hit{}}
	q, err := parse(text, time.Now())
	if err != nil || len(q.terms) == 0 && q.since == always && q.until == never {
		return found, err
	}
	says := slices.ContainsFunc(q.terms, func(t term) bool { return t.op == "in" && !t.not })
	if room != "" && !says { // whoever says where means that
		q.terms = append(q.terms, term{op: inRoom, value: room})
	}
	if before <= 0 || before > maxPlace {
		before = maxPlace
	}
	limit = min(max(limit, 1), maxPage)
	err = p.a.read(func(t *tx) {
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
		found.Hits = t.hits(q, args{match, p.at(low), p.at(high), q.since, q.until, limit + 1})
	})
	if err != nil {
		return Found{Hits: []Hit{}}, wrap("looking through what was said", err)
	}
	if len(found.Hits) > limit {
		found.Hits = found.Hits[:limit]
		found.Before = found.Hits[limit-1].Seq
	}
	return found, nil
}

// hits asks the index. Its rows come in the order of their ids, so it stops as
// soon as there are enough.
func (t *tx) hits(q query, a args) []Hit {
	hits := []Hit{}
	var h Hit
	var at int64
	t.each(`SELECT e.id, e.key, e.at, r.name, n.name, e.guest, coalesce(e.text, '')
		FROM words w CROSS JOIN events e ON e.id = w.rowid JOIN rooms r ON r.id = e.room JOIN names n ON n.id = e.sender
		WHERE w.words MATCH ? AND w.rowid BETWEEN ? AND ? AND e.kind = 1 AND e.at >= ? AND e.at < ? ORDER BY w.rowid DESC LIMIT ?`, a, func() {
		next := h
		next.Seq, next.At = h.Seq&maxPlace, stamp(at)
		next.Text, next.Marks = q.excerpt(h.Text)
		hits = append(hits, next)
	}, &h.Seq, &h.Key, &at, &h.Room, &h.From, &h.Guest, &h.Text)
	return hits
}

// match is a query in the language of the index; not ok if nothing can fit. What
// people have typed stands in it in quotation marks alone, and is letters and digits.
func (t *tx) match(p *Person, q query) (match string, ok bool) {
	var all, none []string
	for _, term := range q.terms {
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
		m := quoted(strings.Join(of.words, " "))
		if of.begun {
			m += " *"
		}
		return m
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
	t.eachRoom(`person = ?`, args{p.id}, &r, func() {
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
