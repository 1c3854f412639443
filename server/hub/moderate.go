package hub

import (
	"context"
	"slices"

	"confab/server/clientaddr"
	"confab/server/model"
	"confab/server/wire"
)

// moderate does an action, and what follows from it for connected clients.
// Clients that are being admitted are checked again: see Hub.permissions.
func (mo *moderation) moderate(ctx context.Context, c *Conn, r *wire.Moderate) (wire.Done, error) {
	done := wire.Done{ID: r.ID}
	h := c.hub
	if r.Act == wire.ActBan && !c.console && clientaddr.Covers(r.Address, c.from.Key) {
		return done, wire.Refuse(wire.OwnAddress)
	}
	if r.Name != "" {
		p, err := h.whom(r.Name)
		if err != nil {
			return done, err
		}
		// A user who may not act gets that error, from the accounts, and does not learn which names exist.
		if role := c.user.account().Role; role == wire.Moderator || role == wire.Administrator {
			if bad := missing(r, p); bad != nil {
				return done, bad
			}
		}
		if !undoes(r.Act) || p.account != model.Guest { // a guest's mute or ban is stored under the name that was written
			r.Name = p.name
		}
	}
	if r.Act == wire.ActCloseRoom {
		if bad := mo.canClose(c, r.Room); bad != nil {
			return done, bad
		}
	}
	key := wire.NameKey(r.Name)
	rooms := h.rooms.of(key) // of the user who has the name now
	noted := *r
	noted.Room = mo.audited(r.Room)
	devices, err := h.cfg.Accounts.Moderate(ctx, c.accountID(), &noted)
	if err != nil {
		return done, err
	}
	h.permissions.Add(1)
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor) // what follows has its own time
	defer cancel()
	h.cfg.Log.Info("moderated", "by", c.name, "act", r.Act, "name", r.Name, "address", r.Address, "role", r.Role, "minutes", r.Minutes, "reason", r.Reason)
	if r.Name != "" && (r.Act == wire.ActBan || r.Act == wire.ActUnban) {
		h.blocking.readBans(ctx, key)
	}
	switch r.Act {
	case wire.ActKick:
		h.bus.Publish(Notice{Disconnect: &Disconnection{Target{Key: key}, wire.ByeKicked, wire.With("reason", r.Reason)}})
	case wire.ActBan:
		h.bus.Publish(Notice{Disconnect: &Disconnection{
			Target{Key: key, Devices: devices, Address: r.Address}, wire.ByeBanned, wire.With("for", r.Minutes*60, "reason", r.Reason),
		}})
	case wire.ActUnregister:
		h.bus.Publish(Notice{Disconnect: &Disconnection{Target{Key: key}, wire.ByeUnregistered, wire.With("reason", r.Reason)}})
		if err := h.journal.ForgetReads(ctx, key); err != nil {
			h.cfg.Log.Error("how far an unregistered name had read is still stored", "name", r.Name, "error", err)
		}
		h.blocks.forget(key)
		h.blocking.renew(key, r.Name)
		h.blocking.readAliases(ctx, key)
		if err := h.memberships.evict(ctx, key, r.Name, func(room string) bool { return slices.Contains(rooms, room) }); err != nil {
			h.cfg.Log.Error("an unregistered name stays in its rooms until a client registers it", "name", r.Name, "error", err)
		}
	case wire.ActCloseRoom:
		if err := h.memberships.closeRooms(ctx, c.name, r.Reason, r.Room); err != nil {
			h.cfg.Log.Error("a room is not closed, though the audit says so", "room", r.Room, "error", err)
			return done, wire.Refuse(wire.CodeNotStored)
		}
		h.publisher.waitAll()
	case wire.ActMute, wire.ActUnmute:
		h.bus.Publish(Notice{Refresh: &Target{Key: key, Devices: devices}})
	case wire.ActRole:
		h.bus.Publish(Notice{Refresh: &Target{Key: key}})
	}
	return done, nil
}

// undoes reports whether act ends a mute or a ban.
func undoes(act string) bool { return act == wire.ActUnmute || act == wire.ActUnban }

// missing returns an error if an action needs a user with the name and there is none.
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

// refresh reads what the users of a target's connections may do now, and tells
// them. If permissions change meanwhile it reads again, so that the last change
// holds.
func (mo *moderation) refresh(ctx context.Context, t Target) {
	for _, user := range mo.hub.online.users(t) {
		for done := false; !done; {
			permissions := mo.hub.permissions.Load()
			account, err := mo.hub.cfg.Accounts.Account(ctx, user.name)
			if err != nil {
				mo.hub.cfg.Log.Error("what a user may do is not known until they reconnect", "name", user.name, "error", err)
				break
			}
			if !mo.hub.doAndWait(func() {
				if done = mo.hub.permissions.Load() == permissions; done {
					user.refresh(account)
					mo.hub.online.showSelf(user)
				}
			}) {
				return
			}
		}
	}
}
