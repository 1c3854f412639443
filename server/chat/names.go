package chat

import (
	"slices"
	"sync"

	"confab/server/wire"
)

// names are the names in use.
type names struct {
	max int // connections; 0 is no limit

	mu    sync.Mutex
	conns int                // guarded by mu
	taken map[string]*holder // by the names' keys; guarded by mu
}

// A holder is who has a name now.
type holder struct {
	name   string
	from   string       // the address of its connections
	speaks wire.Version // CHAT/1.0 has one connection for a name
	conns  int
}

// claim takes a name for a connection, or returns wire.NameTaken or wire.Full.
// Of any number of claims at the same time one succeeds. Until names have keys
// a person's further devices are those that come from the same address.
func (n *names) claim(key, name, from string, speaks wire.Version) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	h := n.taken[key]
	if h != nil && (speaks != wire.V2 || h.speaks != wire.V2 || h.from != from || h.name != name) {
		return wire.NameTaken
	}
	if n.max > 0 && n.conns >= n.max {
		return wire.Full
	}
	if h == nil {
		h = &holder{name: name, from: from, speaks: speaks}
		n.taken[key] = h
	}
	h.conns++
	n.conns++
	return nil
}

// release gives a claimed name back.
func (n *names) release(key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns--
	h := n.taken[key]
	if h.conns--; h.conns == 0 {
		delete(n.taken, key)
	}
}

// all returns the names in use, in order.
func (n *names) all() []string {
	n.mu.Lock()
	all := make([]string, 0, len(n.taken))
	for _, h := range n.taken {
		all = append(all, h.name)
	}
	n.mu.Unlock()
	slices.Sort(all)
	return all
}

// count returns how many names are in use.
func (n *names) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.taken)
}
