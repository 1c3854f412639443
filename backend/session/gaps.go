package session

import (
	"cmp"
	"errors"
	"slices"

	"confab/server/wire"
)

// maxGaps is how many gaps a session notes; it gives up the oldest. Each
// connection makes at most one in a room, unless the server is hostile.
const maxGaps = 2 * maxRooms

// A gap is what is missing of a room: the events with a seq between the two.
// For a room that is new here one page is enough. A session fills gaps by itself,
// the newest first, as far as it remembers what comes: after a long absence about
// maxKnown events of all rooms together. Older events are for History.
type gap struct {
	room          string
	after, before int64
	onePage       bool
}

// gaps are those of all rooms, in the order in which they were noticed.
type gaps []gap

// add notes a gap.
func (gs *gaps) add(g gap) {
	if len(*gs) == maxGaps {
		*gs = slices.Delete(*gs, 0, 1)
	}
	*gs = append(*gs, g)
}

// next returns the one to fill next: a room's first page, or else the newest.
func (gs gaps) next() (gap, bool) {
	if len(gs) == 0 {
		return gap{}, false
	}
	return slices.MaxFunc(gs, func(a, b gap) int {
		if a.onePage != b.onePage {
			if a.onePage {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.before, b.before)
	}), true
}

// remove drops a gap that cannot be filled.
func (gs *gaps) remove(g gap) {
	*gs = slices.DeleteFunc(*gs, func(other gap) bool { return other == g })
}

// removeRoom drops those of a room.
func (gs *gaps) removeRoom(room string) {
	*gs = slices.DeleteFunc(*gs, func(g gap) bool { return g.room == room })
}

// errPage says that a page is not what was asked for.
var errPage = errors.New("this is not the page that was asked for")

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
