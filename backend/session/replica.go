package session

import (
	"cmp"
	"math"
	"slices"

	"confab/server/wire"
)

// Limits of what a session remembers of messages and changes. The oldest are
// forgotten first. A session fetches no more than this by itself: see gaps.
const (
	maxKnown      = 5000
	maxKnownBytes = 64 << 20
)

// MaxPlace is the greatest place. A million events in a second reach it after
// four years, a window that counts in float64 can hold it, and an archive has
// room beside it for the account.
const MaxPlace = 1<<PlaceBits - 1

// PlaceBits is how many bits a place has.
const PlaceBits = 47

// A replica is the session's copy of a server's journal: the user's rooms, the
// newest events, and the gaps between them. It does not know the network.
type replica struct {
	journal string                 // whose seqs these are; empty before the first welcome
	base    int64                  // the place of the last event of the journal before this one: a seq is a place minus base
	top     int64                  // the greatest place so far
	floor   int64                  // the greatest place that has been forgotten
	all     []placed               // by place; no doubles
	bytes   int                    // of all
	rooms   map[string]*membership // those that the user is in
	guest   bool                   // the user has no key now
	gaps    gaps
}

// A placed is an Event with a Message or a Change.
type placed struct {
	place int64
	key   string
	bytes int
	event Event
}

func newReplica() replica { return replica{rooms: map[string]*membership{}} }

// begin takes the journal that a server has named, and reports whether it is the
// same as before. Everything of another journal is new, with places greater than
// all places so far.
func (r *replica) begin(w *wire.Welcome) (same bool) {
	same = r.journal == w.Journal
	for _, room := range w.Rooms {
		if m := r.rooms[room.Name]; m != nil && m.last > room.Seq {
			same = false // an older copy of the journal has been restored
		}
	}
	if !same {
		r.journal, r.base, r.gaps = w.Journal, r.top, nil
	}
	for _, m := range r.rooms {
		m.named, m.acked = false, 0
		if !same {
			m.last, m.empty = 0, false
		}
	}
	return same
}

// add takes an event and returns it as an Event; false if it is here already.
func (r *replica) add(e *wire.Event, you string) (Event, bool) {
	if e.Seq > MaxPlace-r.base {
		return Event{}, false
	}
	place := r.base + e.Seq
	at, found := slices.BinarySearchFunc(r.all, place, func(p placed, place int64) int { return cmp.Compare(p.place, place) })
	if found {
		return Event{}, false
	}
	event := Event{RoomEvent: toRoomEvent(e, r.base, you, r.guest)}
	r.top = max(r.top, place)
	r.all = slices.Insert(r.all, at, placed{place, e.ID, len(e.Body), event})
	r.bytes += len(e.Body)
	if len(r.all) > maxKnown+maxKnown/10 || r.bytes > maxKnownBytes+maxKnownBytes/10 { // seldom, many at a time
		r.forgetOldest()
	}
	return event, true
}

// forgetOldest forgets what is beyond the limits.
func (r *replica) forgetOldest() {
	n := 0
	for len(r.all)-n > maxKnown || r.bytes > maxKnownBytes {
		r.bytes -= r.all[n].bytes
		r.floor = max(r.floor, r.all[n].place)
		n++
	}
	r.all = slices.Delete(r.all, 0, n)
}

// has reports whether the event with this key is here.
func (r *replica) has(key string) bool {
	return slices.ContainsFunc(r.all, func(p placed) bool { return p.key == key })
}

// find returns the message with a key, or nil. It is mostly one of the newest.
func (r *replica) find(key string) *RoomEvent {
	for i := len(r.all) - 1; i >= 0; i-- {
		if e := r.all[i].event.RoomEvent; e.ID == key && e.IsMessage() {
			return e
		}
	}
	return nil
}

// follow notes an event that has just been stored, or comes after a hello. If
// events between it and the one before are missing, they are a gap.
func (r *replica) follow(e *wire.Event) {
	m := r.rooms[e.Room]
	if m == nil || e.Seq <= m.last {
		return
	}
	if !m.isNew() && e.Prev > m.last {
		r.gaps.add(gap{room: e.Room, after: m.last, before: e.Seq})
	}
	m.last = e.Seq
}

// wanted returns the gap to fill next: the page of a room that is new here, or
// else the newest gap of all rooms, so that nothing is fetched and then forgotten
// for events after it. A gap older than everything that is remembered is dropped.
func (r *replica) wanted() (gap, bool) {
	r.gaps = slices.DeleteFunc(r.gaps, func(g gap) bool { return !r.keeps(g, g.before-1) })
	return r.gaps.next()
}

// keeps reports whether an event of a gap would be remembered.
func (r *replica) keeps(g gap, seq int64) bool { return g.onePage || r.base+seq > r.floor }

// fill takes the newest events before the end of a gap, and returns those that
// are new here. With more there are others before them. The error is for a page
// that cannot be right.
func (r *replica) fill(g gap, page []*wire.Event, more bool, you string) (fresh []Event, err error) {
	if !isPage(page, g.room, g.before) {
		return nil, errPage
	}
	i := slices.Index(r.gaps, g)
	switch {
	case i < 0: // of a membership that has ended
	case g.onePage, !more, len(page) == 0, page[0].Prev <= g.after:
		r.gaps = slices.Delete(r.gaps, i, i+1)
	default:
		r.gaps[i].before = page[0].Seq
	}
	for _, e := range page {
		if !isSoundEvent(e) || !r.keeps(g, e.Seq) { // each event may make others be forgotten
			continue
		}
		if !g.onePage && e.Seq <= g.after { // it is here, or was, perhaps in an earlier session
			continue
		}
		if event, ok := r.add(e, you); ok {
			fresh = append(fresh, event)
		}
	}
	return fresh, nil
}

// beforePlace returns what History has to ask for before a place; 0 is for the newest.
func (r *replica) beforePlace(room string, place int64) gap {
	if place == 0 {
		return gap{room: room, before: math.MaxInt64}
	}
	return gap{room: room, before: place - r.base}
}

// history returns a page as a *historyPage, or an error if it is not what was
// asked for. It changes nothing but the greatest place: the places of another
// journal must be greater than these.
func (r *replica) history(g gap, page []*wire.Event, more bool, err error, you string) any {
	if err != nil || len(page) > wire.MaxPage || !isPage(page, g.room, g.before) {
		return errPage
	}
	p := &historyPage{events: []Event{}, more: more && len(page) > 0}
	for _, e := range page {
		if !isSoundEvent(e) || !isSeq(e.Seq, r.base) {
			continue
		}
		r.top = max(r.top, r.base+e.Seq)
		p.events = append(p.events, Event{RoomEvent: toRoomEvent(e, r.base, you, r.guest)})
	}
	if p.more && len(p.events) == 0 { // the caller would ask for this page again
		return errPage
	}
	return p
}
