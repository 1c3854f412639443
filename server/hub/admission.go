package hub

import (
	"context"
	"fmt"
	"net"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// tryAdmit is admit, but for a device that another one has to confirm: then it
// returns until when, and does nothing. An account's name becomes the visit's.
//
// Any number of clients are admitted at the same time, and none waits for
// another one's disk. A name is claimed in memory before anything is stored
// under it, so one claim of it succeeds. A ban, or whatever else is imposed
// while the client is on its way, is seen when it arrives: then all is looked at
// again. So nobody slips through.
func (h *Hub) tryAdmit(nc net.Conn, v *model.Visit, r wire.Registration, confirmed bool) (c *Conn, asks time.Time, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	for ctx.Err() == nil {
		permissions, bound := h.permissions.Load(), h.bound.Load()
		entry, err := h.look(ctx, v)
		if err != nil {
			return nil, asks, h.notAdmitted(*v, err)
		}
		if entry.Pairs && !confirmed {
			return nil, entry.Until, nil
		}
		user, err := h.names.claim(v.Name, whoIs(entry, *v, nc), r.Version, entry.Account)
		if err != nil {
			return nil, asks, fmt.Errorf("%w: %q", err, v.Name)
		}
		if h.cfg.Accounts != nil {
			if err := h.prepare(ctx, *v, entry, user, bound); err != nil {
				return nil, asks, h.notAdmitted(*v, err)
			}
		}
		c = newConn(h, nc, h.ids.Add(1), r.Version, user, *v)
		c.typed = r.Name
		here, ok := h.register(c, permissions)
		if here {
			return c, asks, nil
		}
		h.giveBack(c)
		if !ok {
			return nil, asks, wire.ShuttingDown
		}
	}
	return nil, asks, wire.Unready
}

// look finds out what a visit comes to, and makes the name that it has the visit's.
func (h *Hub) look(ctx context.Context, v *model.Visit) (model.Entry, error) {
	v.Seq = h.journal.Seq()
	if h.cfg.Accounts == nil {
		return model.Entry{Account: model.Account{Name: v.Name}}, nil
	}
	entry, err := h.cfg.Accounts.Admit(ctx, *v)
	if err != nil {
		return entry, err
	}
	v.Name, v.Key = entry.Account.Name, wire.NameKey(entry.Account.Name)
	if entry.Account.ID == model.Guest {
		entry.Account.Since = v.Seq // who had the name before was perhaps another one
	}
	return entry, nil
}

// prepare takes away what whoever had the name before has left, and stores
// what the visit asks for. If the disk does not answer by the end of ctx, it
// returns, and the name stays claimed until the disk has answered. With any
// error the name is given back.
func (h *Hub) prepare(ctx context.Context, v model.Visit, entry model.Entry, user *user, bound int64) error {
	isGuest := entry.Account.ID == model.Guest && !entry.New
	if isGuest && h.bound.Load() != bound { // perhaps this name, before it was claimed
		if _, err := h.cfg.Accounts.Admit(ctx, v); err != nil {
			h.guests.release(user, notLetIn)
			return err
		}
	}
	var left []*wire.Event // by which whoever had the name before leaves rooms
	switch {
	case isGuest:
		left = h.guests.returning(user)
	case entry.New:
		h.guests.take(v.Key, nil)
		h.blocks.forget(v.Key)
		left = h.memberships.leaveAllEvents(v.Key)
	}
	if len(left) == 0 && !entry.Binds() {
		return nil // the disk has nothing to do
	}
	stored := make(chan error, 1)
	go func() { stored <- h.store(ctx, v, entry, user, left) }()
	select {
	case err := <-stored:
		if err != nil {
			h.guests.release(user, notLetIn)
		}
		return err
	case <-ctx.Done():
		go func() {
			<-stored
			h.guests.release(user, notLetIn)
		}()
		return ctx.Err()
	}
}

// store does what prepare has for the disk.
func (h *Hub) store(ctx context.Context, v model.Visit, entry model.Entry, user *user, left []*wire.Event) error {
	if err := h.memberships.leaveInTime(ctx, v.Name, left); err != nil {
		return err
	}
	if !entry.Binds() {
		return nil
	}
	v.Seq = h.journal.Seq()
	account, err := h.cfg.Accounts.Bind(ctx, v)
	if err != nil {
		return err
	}
	h.bound.Add(1)
	if entry.New {
		h.tellBlocked(h.blocks.rename(v.Key, account.Name), account.Name, false)
	}
	if entry.New || entry.Pairs {
		h.readAliases(ctx, v.Key)
	}
	h.names.setWho(user, ownerOf(account.ID))
	user.setAccount(account)
	h.cfg.Log.Info("bound", "name", v.Name, "device", v.Device, "role", account.Role)
	if entry.Pairs {
		h.tellDevices(user)
	}
	if entry.Redeems {
		h.tellStanding(user)
	}
	return nil
}
