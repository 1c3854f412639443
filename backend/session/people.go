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
	coming map[string]marks // the pages of it that have come; nil when there is no further one
	said   int              // how many names those had
}

// marks are what is said of somebody besides the name.
type marks struct{ guest, moderator bool }

// maxPeople is how many people a server can have a session remember.
const maxPeople = 100_000

// begin expects that the server will say who is there.
func (p *people) begin() { p.coming, p.said = map[string]marks{}, 0 }

// are takes a page of who is there, and returns the name behind which the next
// one begins, or reports that this was the last one. A page that nobody asked
// for, behind the last one, says nothing: each would have everything told again.
func (p *people) are(said *wire.Names) (next string, last bool) {
	if p.coming == nil {
		return "", false
	}
	add(p.coming, said.Names, said.Guests, said.Moderators)
	p.said += len(said.Names)
	if next = nextPage(said, p.said); next != "" {
		return next, false
	}
	p.here, p.coming = p.coming, nil
	return "", true
}

// nextPage returns the name behind which the page after said begins, or nothing
// if there is none, or if a server that has said so many names never ends.
func nextPage(said *wire.Names, names int) string {
	if !said.More || len(said.Names) == 0 || names >= maxPeople {
		return ""
	}
	return said.Names[len(said.Names)-1]
}

// change takes who came and went, and returns what is another now; nil if
// nothing is, or if it is not known yet who is there.
func (p *people) change(said *wire.Presence) *Presence {
	var changed *Presence
	if p.coming != nil {
		apply(p.coming, said)
	}
	if p.here != nil {
		changed = apply(p.here, said)
	}
	return changed
}

// apply has names come and go, and returns those that did; nil if none.
func apply(here map[string]marks, said *wire.Presence) *Presence {
	var c Presence
	for _, name := range said.Went {
		name = printable(name)
		if _, known := here[name]; known {
			delete(here, name)
			c.Went = append(c.Went, name)
		}
	}
	c.Came = add(here, said.Came, said.Guests, said.Moderators)
	if len(c.Came)+len(c.Went) == 0 {
		return nil
	}
	for _, name := range c.Came {
		if here[name].guest {
			c.Guests = append(c.Guests, name)
		}
		if here[name].moderator {
			c.Moderators = append(c.Moderators, name)
		}
	}
	return &c
}

// add notes that names are there, some of them as guests and moderators, and
// returns those of which that is news. The marks of those who are there already
// are replaced.
func add(here map[string]marks, names, guests, moderators []string) (news []string) {
	said := map[string]marks{}
	for _, name := range guests {
		said[name] = marks{guest: true}
	}
	for _, name := range moderators {
		said[name] = marks{said[name].guest, true}
	}
	for _, name := range names {
		shown, now := printable(name), said[name]
		was, known := here[shown]
		if known && was == now || !known && len(here) >= maxPeople || len(name) > maxNameBytes {
			continue
		}
		here[shown] = now
		news = append(news, shown)
	}
	return news
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
