package archive

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

// talk says so much in a room; every third of it is a reaction, which is no row.
func (d *diary) talk(room string, n int) (all []session.Event) {
	for i := range n {
		if i%3 == 1 {
			all = append(all, d.change(room, "bob", wire.ReactType, "m404", "👍"))
		} else {
			all = append(all, d.say(room, "bob", fmt.Sprint(d.seq+1)))
		}
	}
	return all
}

func (d *diary) storePage(room string, before int64, events []session.Event, more bool) Changed {
	d.t.Helper()
	c, err := d.p.StorePage(room, before, events, more)
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func (d *diary) wantGaps(want ...int64) {
	d.t.Helper()
	if got, err := d.p.Gaps("lobby", 10); err != nil || !slices.Equal(got, want) {
		d.t.Errorf("something is missing before %d, %v, want %d", got, err, want)
	}
}

func TestWhatIsMissingIsARowUntilItIsThere(t *testing.T) {
	d := newDiary(t)
	all := d.talk("lobby", 12) // 1 3 4 6 7 9 10 12 are rows
	if got := d.store(all[0], all[6], all[7]); !slices.Equal(lines(got.Rows), []string{"1 bob: 1", "gap before 7", "7 bob: 7"}) {
		t.Errorf("storing says %q", lines(got.Rows))
	}
	d.store(all[11])
	d.wantGaps(12, 7)
	want := []string{"1 bob: 1", "gap before 7", "7 bob: 7", "gap before 12", "12 bob: 12"}
	if got := d.page(Ask{}); !slices.Equal(lines(got.Rows), want) || got.Older || got.Newer {
		t.Errorf("the page is %q, %v, %v", lines(got.Rows), got.Older, got.Newer)
	}
	if got := d.store(all[8], all[9]); !slices.Equal(lines(got.Rows), []string{"gap before 12", "9 bob: 9", "10 bob: 10"}[1:]) {
		t.Errorf("storing something of what is missing says %q", lines(got.Rows))
	}
	if got := d.store(all[10]); !slices.Equal(lines(got.Rows), []string{"removed before 12"}) {
		t.Errorf("storing the rest says %q", lines(got.Rows))
	}
	if got := d.storePage("lobby", 7, slices.Clone(all[3:6]), true); !slices.Equal(lines(got.Rows), []string{"gap before 4", "4 bob: 4", "6 bob: 6", "removed before 7"}) {
		t.Errorf("a page of history says %q", lines(got.Rows))
	}
	d.wantGaps(4)
	d.storePage("lobby", 4, slices.Clone(all[1:3]), true)
	d.wantGaps()
	d.store(all...)
	if got := d.page(Ask{}); len(got.Rows) != 8 {
		t.Errorf("the page is %q", lines(got.Rows))
	}
}

// What has expired on the server is not missing: a page has what there is.
func TestAPageSaysWhatIsBehindWhat(t *testing.T) {
	d := newDiary(t)
	all := d.talk("lobby", 9)
	d.store(all[3], all[6], all[8])
	d.wantGaps(9, 7, 4)
	d.storePage("lobby", 0, []session.Event{all[3], all[6], all[8]}, true)
	d.wantGaps(4)
	d.storePage("lobby", 0, []session.Event{all[3], all[6], all[8]}, false)
	d.wantGaps()
}

// However much is missing between two rows, it is one gap.
func TestBetweenTwoRowsIsOneGap(t *testing.T) {
	d := newDiary(t)
	d.store(d.say("lobby", "bob", "one"))
	for range 5 {
		d.say("lobby", "bob", "lost")
		d.store(d.change("lobby", "bob", wire.ReactType, "m404", "👍"))
	}
	d.store(d.say("lobby", "bob", "two"))
	want := []string{"1 bob: one", "gap before 11", "12 bob: two"}
	if got := lines(d.page(Ask{}).Rows); !slices.Equal(got, want) {
		t.Errorf("the page is %q, want %q", got, want)
	}
}

// Pages of any size, in both directions, are the room in one piece.
func TestPagesMeet(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 2))
		d := newDiary(t)
		var all []session.Event
		for _, e := range d.talk("lobby", 60) {
			if random.IntN(4) > 0 {
				all = append(all, e)
			}
		}
		d.talk("tea", 5)
		d.store(all...)
		whole := d.page(Ask{Limit: 200})
		var there []string
		if err := d.p.Each("lobby", func(r Row) error { there = append(there, line(r)); return nil }); err != nil {
			t.Fatal(err)
		}
		want := lines(whole.Rows)
		if !slices.Equal(there, want) {
			t.Fatalf("seed %d: each row is %q, want %q", seed, there, want)
		}
		size := 1 + random.IntN(7)
		var down []string
		for page := d.page(Ask{Limit: size}); ; page = d.page(Ask{Limit: size, Before: page.Rows[0].Seq}) {
			if len(page.Rows) == 0 {
				break
			}
			down = slices.Concat(lines(page.Rows), down)
			if !page.Older {
				break
			}
		}
		if !slices.Equal(down, want) {
			t.Errorf("seed %d: downwards by %d the rows are\n%q, want\n%q", seed, size, down, want)
		}
		first := whole.Rows[slices.IndexFunc(whole.Rows, func(r Row) bool { return r.Kind != Gap })]
		up := want[:slices.Index(want, line(first))+1]
		for page := (Page{Newer: true, Rows: []Row{first}}); page.Newer; {
			page = d.page(Ask{Limit: size, After: page.Rows[len(page.Rows)-1].Seq})
			up = slices.Concat(up, lines(page.Rows))
		}
		if !slices.Equal(up, want) {
			t.Errorf("seed %d: upwards by %d the rows are\n%q, want\n%q", seed, size, up, want)
		}
	}
}

