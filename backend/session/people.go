package session

import (
	"maps"
	"slices"
)

// people are those who are connected to the server. Whoever uses it holds the
// session's mu.
type people struct {
	here   map[string]bool // nil until it has been said
	coming map[string]bool // the answers to who that have come; nil when there is no further one
}

// maxPeople is how many people a server can have a session remember.
const maxPeople = 100_000

// begin expects that the server will say who is there.
func (p *people) begin() { p.coming = map[string]bool{} }

// are takes an answer to who and reports whether it is the last one.
func (p *people) are(names []string, more bool) bool {
	if p.coming == nil {
		p.coming = map[string]bool{}
	}
	for _, name := range names {
		add(p.coming, name)
	}
	if more {
		return false
	}
	p.here, p.coming = p.coming, nil
	return true
}

// change takes who came and went, and reports whether it is known who is there.
func (p *people) change(came, went []string) bool {
	for _, here := range []map[string]bool{p.here, p.coming} {
		if here == nil {
			continue
		}
		for _, name := range went {
			delete(here, printable(name))
		}
		for _, name := range came {
			add(here, name)
		}
	}
	return p.here != nil
}

// add notes that name is there.
func add(here map[string]bool, name string) {
	if len(here) < maxPeople && len(name) <= maxNameBytes {
		here[printable(name)] = true
	}
}

// names returns who is there, in order.
func (p *people) names() []string { return slices.Sorted(maps.Keys(p.here)) }
