package chat

import (
	"context"
	"slices"
	"time"

	"confab/server/peer"
	"confab/server/wire"
)

// errUnready is answered by a server that is kept by its disk.
var errUnready = &wire.Error{Code: wire.CodeNotStored, Reason: "The server could not do this now. Try again in a while."}

// moderate does an act, and what follows from it for those who are connected.
// Nobody is admitted meanwhile, who would not be afterwards.
func (c *conn) moderate(r *wire.Moderate) error {
	h := c.hub
	if r.Act == wire.ActBan && !c.console && peer.Covers(r.Address, c.from.Key) {
		return &wire.Error{Code: wire.NotAllowedHere, Reason: "You come from this address yourself."}
	}
	if r.Act == wire.ActKick && h.names.holder(wire.NameKey(r.Name)) == nil {
		return &wire.Error{Code: wire.NotFound, Reason: "Nobody of this name is connected."}
	}
	if h.takeTurn() != nil {
		return errUnready
	}
	defer h.giveTurn()
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	devices, err := h.cfg.Accounts.Moderate(ctx, c.holder.is().ID, r)
	if err != nil {
		return err
	}
	h.cfg.Log.Info("moderated", "by", c.name, "act", r.Act, "name", r.Name, "address", r.Address, "role", r.Role, "minutes", r.Minutes, "reason", r.Reason)
	key := wire.NameKey(r.Name)
	until := time.Time{}
	if r.Minutes > 0 {
		until = time.Now().Add(time.Duration(r.Minutes) * time.Minute)
	}
	switch r.Act {
	case wire.ActKick:
		h.putOut(wire.ByeRemoved, "You were removed"+why(r.Reason), func(c *conn) bool { return c.key == key })
	case wire.ActBan:
		isThis := isBanned(r, key, devices)
		h.putOut(wire.ByeBanned, "You are banned"+forHowLong(until, r.Reason), isThis)
	case wire.ActRelease:
		h.putOut(wire.ByeRemoved, "The name is nobody's any more"+why(r.Reason), func(c *conn) bool { return c.key == key })
		if err := h.evict(key, r.Name, everyRoom); err != nil {
			h.cfg.Log.Error("a name that was released is in its rooms until somebody comes with it", "name", r.Name, "error", err)
		}
	case wire.ActMute:
		h.becomes(key, func(a *wire.Account) { a.Mute = wire.Mute{On: true, Until: until, Reason: r.Reason} })
	case wire.ActPardon:
		h.becomes(key, func(a *wire.Account) { a.Mute = wire.Mute{} })
	case wire.ActRole:
		h.becomes(key, func(a *wire.Account) { a.Role = r.Role })
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

// becomes changes what somebody who is connected may do, and tells them.
func (h *Hub) becomes(key string, change func(*wire.Account)) {
	holder := h.names.holder(key)
	if holder == nil {
		return
	}
	account := holder.is()
	change(&account)
	holder.become(account)
	h.tellStanding(holder)
}

// remove takes somebody's message away, for everybody and on the disk.
func (c *conn) remove(ctx context.Context, r *wire.Remove) error {
	no := func(bad *wire.Error) error { return c.refuse(bad, "remove", r.Key) }
	if bad := c.maySee(r.Room); bad != nil {
		return no(bad)
	}
	e, err := c.hub.find(r.Target)
	switch {
	case err != nil:
		return no(unreadable())
	case e == nil || e.Room != r.Room || e.Type != wire.MessageType:
		return no(&wire.Error{Code: wire.NoTarget, Reason: "There is no such message in this room."})
	}
	again, err := c.hub.find(r.Key)
	if err != nil {
		return no(unreadable())
	}
	if again == nil || again.Type != wire.RemoveType || again.Room != r.Room || again.From != c.name { // or else it has been allowed before
		if wire.IsRemoved(e.Body) {
			return no(&wire.Error{Code: wire.NoTarget, Reason: "This message has been removed."})
		}
		if err := c.hub.cfg.Accounts.Remove(ctx, c.holder.is().ID, e.From, wire.IsByGuest(e.Body), r); err != nil {
			return no(c.refusal(err))
		}
	}
	e = event(r.Room, r.Key, wire.RemoveType, wire.EditBody{Target: r.Target, Reason: r.Reason})
	if err := c.say(e); err != nil || !c.console {
		return err
	}
	err = c.handOver()
	if e.Seq > 0 { // the console is in no room, and hears no echo
		c.answer(wire.Done{Key: r.Key})
	}
	return err
}

// maySee returns what speaks against the client reading a room: the server's
// terminal is in none, and reads those that are not private.
func (c *conn) maySee(room string) (bad *wire.Error) {
	bad = c.hub.rooms.member(room, c.key)
	if c.console && bad != nil && bad.Code == wire.NotMember {
		return nil
	}
	return bad
}
