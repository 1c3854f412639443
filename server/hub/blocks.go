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

// renew ends all blocks of a name: somebody else has it now. It returns who
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
func (h *Hub) loadBlocks(ctx context.Context) error {
	if h.cfg.Accounts == nil {
		return nil
	}
	all, err := h.cfg.Accounts.Blocks(ctx)
	for by, names := range all {
		for _, who := range names {
			h.blocks.set(by, who, false)
		}
	}
	return err
}

// block refuses somebody's direct messages and invitations from now on, on all
// devices of the client's user.
func (c *conn) block(ctx context.Context, r *wire.Block) (wire.Done, error) {
	h := c.hub
	whom, err := h.whom(r.Name)
	switch {
	case err != nil:
		return wire.Done{}, err
	case wire.NameKey(whom.name) == c.key:
		return wire.Done{}, wire.Refuse(wire.OwnName)
	}
	if bad := c.notHere(whom); bad != nil {
		return wire.Done{}, bad
	}
	who := model.BlockedName{Name: whom.name, Guest: h.cfg.Accounts != nil && whom.account == model.Guest}
	return wire.Done{Key: r.Key}, h.changeBlock(ctx, c, who, false, func(account int64) (bool, error) {
		return h.cfg.Accounts.Block(ctx, account, whom.account, whom.name)
	})
}

// unblock ends a block.
func (c *conn) unblock(ctx context.Context, r *wire.Unblock) (wire.Done, error) {
	h := c.hub
	name := r.Name
	if !h.blocks.has(c.key, wire.NameKey(name)) { // or it is spelled otherwise
		whom, err := h.whom(name)
		if err != nil {
			return wire.Done{}, err
		}
		name = whom.name
	}
	return wire.Done{Key: r.Key}, h.changeBlock(ctx, c, model.BlockedName{Name: name}, true, func(account int64) (bool, error) {
		return h.cfg.Accounts.Unblock(ctx, account, name)
	})
}

// changeBlock stores a change of whom the client's user blocks, if that is an
// account, and then tells all of their connections.
func (h *Hub) changeBlock(ctx context.Context, c *conn, who model.BlockedName, off bool, store func(account int64) (bool, error)) error {
	select {
	case h.blocks.storing <- struct{}{}:
		defer func() { <-h.blocks.storing }()
	case <-ctx.Done():
		return wire.Refuse(wire.CodeNotStored)
	}
	account := c.holder.is().ID
	switch {
	case h.cfg.Accounts != nil && account > model.Guest:
		if _, err := store(account); err != nil {
			return err
		}
	case !off && h.blocks.count(c.key) >= wire.MaxBlocked:
		return wire.Refuse(wire.TooManyBlocked, "max", wire.MaxBlocked)
	}
	who, changed := h.blocks.set(c.key, who, off)
	if !changed {
		return nil
	}
	h.do(func() { // so that the client hears it before it is answered
		h.tellPerson(c.key, wire.AppendAnswer(nil, blockedLine([]model.BlockedName{who}, off)))
		h.tellOffersFrom(c.key, wire.NameKey(who.Name))
	})
	return nil
}

// blockedLine is what is told of names that are blocked, or are not any more.
func blockedLine(names []model.BlockedName, off bool) wire.Blocked {
	line := wire.Blocked{Names: []string{}, Off: off}
	for _, who := range names {
		line.Names = append(line.Names, who.Name)
		if who.Guest {
			line.Guests = append(line.Guests, who.Name)
		}
	}
	return line
}

// renewBlocks ends all blocks of a name that somebody else has now, and tells
// those who blocked it.
func (h *Hub) renewBlocks(key, name string) {
	h.tellBlocked(h.blocks.renew(key), name, true)
}

// tellBlocked tells people that they block a name, or with off that they do not
// any more.
func (h *Hub) tellBlocked(by []string, name string, off bool) {
	if len(by) == 0 {
		return
	}
	line := wire.AppendAnswer(nil, wire.Blocked{Names: []string{name}, Off: off})
	h.order(func() {
		for _, who := range by {
			h.tellPerson(who, line)
		}
	})
}

// isBlocked reports whether by blocks who, by that name or another one of the same
// devices.
func (h *Hub) isBlocked(by, who string) bool {
	return by != who && h.aliases.any(who, func(key string) bool { return h.blocks.has(by, key) })
}

// untaken returns what speaks against the client sending something to a person,
// by the key of their name: that one of the two blocks the other. Whom the client
// blocks counts by the name alone: it is not told whose other name one is.
func (c *conn) untaken(key, name string) *wire.Error {
	switch {
	case c.hub.blocks.has(c.key, key):
		return wire.Refuse(wire.YouBlock, "name", name)
	case c.hub.isBlocked(key, c.key):
		return notTaken(name)
	}
	return nil
}

// notTaken is what somebody hears from whom a person takes nothing: because they
// are blocked, or because they have invited that person often enough for now.
func notTaken(name string) *wire.Error {
	return wire.Refuse(wire.NotTaken, "name", name)
}
