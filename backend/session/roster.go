package session

import (
	"maps"
	"slices"

	"confab/server/wire"
)

// A roster is the users who are connected to the server. The server sends it in
// pages; what changes meanwhile goes into those that have come, too.
type roster struct {
	here   map[string]marks // nil until the server has said it
	coming map[string]marks // the pages that have come; nil when no further one is expected
	said   int              // how many names those had
	ask    bool             // a page is to be asked for:
	after  string           // the one that begins behind this name; the first one if it is empty
}

// marks are what is said of a user besides the name.
type marks struct{ guest, moderator bool }

// maxPeople is how many users a session remembers of a server.
const maxPeople = 100_000

// begin is for a new connection: the roster is to be asked for.
func (r *roster) begin() { r.coming, r.said, r.ask, r.after = map[string]marks{}, 0, true, "" }

// request returns the request for the page that is to be asked for, or nil. It
// counts as made then.
func (r *roster) request() []byte {
	if !r.ask {
		return nil
	}
	r.ask = false
	return wire.AppendRequest(nil, wire.Who{After: r.after})
}

// page takes a page of the roster, and reports whether it was the last one. A page
// after the last one was not asked for and says nothing: each would have the whole
// roster reported again.
func (r *roster) page(said *wire.Names) (last bool) {
	if r.coming == nil {
		return false
	}
	add(r.coming, said.Names, said.Guests, said.Moderators)
	r.said += len(said.Names)
	if r.after = nextPage(said, r.said); r.after != "" {
		r.ask = true
		return false
	}
	r.here, r.coming = r.coming, nil
	return true
}

// nextPage returns the name behind which the page after said begins, or nothing
// if there is none, or if a server that has said so many names never ends.
func nextPage(said *wire.Names, names int) string {
	if !said.More || len(said.Names) == 0 || names >= maxPeople {
		return ""
	}
	return said.Names[len(said.Names)-1]
}

// change takes who came and went, and returns what has changed; nil if nothing
// has, or if the roster is not known yet.
func (r *roster) change(said *wire.Presence) *Presence {
	var changed *Presence
	if r.coming != nil {
		apply(r.coming, said)
	}
	if r.here != nil {
		changed = apply(r.here, said)
	}
	return changed
}

// apply adds and removes names, and returns those that changed; nil if none did.
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

// add adds names, some of them as guests and moderators, and returns those that
// are new or have other marks than before.
func add(here map[string]marks, names, guests, moderators []string) (news []string) {
	said := map[string]marks{}
	for _, name := range guests {
		said[name] = marks{guest: true}
	}
	for _, name := range moderators {
		said[name] = marks{said[name].guest, true}
	}
	for _, name := range names {
		clean, now := printable(name), said[name]
		was, known := here[clean]
		if known && was == now || !known && len(here) >= maxPeople || len(name) > maxNameBytes {
			continue
		}
		here[clean] = now
		news = append(news, clean)
	}
	return news
}

// all returns the roster, in order.
func (r *roster) all() *People {
	all := &People{Names: []string{}, Guests: []string{}, Moderators: []string{}}
	for _, name := range slices.Sorted(maps.Keys(r.here)) {
		all.Names = append(all.Names, name)
		if r.here[name].guest {
			all.Guests = append(all.Guests, name)
		}
		if r.here[name].moderator {
			all.Moderators = append(all.Moderators, name)
		}
	}
	return all
}
