package discovery

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"confab/server/near"
	"confab/server/wire"
)

// Limits of what is listed: anyone who can send a packet can fill a list.
const (
	maxEntries    = 256 // of servers that this device does not know
	maxPerSource  = 8   // of them, from one address
	maxPerKey     = 8   // of one server that this device knows
	maxCandidates = 8   // addresses of one entry
)

// goneAfter is how long an entry is listed that is not heard any more: three
// questions without an answer.
const goneAfter = 25 * time.Second

// textEvery is how often the text of an entry may change.
const textEvery = time.Second

// An identity is what entries are told apart by: an announcement with the name
// of another server and another key or port is another entry, so that an impostor
// changes nothing of what an honest server says.
type identity struct {
	name string
	key  wire.Fingerprint
	port uint16
}

// An entry is a server as it was announced.
type entry struct {
	identity
	id         string
	known      bool   // this device has been there
	label      string // in multicast DNS; empty if only the beacon has told of it
	from       netip.Addr
	said       near.Announcement
	heard      time.Time
	changed    time.Time // what said is
	candidates []*candidate
}

// A candidate is an address at which an entry may be. It is no more than that
// until the server there has proved the entry's key.
type candidate struct {
	address netip.AddrPort
	heard   time.Time
	*look
}

// A list has the servers that were heard. It holds no locks: one goroutine owns it.
type list struct {
	isKnown func(wire.Fingerprint) bool
	looks   looks
	entries []*entry // the oldest first
	made    int      // entries so far
}

// take takes an announcement from an address, with the addresses that it names,
// and reports whether the list has changed.
func (l *list) take(a near.Announcement, label string, from netip.Addr, addrs []netip.Addr, now time.Time) bool {
	who := identity{strings.ToLower(a.Name), a.Key, a.Port}
	for _, e := range l.entries {
		if e.identity == who {
			e.heard = now
			changed := e.locate(l.looks, from, addrs, now)
			if label != "" {
				e.label = label
			}
			a.Version, a.Time = "", time.Time{} // which only the beacon says
			if a != e.said && now.Sub(e.changed) >= textEvery {
				e.said, e.changed = a, now
				return true
			}
			return changed
		}
	}
	known := l.isKnown(a.Key)
	if !l.hasRoom(known, a.Key, from) {
		return false
	}
	l.made++
	a.Version, a.Time = "", time.Time{}
	e := &entry{identity: who, id: strconv.Itoa(l.made), known: known, label: label, from: from, said: a, heard: now, changed: now}
	e.locate(l.looks, from, addrs, now)
	l.entries = append(l.entries, e)
	return true
}

// hasRoom reports whether there may be one more entry, and makes room. A server
// that this device knows is listed however many others are, and others in place
// of those that no server was found behind.
func (l *list) hasRoom(known bool, key wire.Fingerprint, from netip.Addr) bool {
	same, ofSource, strange := 0, 0, 0
	for _, e := range l.entries {
		switch {
		case known && e.key == key:
			same++
		case !known && !e.known:
			strange++
			if e.from == from {
				ofSource++
			}
		}
	}
	if known {
		return same < maxPerKey
	}
	if ofSource >= maxPerSource {
		return false
	}
	if strange < maxEntries {
		return true
	}
	at := slices.IndexFunc(l.entries, func(e *entry) bool { return !e.known && e.hasFailed() })
	if at < 0 {
		return false
	}
	l.entries = slices.Delete(l.entries, at, at+1)
	return true
}

// goodbye removes what a server that ends has announced, and reports whether
// there was any. Only an address from which an entry was heard can end it.
func (l *list) goodbye(label string, key wire.Fingerprint, port uint16, from netip.Addr) (removed bool) {
	return l.remove(func(e *entry) bool {
		return e.key == key && e.port == port && strings.EqualFold(e.label, label) &&
			slices.ContainsFunc(e.candidates, func(c *candidate) bool { return c.address.Addr() == from })
	})
}

// expire removes what was not heard for long enough, and reports whether there was any.
func (l *list) expire(now time.Time) (removed bool) {
	return l.remove(func(e *entry) bool { return now.Sub(e.heard) > goneAfter })
}

func (l *list) remove(gone func(*entry) bool) (removed bool) {
	before := len(l.entries)
	l.entries = slices.DeleteFunc(l.entries, gone)
	return len(l.entries) != before
}

// locate notes addresses at which an entry may be: the one that it was heard from
// and those that it names. It reports whether one is new.
func (e *entry) locate(looks looks, from netip.Addr, addrs []netip.Addr, now time.Time) (fresh bool) {
	for i, a := range append([]netip.Addr{from}, addrs...) {
		at := netip.AddrPortFrom(a, e.port)
		switch c := slices.IndexFunc(e.candidates, func(c *candidate) bool { return c.address == at }); {
		case c >= 0:
			e.candidates[c].heard = now
		case i < maxCandidates:
			fresh = e.add(&candidate{at, now, looks.of(at.String(), e.known)}) || fresh
		}
	}
	return fresh
}

// add adds a candidate, in place of the one that was heard longest ago if there
// are enough. One where the server has proved its key stays.
func (e *entry) add(c *candidate) bool {
	if len(e.candidates) == maxCandidates {
		oldest := -1
		for i, other := range e.candidates {
			if other.key != e.key && !other.busy && other.heard.Before(c.heard) && (oldest < 0 || other.heard.Before(e.candidates[oldest].heard)) {
				oldest = i
			}
		}
		if oldest < 0 {
			return false
		}
		e.candidates = slices.Delete(e.candidates, oldest, oldest+1)
	}
	e.candidates = append(e.candidates, c)
	slices.SortStableFunc(e.candidates, func(a, b *candidate) int { return rank(a.address.Addr()) - rank(b.address.Addr()) })
	return true
}

// rank is lower for an address that is more likely to be reached, now and later.
func rank(a netip.Addr) int {
	switch {
	case a.Is4():
		return 0
	case !a.IsLinkLocalUnicast():
		return 1
	}
	return 2
}

// proved returns the first address at which the server has proved its key.
func (e *entry) proved() *candidate {
	for _, c := range e.candidates {
		if c.key == e.key {
			return c
		}
	}
	return nil
}

// hasFailed reports whether no server was found at any address.
func (e *entry) hasFailed() bool {
	return !slices.ContainsFunc(e.candidates, func(c *candidate) bool { return !c.hasEnded() || c.key == e.key })
}

// others returns at how many addresses servers with other keys answer.
func (e *entry) others() (n int) {
	for _, c := range e.candidates {
		if c.key != "" && c.key != e.key {
			n++
		}
	}
	return n
}
