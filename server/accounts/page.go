package accounts

import (
	"io"

	"confab/server/wire"
)

// maxPage is the most that the entries of an answer may have, in bytes: a line
// without its type, its ID and its brackets.
const maxPage = wire.MaxLine - 512

// A page is the entries of one answer: as many as its request asks for and a
// line can hold.
type page[E any] struct {
	limit   int
	entries []E
	more    bool // there are further entries
	size    int  // of the entries, in bytes
}

func newPage[E any](limit int) *page[E] {
	return &page[E]{limit: min(limit, wire.MaxEntries), entries: []E{}}
}

// rows is how many rows to ask for: one more than the page can have, which says
// that there are further entries.
func (p *page[E]) rows() int { return p.limit + 1 }

// add appends e, or returns io.EOF if the page is full.
func (p *page[E]) add(e E) error {
	p.size += len(wire.Encode(e)) + len(",")
	if len(p.entries) == p.limit || p.size > maxPage {
		p.more = true
		return io.EOF
	}
	p.entries = append(p.entries, e)
	return nil
}
