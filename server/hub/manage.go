package hub

import (
	"context"
	"errors"
	"strings"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// muted returns what speaks against the client saying anything now; nil if nothing does.
func (c *Conn) muted() *wire.Error {
	m := c.user.account().Mute
	if !m.At(time.Now()) {
		return nil
	}
	return wire.Refuse(wire.Muted, "for", wire.SecondsUntil(m.Until, time.Now()), "reason", m.Reason)
}

// standing returns what the client may do; nil on a server without accounts.
func (c *Conn) standing() *wire.Self {
	if c.hub.cfg.Accounts == nil {
		return nil
	}
	return new(standing(c.user.account(), c.device, time.Now()))
}

// seenFor is how long a request for one's devices waits until it is noted that
// this device has come, so that the answer says so. No other request waits.
const seenFor = time.Second

// seen begins to note that a device of a user has connected, and returns what is
// closed when that is done.
func (d *devices) seen(c *Conn, device string) <-chan struct{} {
	done := make(chan struct{})
	account := c.user.account().ID
	if c.hub.cfg.Accounts == nil || account == model.Guest {
		close(done)
		return done
	}
	go func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		if err := c.hub.cfg.Accounts.Seen(ctx, account, c.device, device); err != nil {
			c.hub.cfg.Log.Warn("when a device came cannot be noted", "name", c.name, "error", err)
		}
	}()
	return done
}

// refusal returns an error of Accounts as it is answered.
func (c *Conn) refusal(err error) *wire.Error {
	if bad, ok := errors.AsType[*wire.Error](err); ok {
		return &wire.Error{Code: bad.Code, Params: bad.Params, Text: bad.Text}
	}
	c.hub.cfg.Log.Error("the accounts cannot be used", "name", c.name, "error", err)
	return wire.Refuse(wire.CodeNotStored)
}

// invite makes an invitation for another user.
func (mo *moderation) invite(ctx context.Context, c *Conn, r *wire.Invitation) (wire.InvitationToken, error) {
	invited, err := c.hub.cfg.Accounts.Invite(ctx, c.accountID(), r.Role)
	invited.ID, invited.Addresses = r.ID, c.hub.cfg.Addresses
	return invited, err
}

// audit answers with what has been done.
func (mo *moderation) audit(ctx context.Context, c *Conn, r *wire.Audit) (wire.AuditLog, error) {
	audited, err := c.hub.cfg.Accounts.Audit(ctx, c.accountID(), r)
	for i := range audited.Entries {
		if e := &audited.Entries[i]; e.Room != "" {
			e.Room = mo.auditedRoom(c, e.Room)
		}
	}
	return audited, err
}

// hidden is what a private room's name in the audit begins with. No room's name does.
const hidden = "~"

// audited returns a room's name as the audit has it: it says of a private room
// that it is, for later, when the room has ended. Of one that has ended by now
// it is unknown.
func (mo *moderation) audited(room string) string {
	if room == "" {
		return room
	}
	mo.hub.rooms.mu.RLock()
	defer mo.hub.rooms.mu.RUnlock()
	if r := mo.hub.rooms.byName[room]; r == nil || r.private {
		return hidden + room
	}
	return room
}

// auditedRoom returns the name of a room of the audit as the client may know it:
// of a private room only its members and the server's own terminal do.
func (mo *moderation) auditedRoom(c *Conn, room string) string {
	room, private := strings.CutPrefix(room, hidden)
	if c.console || !private && !c.hub.rooms.isPrivate(room) || c.hub.rooms.member(room, c.key) == nil {
		return room
	}
	return ""
}

// sanctions answers with what holds against whom.
func (mo *moderation) sanctions(ctx context.Context, c *Conn, r *wire.Sanctions) (wire.SanctionList, error) {
	return c.hub.cfg.Accounts.Sanctions(ctx, c.accountID(), r)
}
