package hub

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"confab/server/model"
	"confab/server/wire"
)

// blocks are the people whom others block, by the keys of both names. What
// accounts block is stored with them; what guests block ends with their
// connection.
type blocks struct {
	storing chan struct{} // has one in it from storing a change to what is known of it; never waited for by those who look

	mu sync.RWMutex
	by map[string]map[string]model.BlockedName // guarded by mu
}

func newBlocks() blocks {
	return blocks{storing: make(chan struct{}, 1), by: map[string]map[string]model.BlockedName{}}
}

// has reports whether by blocks who.
func (b *blocks) has(by, who string) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	_, yes := b.by[by][who]
	return yes
}

// of returns whom by blocks, by their names.
func (b *blocks) of(by string) []model.BlockedName {
	b.mu.RLock()
	all := slices.Collect(maps.Values(b.by[by]))
	b.mu.RUnlock()
	slices.SortFunc(all, func(a, b model.BlockedName) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// count returns how many by blocks.
func (b *blocks) count(by string) int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.by[by])
}

// set notes that by blocks who, or with off that it does not. It returns what
// was noted or taken out; false if it is so already.
func (b *blocks) set(by string, who model.BlockedName, off bool) (model.BlockedName, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := wire.NameKey(who.Name)
	was, there := b.by[by][key]
	switch {
	case there != off:
		return was, false
	case off:
		if delete(b.by[by], key); len(b.by[by]) == 0 {
			delete(b.by, by)
		}
		return was, true
	case b.by[by] == nil:
		b.by[by] = map[string]model.BlockedName{}
	}
	b.by[by][key] = who
	return who, true
}

// forget takes out whom by blocks.
func (b *blocks) forget(by string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.by, by)
}

// renew ends all blocks of a name: another user has it now. It returns who
// blocked it.
func (b *blocks) renew(key string) (by []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for who, all := range b.by {
		if _, yes := all[key]; !yes {
			continue
		}
		if delete(all, key); len(all) == 0 {
			delete(b.by, who)
		}
		by = append(by, who)
	}
	return by
}

// rename makes all blocks of a guest's name blocks of the account that has it now.
// It returns who blocks it.
func (b *blocks) rename(key, name string) (by []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for who, all := range b.by {
		if _, yes := all[key]; yes {
			all[key] = model.BlockedName{Name: name}
			by = append(by, who)
		}
	}
	return by
}

// loadBlocks reads whom the accounts block.
func (bl *blocking) loadBlocks(ctx context.Context) error {
	if bl.hub.cfg.Accounts == nil {
		return nil
	}
	all, err := bl.hub.cfg.Accounts.Blocks(ctx)
	for by, names := range all {
		for _, who := range names {
			bl.hub.blocks.set(by, who, false)
		}
	}
	return err
}
