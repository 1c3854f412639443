package hub

import (
	"context"

	"confab/server/model"
	"confab/server/wire"
)

// blocking is who blocks whom, and which names are the same person's.
type blocking struct {
	hub *Hub
}

// block makes the client's user refuse another user's direct messages and invitations from now on, on all
// devices of the client's user.
func (bl *blocking) block(ctx context.Context, c *Conn, r *wire.Block) (wire.Done, error) {
	h := c.hub
	whom, err := h.whom(r.Name)
	switch {
	case err != nil:
		return wire.Done{}, err
	case wire.NameKey(whom.name) == c.key:
		return wire.Done{}, wire.Refuse(wire.OwnName)
	}
	if bad := c.hub.roomChanges.requirePerson(c, whom); bad != nil {
		return wire.Done{}, bad
	}
	who := model.BlockedName{Name: whom.name, Guest: h.cfg.Accounts != nil && whom.account == model.Guest}
	return wire.Done{ID: r.ID}, bl.change(ctx, c, who, false, func(account int64) (bool, error) {
		return h.cfg.Accounts.Block(ctx, account, whom.account, whom.name)
	})
}

// unblock ends a block.
func (bl *blocking) unblock(ctx context.Context, c *Conn, r *wire.Unblock) (wire.Done, error) {
	h := c.hub
	name := r.Name
	if !h.blocks.has(c.key, wire.NameKey(name)) { // or it is spelled otherwise
		whom, err := h.whom(name)
		if err != nil {
			return wire.Done{}, err
		}
		name = whom.name
	}
	return wire.Done{ID: r.ID}, bl.change(ctx, c, model.BlockedName{Name: name}, true, func(account int64) (bool, error) {
		return h.cfg.Accounts.Unblock(ctx, account, name)
	})
}

// change stores a change of whom the client's user blocks, if that is an
// account, and then tells all of their connections.
func (bl *blocking) change(ctx context.Context, c *Conn, who model.BlockedName, off bool, store func(account int64) (bool, error)) error {
	select {
	case bl.hub.blocks.storing <- struct{}{}:
		defer func() { <-bl.hub.blocks.storing }()
	case <-ctx.Done():
		return wire.Refuse(wire.CodeNotStored)
	}
	account := c.user.account().ID
	switch {
	case bl.hub.cfg.Accounts != nil && account > model.Guest:
		if _, err := store(account); err != nil {
			return err
		}
	case !off && bl.hub.blocks.count(c.key) >= wire.MaxBlocked:
		return wire.Refuse(wire.TooManyBlocked, "max", wire.MaxBlocked)
	}
	who, changed := bl.hub.blocks.set(c.key, who, off)
	if !changed {
		return nil
	}
	bl.hub.doAndWait(func() { // so that the client hears it before it is answered
		bl.hub.online.tellPerson(c.key, wire.AppendAnswer(nil, blockedLine([]model.BlockedName{who}, off)))
		bl.hub.invitations.tellFrom(c.key, wire.NameKey(who.Name))
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

// renew ends all blocks of a name that another user has now, and tells
// those who blocked it.
func (bl *blocking) renew(key, name string) {
	bl.tell(bl.hub.blocks.renew(key), name, true)
}

// tell tells people that they block a name, or with off that they do not
// any more.
func (bl *blocking) tell(by []string, name string, off bool) {
	if len(by) == 0 {
		return
	}
	line := wire.AppendAnswer(nil, wire.Blocked{Names: []string{name}, Off: off})
	bl.hub.do(func() {
		for _, who := range by {
			bl.hub.online.tellPerson(who, line)
		}
	})
}

// isBlocked reports whether by blocks who, by that name or another one of the same
// devices.
func (bl *blocking) isBlocked(by, who string) bool {
	return by != who && bl.hub.aliases.any(who, func(key string) bool { return bl.hub.blocks.has(by, key) })
}

// checkBlocked returns what speaks against the client sending something to a person,
// by the key of their name: that one of the two blocks the other. Whom the client
// blocks counts by the name alone: it is not told whose other name one is.
func (bl *blocking) checkBlocked(c *Conn, key, name string) *wire.Error {
	switch {
	case c.hub.blocks.has(c.key, key):
		return wire.Refuse(wire.YouBlock, "name", name)
	case bl.isBlocked(key, c.key):
		return notTaken(name)
	}
	return nil
}

// notTaken answers a client whose messages and invitations a user refuses: because they
// are blocked, or because they have invited that person often enough for now.
func notTaken(name string) *wire.Error {
	return wire.Refuse(wire.NotTaken, "name", name)
}

// checkPartner returns what speaks against the client sending something to the
// other one of a room of two; nothing does in any other room.
func (bl *blocking) checkPartner(c *Conn, room string) *wire.Error {
	if !wire.IsDirect(room) {
		return nil
	}
	key, name := c.hub.rooms.other(room, c.key)
	if key == "" || key == c.key {
		return nil
	}
	return bl.checkBlocked(c, key, name)
}

// other returns the key and the name of the other one in a room of two.
func (rs *rooms) other(room, who string) (key, name string) {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	if r := rs.byName[room]; r != nil {
		for key, name := range r.people {
			if key != who {
				return key, name
			}
		}
	}
	return "", ""
}
