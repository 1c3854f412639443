package hub

import (
	"context"
	"fmt"
	"net"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// tryAdmit is admit, except for a device that another one has to confirm: then
// it returns until when, and does nothing. v gets the name as its account spells
// it.
//
// Clients are admitted concurrently, and none waits for another one's disk
// access. A name is claimed in memory before anything is stored under it, so only
// one claim succeeds. If permissions change meanwhile, by a ban for example,
// tryAdmit starts again, so that no client gets past them.
func (ad *admission) tryAdmit(nc net.Conn, v *model.Visit, r wire.Registration, confirmed bool) (c *Conn, asks time.Time, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	for ctx.Err() == nil {
		permissions, bound := ad.hub.permissions.Load(), ad.hub.bound.Load()
		entry, err := ad.look(ctx, v)
		if err != nil {
			return nil, asks, ad.notAdmitted(*v, err)
		}
		if entry.Pairs && !confirmed {
			return nil, entry.Until, nil
		}
		user, err := ad.hub.names.claim(v.Name, whoIs(entry, *v, nc), r.Version, entry.Account)
		if err != nil {
			return nil, asks, fmt.Errorf("%w: %q", err, v.Name)
		}
		if ad.hub.cfg.Accounts != nil {
			if err := ad.prepare(ctx, *v, entry, user, bound); err != nil {
				return nil, asks, ad.notAdmitted(*v, err)
			}
		}
		c = newConn(ad.hub, nc, ad.hub.ids.Add(1), r.Version, user, *v)
		c.registeredName = r.Name
		here, ok := ad.hub.online.register(c, permissions)
		if here {
			return c, asks, nil
		}
		ad.giveBack(c)
		if !ok {
			return nil, asks, wire.ShuttingDown
		}
	}
	return nil, asks, wire.Unready
}

// look finds out what a visit comes to, and makes the name that it has the visit's.
func (ad *admission) look(ctx context.Context, v *model.Visit) (model.Entry, error) {
	v.Seq = ad.hub.journal.Seq()
	if ad.hub.cfg.Accounts == nil {
		return model.Entry{Account: model.Account{Name: v.Name}}, nil
	}
	entry, err := ad.hub.cfg.Accounts.Admit(ctx, *v)
	if err != nil {
		return entry, err
	}
	v.Name, v.Key = entry.Account.Name, wire.NameKey(entry.Account.Name)
	if entry.Account.ID == model.Guest {
		entry.Account.Since = v.Seq // who had the name before was perhaps another one
	}
	return entry, nil
}

// prepare removes what the previous user of the name has left, and stores
// what the visit asks for. If the disk does not answer by the end of ctx, it
// returns, and the name stays claimed until the disk has answered. With any
// error the name is given back.
func (ad *admission) prepare(ctx context.Context, v model.Visit, entry model.Entry, user *user, bound int64) error {
	isGuest := entry.Account.ID == model.Guest && !entry.New
	if isGuest && ad.hub.bound.Load() != bound { // perhaps this name, before it was claimed
		if _, err := ad.hub.cfg.Accounts.Admit(ctx, v); err != nil {
			ad.hub.guests.release(user, notLetIn)
			return err
		}
	}
	var left []*wire.Event // by which the previous user of the name leaves rooms
	switch {
	case isGuest:
		left = ad.hub.guests.returning(user)
	case entry.New:
		ad.hub.guests.take(v.Key, nil)
		ad.hub.blocks.forget(v.Key)
		left = ad.hub.memberships.leaveAllEvents(v.Key)
	}
	if len(left) == 0 && !entry.Binds() {
		return nil // the disk has nothing to do
	}
	stored := make(chan error, 1)
	go func() { stored <- ad.store(ctx, v, entry, user, left) }()
	select {
	case err := <-stored:
		if err != nil {
			ad.hub.guests.release(user, notLetIn)
		}
		return err
	case <-ctx.Done():
		go func() {
			<-stored
			ad.hub.guests.release(user, notLetIn)
		}()
		return ctx.Err()
	}
}

// store does what prepare has for the disk.
func (ad *admission) store(ctx context.Context, v model.Visit, entry model.Entry, user *user, left []*wire.Event) error {
	if err := ad.hub.memberships.leaveInTime(ctx, v.Name, left); err != nil {
		return err
	}
	if !entry.Binds() {
		return nil
	}
	v.Seq = ad.hub.journal.Seq()
	account, err := ad.hub.cfg.Accounts.Bind(ctx, v)
	if err != nil {
		return err
	}
	ad.hub.bound.Add(1)
	if entry.New {
		ad.hub.blocking.tell(ad.hub.blocks.rename(v.Key, account.Name), account.Name, false)
	}
	if entry.New || entry.Pairs {
		ad.hub.blocking.readAliases(ctx, v.Key)
	}
	ad.hub.names.setWho(user, ownerOf(account.ID))
	user.setAccount(account)
	ad.hub.cfg.Log.Info("bound", "name", v.Name, "device", v.Device, "role", account.Role)
	if entry.Pairs {
		ad.hub.devices.tell(user)
	}
	if entry.Redeems {
		ad.hub.online.tellSelf(user)
	}
	return nil
}
