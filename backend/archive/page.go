package archive

import (
	"cmp"
	"fmt"
	"slices"
)

// maxPage is how many rows a page has at most, gaps aside.
const maxPage = 200

// maxGaps is how many gaps are looked at for a page.
const maxGaps = 1000

// An Ask says which page of a room is wanted: the rows before a place or after
// one, or around one with that among them; with none of the three the newest.
type Ask struct {
	Room   string `json:"room"`
	Before int64  `json:"before"`
	After  int64  `json:"after"`
	Around int64  `json:"around"`
	Limit  int    `json:"limit"` // 1 to 200

	// Flag is a type of event: of the rows before a place, or of the newest, those
	// alone on which such an event has set a flag, without gaps. Empty is every row.
	Flag string `json:"flag,omitempty"`
}

// A Page is some rows of a room, the oldest first. Where something is missing
// there is a row more, of the kind Gap.
type Page struct {
	Rows  []Row `json:"rows"`
	Older bool  `json:"older"` // there are others before them, here or beyond a gap
	Newer bool  `json:"newer"` // and behind them
}

// Page returns a page of what is here. A room that is not known has none.
func (p *Person) Page(ask Ask) (Page, error) {
	asked := 0
	for _, place := range []int64{ask.Before, ask.After, ask.Around} {
		if place < 0 || place > maxPlace {
			return Page{}, fmt.Errorf("there is no place %d", place)
		}
		if place > 0 {
			asked++
		}
	}
	if asked > 1 || ask.Limit < 1 || ask.Limit > maxPage {
		return Page{}, fmt.Errorf("a page is before, after or around a place and has 1 to %d rows: %+v is none", maxPage, ask)
	}
	page := Page{Rows: []Row{}}
	err := p.a.read(func(t *tx) {
		r := t.room(p, ask.Room)
		switch {
		case ask.Flag != "":
			page = t.flaggedPage(p, &r, ask)
		case ask.After > 0:
			page = t.pageAfter(p, &r, ask.After, ask.Limit)
		case ask.Around > 0:
			newer := ask.Limit / 2
			ids := append(t.before(r, p.at(ask.Around)+1, ask.Limit-newer), t.after(r, p.at(ask.Around), newer)...)
			page = t.page(p, &r, ids, stretch{low: ask.Around, high: ask.Around, from: 0, to: maxPlace})
		default:
			before := ask.Before
			if before == 0 {
				before = maxPlace
			}
			ids := t.before(r, p.at(before), ask.Limit)
			page = t.page(p, &r, ids, stretch{low: before, high: before - 1, from: 0, to: before - 1})
		}
	})
	return page, wrap("reading what was said", err)
}

// flaggedPage is a page of the rows that have a flag.
func (t *tx) flaggedPage(p *Person, r *room, ask Ask) Page {
	ids := t.numbers(`SELECT id FROM events WHERE room = ? AND id < ? AND flags AND flags & ? AND status < ? ORDER BY id DESC LIMIT ?`,
		r.id, p.at(cmp.Or(ask.Before, maxPlace)), reducerOf(ask.Flag).flag, retracted, ask.Limit+1)
	older := len(ids) > ask.Limit
	return Page{Rows: t.parsed(p, r, ids[:min(len(ids), ask.Limit)]), Older: older, Newer: ask.Before > 0}
}

// pageAfter is the page of rows behind a place.
func (t *tx) pageAfter(p *Person, r *room, after int64, limit int) Page {
	ids := t.after(*r, p.at(after), limit)
	return t.page(p, r, ids, stretch{low: after + 1, high: after, from: after + 1, to: maxPlace})
}

// A stretch is what of a room a page is about, in places: where its rows would
// lie if there were none, and how far its gaps may go.
type stretch struct{ low, high, from, to int64 }

// page makes a page of rows. A gap belongs to the row behind it, so that pages
// that meet have each once; behind the last row there may be one, too.
func (t *tx) page(p *Person, r *room, ids []int64, s stretch) Page {
	if len(ids) > 0 {
		s.low, s.high = slices.Min(ids)&maxPlace, slices.Max(ids)&maxPlace
	}
	older, newer := t.before(*r, p.at(s.low), 1), t.after(*r, p.at(s.high), 1)
	page := Page{Older: len(older) > 0, Newer: len(newer) > 0}
	if page.Older {
		s.from = max(s.from, older[0]&maxPlace+1)
	}
	if page.Newer {
		s.to = min(s.to, s.high)
	}
	if page.Newer && len(ids) == 0 {
		s.to = 0
	}
	rows := t.parsed(p, r, ids)
	var gaps []Row
	for _, id := range t.numbers(`SELECT event FROM gaps WHERE room = ? AND event BETWEEN ? AND ? ORDER BY event DESC LIMIT ?`,
		r.id, p.at(s.from), p.at(s.to), maxGaps) {
		gaps = append(gaps, gapRow(r.name, id))
	}
	slices.Reverse(gaps)
	page.Rows = mergeGaps(rows, thin(rows, gaps))
	if !page.Older { // something may be missing at the beginning, or all
		page.Older = t.get(`SELECT event FROM gaps WHERE room = ? AND event <= ? LIMIT 1`, args{r.id, p.at(s.low)}, new(int64)) ||
			r.last == 0 && r.seq > 0
	}
	return page
}

// before returns up to so many rows before an id, and after those behind one.
func (t *tx) before(r room, id int64, limit int) []int64 {
	return t.numbers(`SELECT id FROM events WHERE room = ? AND id < ? AND shown ORDER BY id DESC LIMIT ?`, r.id, id, limit)
}

func (t *tx) after(r room, id int64, limit int) []int64 {
	return t.numbers(`SELECT id FROM events WHERE room = ? AND id > ? AND shown ORDER BY id LIMIT ?`, r.id, id, limit)
}

// gapRow is what a window shows where something is missing.
func gapRow(room string, id int64) Row {
	place := id & maxPlace
	return Row{ID: fmt.Sprintf("gap-%d", place), Seq: place, Room: room, Kind: Gap, State: Sent, Reactions: []Reaction{}}
}

// thin leaves one gap between two rows, the newest: there may be others between
// events that are no rows.
func thin(rows, gaps []Row) (left []Row) {
	for i, gap := range gaps {
		behind, _ := slices.BinarySearchFunc(rows, gap, bySeq)
		if i+1 < len(gaps) {
			if next, _ := slices.BinarySearchFunc(rows, gaps[i+1], bySeq); next == behind {
				continue
			}
		}
		left = append(left, gap)
	}
	return left
}

// mergeGaps puts gaps before the rows that they are before. None at all is not
// nil, which would be null to a window.
func mergeGaps(rows, gaps []Row) []Row {
	all := append(append([]Row{}, gaps...), rows...)
	slices.SortStableFunc(all, bySeq)
	return all
}
