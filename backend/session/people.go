package session

import (
	"maps"
	"slices"

	"confab/server/wire"
)

// people are those who are connected to the server. Whoever uses it holds the
// session's mu.
type people struct {
	here   map[string]marks // nil until it has been said
	coming map[string]marks // the answers to who that have come; nil when there is no further one
}

// marks are what is said of somebody besides the name.
type marks struct{ guest, moderator bool }

// maxPeople is how many people a server can have a session remember.
const maxPeople = 100_000

// begin expects that the server will say who is there.
func (p *people) begin() { p.coming = map[string]marks{} }

// are takes an answer to who and reports whether it is the last one.
func (p *people) are(said *wire.Present) bool {
	if p.coming == nil {
		p.coming = map[string]marks{}
	}
	add(p.coming, said.Names, said.Guests, said.Moderators)
	if said.More {
		return false
	}
	p.here, p.coming = p.coming, nil
	return true
}

// change takes who came and went, and reports whether it is known who is there.
func (p *people) change(said *wire.Presence) bool {
	for _, here := range []map[string]marks{p.here, p.coming} {
		if here == nil {
			continue
		}
		for _, name := range said.Went {
			delete(here, printable(name))
		}
		add(here, said.Came, said.Guests, said.Moderators)
	}
	return p.here != nil
}

// add notes that names are there, some of them as guests and moderators. The
// marks of those who are there already are replaced.
func add(here map[string]marks, names, guests, moderators []string) {
	said := map[string]marks{}
	for _, name := range guests {
		said[name] = marks{guest: true}
	}
	for _, name := range moderators {
		said[name] = marks{said[name].guest, true}
	}
	for _, name := range names {
		if _, known := here[printable(name)]; (known || len(here) < maxPeople) && len(name) <= maxNameBytes {
			here[printable(name)] = said[name]
		}
	}
}

// all returns who is there, in order.
func (p *people) all() *People {
	all := &People{Names: []string{}, Guests: []string{}, Moderators: []string{}}
	for _, name := range slices.Sorted(maps.Keys(p.here)) {
		all.Names = append(all.Names, name)
		if p.here[name].guest {
			all.Guests = append(all.Guests, name)
		}
		if p.here[name].moderator {
			all.Moderators = append(all.Moderators, name)
		}
	}
	return all
}
