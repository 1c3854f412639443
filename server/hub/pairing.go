package hub

import (
	"context"
	"net"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A candidate is a device that wants to be somebody's.
type candidate struct {
	visit  model.Visit
	answer chan error // gets one, nil if it is confirmed, unless the device gives up before
}

// line says that the device asks.
func (a *candidate) line() []byte {
	return wire.AppendAnswer(nil, wire.PairingRequest{Device: a.visit.Device, Address: a.visit.Address})
}

// askDevices has the devices of a name confirm a new one that brings an
// invitation of theirs, which holds until then. It returns nil when one of them
// has, and otherwise what to say to the new one.
func (h *Hub) askDevices(nc net.Conn, v model.Visit, until time.Time) error {
	_ = nc.SetWriteDeadline(time.Now().Add(flushFor))
	if _, err := nc.Write(wire.Wait.Line()); err != nil {
		return err
	}
	_ = nc.SetWriteDeadline(time.Time{})
	a := &candidate{v, make(chan error, 1)}
	h.do(func() {
		h.endAsking(v.Key, wire.AskedLater) // one at a time: who confirms must know what
		h.asking[v.Key] = a
		h.tellPerson(v.Key, a.line())
	})
	h.cfg.Log.Info("asks to be a device of", "name", v.Name, "device", v.Device, "from", nc.RemoteAddr())
	late := time.NewTimer(time.Until(until))
	defer late.Stop()
	select {
	case no := <-a.answer:
		return no
	case <-late.C:
		h.do(func() {
			if h.asking[v.Key] == a {
				h.endAsking(v.Key, nil)
			}
		})
		return wire.LinkExpired
	case <-h.done:
		return wire.ShuttingDown
	}
}

// endAsking gives the device that asks to be one of a name's its answer, if one
// asks, and tells the others. Run calls it.
func (h *Hub) endAsking(key string, no error) {
	a := h.asking[key]
	if a == nil {
		return
	}
	delete(h.asking, key)
	a.answer <- no // it is the only one
	h.tellPerson(key, wire.AppendAnswer(nil, wire.PairingRequest{Device: a.visit.Device, Over: true}))
}

// tellPerson pushes a line to everybody's connections under a name who speak
// CHAT/2.0. Run calls it.
func (h *Hub) tellPerson(key string, line []byte) {
	p, now := h.people[key], time.Now()
	if p == nil {
		return
	}
	for _, c := range p.conns {
		if c.speaks == wire.V2 {
			c.push(line, now)
		}
	}
}

// pair makes an invitation for another device of the client's.
func (c *Conn) pair(ctx context.Context, r *wire.Pair) (wire.InvitationToken, error) {
	invited, err := c.hub.cfg.Accounts.Pair(ctx, c.accountID())
	if err == nil { // the one before is void
		c.hub.do(func() { c.hub.endAsking(c.key, wire.LinkExpired) })
	}
	invited.ID, invited.Addresses = r.ID, c.hub.cfg.Addresses
	return invited, err
}

// confirm answers a device that asks.
func (c *Conn) confirm(r *wire.Confirm) error {
	h := c.hub
	if !r.Yes { // and it does not ask again
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		if err := h.cfg.Accounts.Unpair(ctx, c.accountID()); err != nil {
			return c.refuse(c.refusal(err), "confirm", r.ID)
		}
	}
	h.do(func() {
		a := h.asking[c.key]
		if a == nil || a.visit.Device != r.Device {
			_ = c.refuse(wire.Refuse(wire.NotAsking), "confirm", r.ID)
			return
		}
		c.answer(wire.Done{ID: r.ID})
		if r.Yes {
			h.endAsking(c.key, nil)
		} else {
			h.endAsking(c.key, wire.NotConfirmed)
		}
	})
	return nil
}

// devices answers with the client's devices.
func (c *Conn) devices(r *wire.Devices) error {
	select {
	case <-c.noted:
	case <-time.After(seenFor):
	case <-c.ended:
	}
	return c.hub.listDevices(c.accountID(), c.key, func(list wire.DeviceList) {
		list.ID = r.ID
		c.answer(list)
	}, func(err error) error { return c.refuse(c.refusal(err), "devices", r.ID) })
}

// listDevices has Run call told with an account's devices and which of them are
// connected; failed is called instead if they cannot be read.
func (h *Hub) listDevices(account int64, key string, told func(wire.DeviceList), failed func(error) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	devices, err := h.cfg.Accounts.Devices(ctx, account)
	if err != nil {
		return failed(err)
	}
	h.do(func() {
		online := map[wire.Fingerprint]bool{}
		if p := h.people[key]; p != nil {
			for _, c := range p.conns {
				online[c.device] = true
			}
		}
		for i := range devices {
			devices[i].Online = online[devices[i].ID]
		}
		told(wire.DeviceList{Devices: devices})
	})
	return nil
}

// tellDevices tells all of somebody's connections which devices there are now.
func (h *Hub) tellDevices(who *user) {
	_ = h.listDevices(who.account().ID, who.key, func(list wire.DeviceList) {
		h.tellPerson(who.key, wire.AppendAnswer(nil, list))
	}, func(err error) error {
		h.cfg.Log.Error("the devices cannot be read", "name", who.name, "error", err)
		return nil
	})
}

// renameDevice gives one of the client's devices a name.
func (c *Conn) renameDevice(ctx context.Context, r *wire.Rename) (wire.Done, error) {
	done := wire.Done{ID: r.ID}
	if err := c.hub.cfg.Accounts.Rename(ctx, c.accountID(), r.Device, r.Name); err != nil {
		return done, err
	}
	c.hub.tellDevices(c.user)
	return done, nil
}

// revoke makes one of the client's devices nobody's, and ends its connections.
func (c *Conn) revoke(ctx context.Context, r *wire.Revoke) (wire.Done, error) {
	done := wire.Done{ID: r.ID}
	h := c.hub
	if err := h.cfg.Accounts.Revoke(ctx, c.accountID(), r.Device); err != nil {
		return done, err
	}
	h.permissions.Add(1) // it does not slip in
	h.readAliases(ctx, c.key)
	h.cfg.Log.Info("revoked", "name", c.name, "device", r.Device)
	h.do(func() { h.endAsking(c.key, wire.LinkExpired) }) // perhaps by its link
	h.tellDevices(c.user)
	h.disconnect(wire.ByeRevoked, nil, func(other *Conn) bool {
		return other.key == c.key && other.device == r.Device
	})
	return done, nil
}
