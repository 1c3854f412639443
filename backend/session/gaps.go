package session

import (
	"cmp"
	"errors"
	"slices"

	"confab/server/wire"
)

// maxGaps is how many gaps a session notes; the oldest are given up. Each
// connection makes one in a room at the most, unless the server plays tricks.
const maxGaps = 2 * maxRooms

// A gap is what is missing of a room: the events with a seq between the two.
// Of a room that is new here one page is enough. A session fills gaps by
// itself, the newest first, as far as it would remember what comes: of a long
// absence some maxKnown events of all rooms together. What is older is for
// whoever asks for History.
type gap struct {
	room          string
	after, before int64
	onePage       bool
}

// errPage says that a page is not what was asked for.
var errPage = errors.New("this is not the page that was asked for")

// want notes a gap.
func (k *known) want(g gap) {
	if len(k.gaps) == maxGaps {
		k.gaps = slices.Delete(k.gaps, 0, 1)
	}
	k.gaps = append(k.gaps, g)
}

// follow notes that e, which has just been stored or comes from a hello, is
// here, and that something between it and the one before is not.
func (k *known) follow(e *wire.Event) {
	s := k.rooms[e.Room]
	if s == nil || e.Seq <= s.last {
		return
	}
	if !s.isNew() && e.Prev > s.last {
		k.want(gap{room: e.Room, after: s.last, before: e.Seq})
	}
	s.last = e.Seq
}

// wanted returns the gap that is to be filled next: the page of a room that is
// new, or else the newest, whatever room it is in, so that nothing is fetched
// and then forgotten for what comes after it. What would be forgotten at once,
// for it is older than all that is remembered, is none.
func (k *known) wanted() (gap, bool) {
	k.gaps = slices.DeleteFunc(k.gaps, func(g gap) bool { return !k.keeps(g, g.before-1) })
	if len(k.gaps) == 0 {
		return gap{}, false
	}
	return slices.MaxFunc(k.gaps, func(a, b gap) int {
		if a.onePage != b.onePage {
			if a.onePage {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.before, b.before)
	}), true
}

// keeps reports whether an event of a gap would be remembered.
func (k *known) keeps(g gap, seq int64) bool { return g.onePage || k.base+seq > k.floor }

// giveUp forgets a gap that cannot be filled.
func (k *known) giveUp(g gap) {
	k.gaps = slices.DeleteFunc(k.gaps, func(other gap) bool { return other == g })
}

// isPage reports whether a page is of a room, in its order, and before a seq.
func isPage(page []*wire.Event, room string, before int64) bool {
	for _, e := range slices.Backward(page) {
		if e.Room != room || e.Seq >= before {
			return false
		}
		before = e.Seq
	}
	return true
}

// fill takes the newest events before the end of a gap, and returns those that
// are new here. With more there are others before them. The error is for a page
// that cannot be right.
func (k *known) fill(g gap, page []*wire.Event, more bool, you string) (fresh []Event, err error) {
	if !isPage(page, g.room, g.before) {
		return nil, errPage
	}
	i := slices.Index(k.gaps, g)
	switch {
	case i < 0: // of a stay in the room that is over
	case g.onePage, !more, len(page) == 0, page[0].Prev <= g.after:
		k.gaps = slices.Delete(k.gaps, i, i+1)
	default:
		k.gaps[i].before = page[0].Seq
	}
	for _, e := range page {
		if !soundEvent(e) || !k.keeps(g, e.Seq) { // each that comes may have others forgotten
			continue
		}
		if !g.onePage && e.Seq <= g.after { // it is here, or was, perhaps before the program was started
			continue
		}
		if event, ok := k.add(e, you); ok {
			fresh = append(fresh, event)
		}
	}
	return fresh, nil
}
