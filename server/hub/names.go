package hub

import (
	"slices"
	"sync"

	"confab/server/model"
	"confab/server/wire"
)

// names are the names in use.
type names struct {
	max  int    // connections; 0 is no limit
	each pacing // of one person
	from pacing // of all from one address

	mu        sync.Mutex
	conns     int                  // guarded by mu
	taken     roster[*holder]      // by the names' keys; guarded by mu
	looks     map[string][]*holder // by their skeletons, those whose key is another; guarded by mu
	addresses map[string]*address  // of those who are registered, this machine's not; guarded by mu
}

func newNames(cfg Config) names {
	return names{
		max:       cfg.MaxClients,
		each:      pacing{cfg.Rate, cfg.Burst},
		from:      pacing{cfg.Rate * fromOneAddress, cfg.Burst * fromOneAddress},
		looks:     map[string][]*holder{},
		addresses: map[string]*address{},
	}
}

// belongs notes by what further connections of who has a name are known from now on.
func (n *names) belongs(h *holder, who string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	h.who = who
}

// who returns by what further connections of who has a name are known.
func (n *names) who(h *holder) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return h.who
}

// isLast reports whether who has a name has one connection.
func (n *names) isLast(h *holder) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return h.conns == 1
}

// A holder is who has a name now.
type holder struct {
	name   string       // as it is shown: an account's own spelling, or a guest's first
	key    string       // of the name
	who    string       // by which further connections of the same person are known; guarded by names.mu
	speaks wire.Version // CHAT/1.0 and CHAT/1.1 have one connection for a name
	conns  int          // guarded by names.mu
	pacer  *pacer       // shared by all of them

	mu      sync.Mutex
	account model.Account // as it was told last; guarded by mu
}

// is returns the account as it is now.
func (h *holder) is() model.Account {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.account
}

// refresh notes what the accounts say now of the name's, unless another one has
// the name by now.
func (h *holder) refresh(a model.Account) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.account.Mute = a.Mute
	if h.account.ID == a.ID {
		h.account.Role = a.Role
	}
}

// become notes what the account is now.
func (h *holder) become(a model.Account) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.account = a
}

// claim takes a name for a connection, or returns wire.NameTaken or wire.Full.
// Of any number of claims at the same time one succeeds, but for those of the
// same person on CHAT/2.0, which is who who says: however they spell the name,
// they have it as it is spelled already. A name that looks like one in use is
// taken too, but not for an account, whose name was there first.
func (n *names) claim(name, who string, speaks wire.Version, account model.Account) (*holder, error) {
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
		h = &holder{name: name, key: key, who: who, speaks: speaks, pacer: newPacer(n.each), account: account}
		n.taken.set(key, h)
		if look != key {
			n.looks[look] = append(n.looks[look], h)
		}
	}
	h.conns++
	n.conns++
	return h, nil
}

// alike returns somebody whose name looks like one with this key and skeleton,
// or nil. The caller holds mu.
func (n *names) alike(key, look string) *holder {
	if h, taken := n.taken.get(look); taken {
		return h
	}
	for _, same := range [][]*holder{n.looks[look], n.looks[key]} {
		if len(same) > 0 {
			return same[0]
		}
	}
	return nil
}

// release gives a claimed name back. If nobody has it any more, it calls free
// before anybody else can claim it; free must not wait for anybody.
func (n *names) release(h *holder, free func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns--
	if h.conns--; h.conns == 0 {
		n.taken.remove(h.key)
		look := wire.NameSkeleton(h.name)
		n.looks[look] = slices.DeleteFunc(n.looks[look], func(other *holder) bool { return other == h })
		if len(n.looks[look]) == 0 {
			delete(n.looks, look)
		}
		free()
	}
}

// holder returns who has the name with a key, or nil.
func (n *names) holder(key string) *holder {
	n.mu.Lock()
	defer n.mu.Unlock()
	h, _ := n.taken.get(key)
	return h
}

// called returns who has a name, or else one whose name looks like it, or nil.
func (n *names) called(name string) *holder {
	key, look := wire.NameKey(name), wire.NameSkeleton(name)
	n.mu.Lock()
	defer n.mu.Unlock()
	if h, taken := n.taken.get(key); taken {
		return h
	}
	return n.alike(key, look)
}

// page returns the first limit of those who have a name now, in the order of
// the names' keys, after one of those; and whether there are others.
func (n *names) page(after string, limit int) (page []*holder, more bool) {
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
