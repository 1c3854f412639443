package session

import (
	"context"
	"slices"

	"confab/server/wire"
)

// Blocked are the people whom the person blocks, in the server's order. Guests
// are those of Names that are guests' names: an account that has such a name
// later is not blocked.
type Blocked struct {
	Names  []string `json:"names"`
	Guests []string `json:"guests"`
}

// Block refuses somebody's direct messages and invitations, on all devices. Like
// Unblock it returns when the server has done it. The
// error is a Problem.
func (s *Session) Block(ctx context.Context, name string) error {
	return s.doNow(ctx, func(key string) any { return wire.Block{ID: key, Name: name} })
}

// Unblock ends that. The error is a Problem.
func (s *Session) Unblock(ctx context.Context, name string) error {
	return s.doNow(ctx, func(key string) any { return wire.Unblock{ID: key, Name: name} })
}

// blockedAre takes all whom the person blocks, as a welcome has them; more may
// follow. The caller holds mu.
func (s *Session) blockedAre(said *wire.Blocked) {
	before := s.blocked
	s.blocked = Blocked{}
	if said != nil {
		s.takeBlocked(said)
	}
	if !before.is(s.blocked) {
		s.emitBlocked()
	}
}

// blocks takes whom the person blocks now, or does not block any more. The
// caller holds mu.
func (s *Session) blocks(_ *link, said *wire.Blocked) {
	if s.takeBlocked(said) {
		s.emitBlocked()
	}
}

// emitBlocked reports whom the person blocks. The caller holds mu.
func (s *Session) emitBlocked() { s.emit(Event{Blocked: s.blocked.clone()}) }

// takeBlocked notes it, in time proportional to the names that are said and those
// that are known, and reports whether somebody is blocked otherwise than before.
func (s *Session) takeBlocked(said *wire.Blocked) (changed bool) {
	type entry struct {
		name  string // empty is one that is not blocked any more
		guest bool
	}
	var all []entry
	places := make(map[string]int, len(s.blocked.Names)) // in all, by the names' keys
	guests := isIn(s.blocked.Guests)
	for _, name := range s.blocked.Names {
		places[wire.NameKey(name)] = len(all)
		all = append(all, entry{name, guests[name]})
	}
	guests = isIn(said.Guests)
	for _, name := range said.Names {
		if len(name) > maxNameBytes || name == "" {
			s.log.Warn("the server says what cannot be read", "error", "a name that is blocked")
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
		return false
	}
	s.blocked = Blocked{}
	for _, e := range all {
		if e.name == "" {
			continue
		}
		s.blocked.Names = append(s.blocked.Names, e.name)
		if e.guest {
			s.blocked.Guests = append(s.blocked.Guests, e.name)
		}
	}
	return true
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

// is reports whether both are the same people.
func (b Blocked) is(other Blocked) bool {
	same := func(a, b []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	}
	return same(b.Names, other.Names) && same(b.Guests, other.Guests)
}
