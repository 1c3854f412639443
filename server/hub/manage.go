package hub

import (
	"context"
	"errors"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// muted returns what speaks against the client saying anything now; nil if nothing does.
func (c *conn) muted() *wire.Error {
	m := c.holder.is().Mute
	if !m.At(time.Now()) {
		return nil
	}
	return wire.Refuse(wire.Muted, "for", wire.SecondsUntil(m.Until, time.Now()), "reason", m.Reason)
}

// standing returns what the client may do; nil where names are nobody's.
func (c *conn) standing() *wire.Standing {
	if c.hub.cfg.Accounts == nil {
		return nil
	}
	return new(standing(c.holder.is(), c.device, time.Now()))
}

// seenFor is how long a request for one's devices waits until it is noted that
// this device has come, so that the answer says so. No other request waits.
const seenFor = time.Second

// seen begins to note that a device of somebody's has come, and returns what is
// closed when that is done.
func (c *conn) seen(device string) <-chan struct{} {
	done := make(chan struct{})
	account := c.holder.is().ID
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
func (c *conn) refusal(err error) *wire.Error {
	if bad, ok := errors.AsType[*wire.Error](err); ok {
		return &wire.Error{Code: bad.Code, Params: bad.Params, Text: bad.Text}
	}
	c.hub.cfg.Log.Error("the accounts cannot be used", "name", c.name, "error", err)
	return wire.Refuse(wire.CodeNotStored)
}

// invitation makes an invitation for somebody else.
func (c *conn) invitation(ctx context.Context, r *wire.Invitation) (wire.Invited, error) {
	invited, err := c.hub.cfg.Accounts.Invite(ctx, c.account(), r.Role)
	invited.Key, invited.Addresses = r.Key, c.hub.cfg.Addresses
	return invited, err
}

// audit answers with what has been done.
func (c *conn) audit(ctx context.Context, r *wire.Audit) (wire.Audited, error) {
	return c.hub.cfg.Accounts.Audit(ctx, c.account(), r)
}

// sanctions answers with what holds against whom.
func (c *conn) sanctions(ctx context.Context, r *wire.Sanctions) (wire.Sanctioned, error) {
	return c.hub.cfg.Accounts.Sanctions(ctx, c.account(), r)
}
