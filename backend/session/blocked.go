package session

import (
	"slices"

	"confab/server/wire"
)

// Blocked are the users whom the user blocks, in the server's order. Guests
// are those of Names that are guests' names: an account that has such a name
// later is not blocked.
type Blocked struct {
	Names  []string `json:"names"`
	Guests []string `json:"guests"`
}

// A blocklist is the users whom the user blocks.
type blocklist struct{ Blocked }

// set takes all whom the user blocks, as a welcome has them; more may follow. It
// reports whether that changes anything.
func (b *blocklist) set(said *wire.Blocked) (changed bool) {
	before := b.Blocked
	b.Blocked = Blocked{}
	if said != nil {
		b.take(said)
	}
	return !before.is(b.Blocked)
}

// take takes whom the user blocks now, or does not block any more, in time
// proportional to the names that are said and those that are known. It reports
// whether that changes anything, and whether all names are valid.
func (b *blocklist) take(said *wire.Blocked) (changed, ok bool) {
	ok = true
	type entry struct {
		name  string // empty is a name that is not blocked any more
		guest bool
	}
	var all []entry
	places := make(map[string]int, len(b.Names)) // in all, by the names' keys
	guests := isIn(b.Guests)
	for _, name := range b.Names {
		places[wire.NameKey(name)] = len(all)
		all = append(all, entry{name, guests[name]})
	}
	guests = isIn(said.Guests)
	for _, name := range said.Names {
		if len(name) > maxNameBytes || name == "" {
			ok = false
			continue
		}
		now := entry{printable(name), guests[name]}
		key := wire.NameKey(now.name)
		place, known := places[key]
		switch {
		case said.Off && known:
			all[place] = entry{}
			delete(places, key)
		case said.Off, known && all[place] == now, !known && len(places) == wire.MaxBlocked:
			continue
		case known:
			all[place] = now
		default:
			places[key] = len(all)
			all = append(all, now)
		}
		changed = true
	}
	if !changed {
		return false, ok
	}
	b.Blocked = Blocked{}
	for _, e := range all {
		if e.name == "" {
			continue
		}
		b.Names = append(b.Names, e.name)
		if e.guest {
			b.Guests = append(b.Guests, e.name)
		}
	}
	return true, ok
}

// isIn returns which names there are.
func isIn(names []string) map[string]bool {
	in := make(map[string]bool, len(names))
	for _, name := range names {
		in[name] = true
	}
	return in
}

// clone returns a copy without nils.
func (b Blocked) clone() *Blocked {
	return &Blocked{append([]string{}, b.Names...), append([]string{}, b.Guests...)}
}

// is reports whether both are the same users.
func (b Blocked) is(other Blocked) bool {
	same := func(a, b []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	}
	return same(b.Names, other.Names) && same(b.Guests, other.Guests)
}
