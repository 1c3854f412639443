package session

import (
	"cmp"
	"slices"

	"confab/server/wire"
)

// Limits of what a session remembers of messages and changes; the oldest go
// first. Of what was missed no more is fetched by itself: see gaps.
const (
	maxKnown      = 5000
	maxKnownBytes = 64 << 20
)

// MaxPlace is the greatest place. A million events in a second reach it after
// four years, a window that counts in float64 can hold it, and an archive has
// room beside it for whose it is.
const MaxPlace = 1<<PlaceBits - 1

// PlaceBits is how many bits a place has.
const PlaceBits = 47

// known is what a session holds of a server's journal. Whoever uses it holds
// the session's mu.
type known struct {
	journal string           // whose numbers these are
	base    int64            // the place of the last event of the journal before this one: its seqs are places behind it
	top     int64            // the greatest place ever
	floor   int64            // the greatest place that has been forgotten
	all     []placed         // by place; no doubles
	bytes   int              // of all
	rooms   map[string]*stay // those that the person is in
	guest   bool             // the person has no key now
	gaps    []gap            // what lies between events that came and is not here
}

// A placed is an Event with a Message or a Change.
type placed struct {
	place int64
	key   string
	bytes int
	event Event
}

func newKnown() known { return known{rooms: map[string]*stay{}} }

// begin takes over the journal that a server has named, and reports whether it
// is the one before. From another one everything comes anew, with places
// behind those that are known.
func (k *known) begin(w *wire.Welcome) (same bool) {
	same = k.journal == w.Journal
	for _, r := range w.Rooms {
		if stay := k.rooms[r.Name]; stay != nil && stay.last > r.Seq {
			same = false // an older copy has been put in its place
		}
	}
	if !same {
		k.journal, k.base, k.gaps = w.Journal, k.top, nil
	}
	for _, stay := range k.rooms {
		stay.named, stay.told = false, 0
		if !same {
			stay.last, stay.empty = 0, false
		}
	}
	return same
}

// add takes an event and returns it as one for whoever reads Events; false if
// it is here already.
func (k *known) add(e *wire.Event, you string) (Event, bool) {
	if e.Seq > MaxPlace-k.base {
		return Event{}, false
	}
	place := k.base + e.Seq
	at, found := slices.BinarySearchFunc(k.all, place, func(p placed, place int64) int { return cmp.Compare(p.place, place) })
	if found {
		return Event{}, false
	}
	event := toEvent(e, k.base, you, k.guest)
	k.top = max(k.top, place)
	k.all = slices.Insert(k.all, at, placed{place, e.ID, len(e.Body), event})
	k.bytes += len(e.Body)
	if len(k.all) > maxKnown+maxKnown/10 || k.bytes > maxKnownBytes+maxKnownBytes/10 { // seldom, many at a time
		k.forget()
	}
	return event, true
}

// forget makes room by the oldest.
func (k *known) forget() {
	n := 0
	for len(k.all)-n > maxKnown || k.bytes > maxKnownBytes {
		k.bytes -= k.all[n].bytes
		k.floor = max(k.floor, k.all[n].place)
		n++
	}
	k.all = slices.Delete(k.all, 0, n)
}

// has reports whether what has this key is here.
func (k *known) has(key string) bool {
	return slices.ContainsFunc(k.all, func(p placed) bool { return p.key == key })
}

// find returns the message with a key, or nil. Looked for are mostly new ones.
func (k *known) find(key string) *Message {
	for i := len(k.all) - 1; i >= 0; i-- {
		if k.all[i].key == key {
			return k.all[i].event.Message
		}
	}
	return nil
}
