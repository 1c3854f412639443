package chat

import (
	"sync"

	"confab/server/wire"
)

// names are the names in use, by their keys.
type names struct {
	max int // 0 is no limit

	mu    sync.Mutex
	taken map[string]struct{} // guarded by mu
}

// claim takes a name, or returns wire.NameTaken or wire.Full. Of any number
// of claims at the same time one succeeds.
func (n *names) claim(key string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, ok := n.taken[key]; ok {
		return wire.NameTaken
	}
	if n.max > 0 && len(n.taken) >= n.max {
		return wire.Full
	}
	n.taken[key] = struct{}{}
	return nil
}

// release gives a claimed name back.
func (n *names) release(key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.taken, key)
}
