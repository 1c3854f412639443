package hub

import (
	"context"
	"slices"

	"confab/server/model"
	"confab/server/peer"
	"confab/server/wire"
)

// errUnready is answered by a server that is kept by its disk.
var errUnready = wire.Refuse(wire.CodeNotStored)

// moderate does an act, and what follows from it for those who are connected.
// Nobody is admitted meanwhile, who would not be afterwards.
func (c *conn) moderate(_ context.Context, r *wire.Moderate) (wire.Done, error) {
	done := wire.Done{Key: r.Key}
	h := c.hub
	if r.Act == wire.ActBan && !c.console && peer.Covers(r.Address, c.from.Key) {
		return done, wire.Refuse(wire.OwnAddress)
	}
	if h.takeTurn() != nil {
		return done, errUnready
	}
	defer h.giveTurn()
	if r.Name != "" {
		p, err := h.whom(r.Name)
		if err != nil {
			return done, err
		}
		// Who may not act hears that, from the accounts, and not who there is.
		if role := c.holder.is().Role; role == wire.Moderator || role == wire.Administrator {
			if bad := missing(r, p); bad != nil {
				return done, bad
			}
		}
		if r.Act != wire.ActPardon || p.account != model.Guest { // what holds against a guest's name does so as it was imposed
			r.Name = p.name
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	if r.Act == wire.ActCloseRoom {
		if bad := c.mayClose(r.Room); bad != nil {
			return done, bad
		}
	}
	devices, err := h.cfg.Accounts.Moderate(ctx, c.account(), r)
	if err != nil {
		return done, err
	}
	h.cfg.Log.Info("moderated", "by", c.name, "act", r.Act, "name", r.Name, "address", r.Address, "role", r.Role, "minutes", r.Minutes, "reason", r.Reason)
	key := wire.NameKey(r.Name)
	switch r.Act {
	case wire.ActKick:
		h.putOut(wire.ByeKicked, wire.With("reason", r.Reason), func(c *conn) bool { return c.key == key })
	case wire.ActBan:
		isThis := isBanned(r, key, devices)
		h.putOut(wire.ByeBanned, wire.With("for", r.Minutes*60, "reason", r.Reason), isThis)
	case wire.ActRelease:
		h.putOut(wire.ByeReleased, wire.With("reason", r.Reason), func(c *conn) bool { return c.key == key })
		if err := h.journal.ForgetReads(ctx, key); err != nil {
			h.cfg.Log.Error("how far a name that was released had read is still known", "name", r.Name, "error", err)
		}
		if err := h.evict(ctx, key, r.Name, everyRoom); err != nil {
			h.cfg.Log.Error("a name that was released is in its rooms until somebody comes with it", "name", r.Name, "error", err)
		}
	case wire.ActCloseRoom:
		if err := h.closeRooms(ctx, c.name, r.Reason, r.Room); err != nil {
			h.cfg.Log.Error("a room is not closed, though the audit says so", "room", r.Room, "error", err)
			return done, wire.Refuse(wire.CodeNotStored)
		}
		h.settle(h.journal.Seq())
	case wire.ActMute, wire.ActPardon:
		h.mutes(ctx, key, devices)
	case wire.ActRole:
		h.becomes(key, func(a *model.Account) { a.Role = r.Role })
	}
	return done, nil
}

// missing returns what speaks against an act because nobody has the name.
func missing(r *wire.Moderate, p whom) error {
	switch {
	case p.connected:
	case r.Act == wire.ActKick:
		return wire.Refuse(wire.NotOnline)
	case p.account != model.Guest || r.Force:
	case r.Act == wire.ActMute, r.Act == wire.ActBan:
		return wire.Refuse(wire.NameUnused)
	}
	return nil
}

// isBanned returns what tells the connections of those whom r bans: by their
// address, or by their name or any of its devices.
func isBanned(r *wire.Moderate, key string, devices []wire.Fingerprint) func(*conn) bool {
	if r.Address != "" {
		return func(c *conn) bool {
			role := c.holder.is().Role
			return peer.Covers(r.Address, c.from.Key) && (role == "" || role == wire.Member)
		}
	}
	return func(c *conn) bool { return c.key == key || c.device != "" && slices.Contains(devices, c.device) }
}

// mutes looks again whether those who have a name or one of some devices are
// muted, whatever names they have now, and tells them.
func (h *Hub) mutes(ctx context.Context, key string, devices []wire.Fingerprint) {
	for _, holder := range h.holders(func(c *conn) bool { return c.key == key || c.device != "" && slices.Contains(devices, c.device) }) {
		account, err := h.cfg.Accounts.Account(ctx, holder.name)
		if err != nil {
			h.cfg.Log.Error("whether somebody is muted is not known until they come again", "name", holder.name, "error", err)
			continue
		}
		h.becomes(holder.key, func(a *model.Account) { a.Mute = account.Mute })
	}
}

// becomes changes what somebody who is connected may do, and tells them.
func (h *Hub) becomes(key string, change func(*model.Account)) {
	holder := h.names.holder(key)
	if holder == nil {
		return
	}
	account := holder.is()
	change(&account)
	holder.become(account)
	h.tellStanding(holder)
}
