package hub

import (
	"slices"
	"sync"

	"confab/server/model"
	"confab/server/wire"
)

// A nameSet is users by their names, which look different from each other.
type nameSet struct {
	taken    roster[*user]      // by the names' keys
	looks    map[string][]*user // by the names' skeletons, those whose key is another
	outlines map[string][]*user // by the names' outlines
}

// names are the names in use.
type names struct {
	max  int    // connections; 0 is no limit
	each pacing // of one person
	from pacing // of all from one address

	mu        sync.Mutex
	conns     int                 // guarded by mu
	nameSet                       // guarded by mu
	addresses map[string]*address // of those who are registered, this machine's not; guarded by mu
}

func newNames(cfg Config) names {
	return names{
		max:       cfg.MaxClients,
		each:      pacing{cfg.Rate, cfg.Burst},
		from:      pacing{cfg.Rate * fromOneAddress, cfg.Burst * fromOneAddress},
		nameSet:   nameSet{looks: map[string][]*user{}, outlines: map[string][]*user{}},
		addresses: map[string]*address{},
	}
}

// setWho notes what identifies a user to further connections from now on.
func (n *names) setWho(u *user, who string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	u.who = who
}

// who returns by what further connections of who has a name are known.
func (n *names) who(u *user) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return u.who
}

// isLast reports whether who has a name has one connection.
func (n *names) isLast(u *user) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return u.conns == 1
}

// claim takes a name for a connection, or returns wire.NameTaken or wire.Full.
// Only one concurrent claim of a name succeeds. A CHAT/2.0 user may claim their
// own name again, in any spelling; who identifies the user. A name that looks
// like one in use is taken too, except for an account, which had its name first.
func (n *names) claim(name, who string, speaks wire.Version, account model.Account) (*user, error) {
	key, look := wire.NameKey(name), wire.NameSkeleton(name)
	n.mu.Lock()
	defer n.mu.Unlock()
	h, _ := n.taken.get(key)
	switch {
	case h != nil && (speaks != wire.V2 || h.speaks != wire.V2 || h.who != who):
		return nil, wire.NameTaken
	case h == nil && account.ID == model.Guest && n.alike(key, look) != nil:
		return nil, wire.NameTaken
	}
	if n.max > 0 && n.conns >= n.max {
		return nil, wire.Full
	}
	if h == nil {
		h = &user{name: name, key: key, who: who, speaks: speaks, pacer: newPacer(n.each), current: account}
		n.taken.set(key, h)
		if look != key {
			n.looks[look] = append(n.looks[look], h)
		}
		outline := wire.NameOutline(name)
		n.outlines[outline] = append(n.outlines[outline], h)
	}
	h.conns++
	n.conns++
	return h, nil
}

// alike returns a user whose name looks like one with this key and skeleton, or
// nil.
func (n *nameSet) alike(key, look string) *user {
	if h, taken := n.taken.get(look); taken {
		return h
	}
	for _, same := range [][]*user{n.looks[look], n.looks[key]} {
		if len(same) > 0 {
			return same[0]
		}
	}
	for _, h := range n.outlines[wire.NameOutline(key)] {
		if wire.ReadAlike(h.key, key) {
			return h
		}
	}
	return nil
}

// remove takes a user out of those that by has under a form of their name.
func remove(by map[string][]*user, form string, u *user) {
	by[form] = slices.DeleteFunc(by[form], func(other *user) bool { return other == u })
	if len(by[form]) == 0 {
		delete(by, form)
	}
}

// release gives a claimed name back. After the last connection it calls free
// before the name can be claimed again; free must not block.
func (n *names) release(h *user, free func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns--
	if h.conns--; h.conns == 0 {
		n.taken.remove(h.key)
		remove(n.looks, wire.NameSkeleton(h.name), h)
		remove(n.outlines, wire.NameOutline(h.name), h)
		free()
	}
}

// user returns the user who has the name with a key, or nil.
func (n *names) user(key string) *user {
	n.mu.Lock()
	defer n.mu.Unlock()
	h, _ := n.taken.get(key)
	return h
}

// called returns the user who has a name, or else one whose name looks like it, or nil.
func (n *names) called(name string) *user {
	key, look := wire.NameKey(name), wire.NameSkeleton(name)
	n.mu.Lock()
	defer n.mu.Unlock()
	if h, taken := n.taken.get(key); taken {
		return h
	}
	return n.alike(key, look)
}

// page returns the first limit users whose names' keys come after a key, in
// their order, and whether more follow.
func (n *names) page(after string, limit int) (page []*user, more bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.taken.after(after, limit)
}

// count returns how many names are in use.
func (n *names) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.taken.size
}