// A server that plays tricks with keys gets nowhere, and that can be seen: what
// is missing stays so, and nothing is another.
func TestAPageThatBringsNothingChangesNothing(t *testing.T) {
	d := newDiary(t)
	d.store(d.say("lobby", "bob", "one"))
	d.say("lobby", "bob", "lost")
	last := d.say("lobby", "bob", "three")
	d.store(last)
	trick := *last.RoomEvent
	trick.Seq, trick.Prev = 2, 1
	if got := d.storePage("lobby", 3, []session.Event{{RoomEvent: &trick}}, true); len(got.Rows) != 0 {
		t.Errorf("the page has changed %q", lines(got.Rows))
	}
	d.wantGaps(3)
}

func TestAroundARow(t *testing.T) {
	d := newDiary(t)
	for range 9 {
		d.store(d.say("lobby", "bob", "x"))
	}
	for _, c := range []struct {
		around       int64
		limit        int
		first, last  int64
		older, newer bool
	}{{5, 4, 4, 7, true, true}, {5, 3, 4, 6, true, true}, {1, 4, 1, 3, false, true}, {9, 4, 8, 9, true, false}, {5, 100, 1, 9, false, false}, {5, 1, 5, 5, true, true}} {
		page := d.page(Ask{Around: c.around, Limit: c.limit})
		if first, last := page.Rows[0].Seq, page.Rows[len(page.Rows)-1].Seq; first != c.first || last != c.last || page.Older != c.older || page.Newer != c.newer {
			t.Errorf("%d rows around %d are %d to %d, %v, %v", c.limit, c.around, first, last, page.Older, page.Newer)
		}
	}
}

// At the beginning of what is here there may be more on the server.
func TestWhatIsMissingAtTheBeginning(t *testing.T) {
	d := newDiary(t)
	all := d.talk("lobby", 9)
	d.store(entered("lobby", 0, 9))
	if page := d.page(Ask{}); !page.Older || len(page.Rows) != 0 || page.Rows == nil {
		t.Errorf("of a room with nothing here: %+v", page)
	}
	d.store(all[6:]...)
	page := d.page(Ask{})
	if want := []string{"gap before 7", "7 bob: 7", "9 bob: 9"}; !slices.Equal(lines(page.Rows), want) || !page.Older {
		t.Errorf("the page is %q, older: %v", lines(page.Rows), page.Older)
	}
	if page = d.page(Ask{Before: 7}); !page.Older || len(page.Rows) != 0 {
		t.Errorf("before it is %q, older: %v", lines(page.Rows), page.Older)
	}
	// The server has no more of it than this.
	d.storePage("lobby", 7, slices.Clone(all[3:6]), false)
	if page = d.page(Ask{}); page.Older || page.Rows[0].Seq != 4 {
		t.Errorf("the page is %q, older: %v", lines(page.Rows), page.Older)
	}
	d = newDiary(t)
	d.talk("lobby", 3)
	d.store(d.say("lobby", "bob", "x"))
	d.storePage("lobby", 4, nil, false)
	if page = d.page(Ask{}); page.Older || len(page.Rows) != 1 {
		t.Errorf("with nothing before it any more the page is %q, older: %v", lines(page.Rows), page.Older)
	}
}

// A server that begins anew from an older copy brings the same events at later places.
func TestTheSameEventAtALaterPlace(t *testing.T) {
	d := newDiary(t)
	all := []session.Event{d.say("lobby", "bob", "one apple"), d.say("lobby", "bob", "two"), d.change("lobby", "bob", wire.EditType, "m2", "two pears"), d.say("lobby", "bob", "lost apple")}
	d.store(all...)
	for i, e := range all[:3] {
		place := int64(101 + i)
		prev := place - 1
		if i == 0 {
			prev = 0
		}
		again := *e.RoomEvent
		again.Seq, again.Prev = place, prev
		e.RoomEvent = &again
		if c := d.store(e); len(c.Fresh) != 0 {
			t.Errorf("%q is said to be new", lines(c.Fresh))
		}
	}
	want := []string{"4 bob: lost apple", "101 bob: one apple", "102 bob: two pears (edited)"}
	if got := d.page(Ask{}); !slices.Equal(lines(got.Rows), want) || got.Older {
		t.Errorf("the page is %q, want %q", lines(got.Rows), want)
	}
	d.wantGaps()
	if found, err := d.p.Search("apple", "", 0, 10); err != nil || len(found.Hits) != 2 || found.Hits[0].Seq != 101 {
		t.Errorf("found was %+v, %v", found, err)
	}
	d.store(all...) // what comes late from before is not put back
	if got := d.page(Ask{}); !slices.Equal(lines(got.Rows), want) {
		t.Errorf("the page is %q, want %q", lines(got.Rows), want)
	}
}
