package hub

import (
	"context"
	"crypto/rand"
	"net"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A PairingNotice says that a device asks to be one of a user's, or that it no
// longer does.
type PairingNotice struct {
	Key     string           `json:"key"`          // of the user's name
	ID      string           `json:"id,omitempty"` // of the request; with Over, none is any
	Device  wire.Fingerprint `json:"device,omitempty"`
	Address string           `json:"address,omitempty"`
	Over    bool             `json:"over,omitempty"`
	Refusal wire.Reply       `json:"refusal,omitzero"` // with Over: why not; none if the device is confirmed
}

// pairing is the requests of devices to be one of a user's, one for each user at
// a time, so that the user knows which one they confirm. Run owns it.
type pairing struct {
	hub      *Hub
	requests map[string]*pairingRequest // on all nodes, by the keys of the users' names
	waiting  map[string]chan error      // for the answers to those of this node, by their IDs
}

// A pairingRequest is one that no answer has come for.
type pairingRequest struct {
	PairingNotice
	answered bool // the answer is on its way
}

func newPairing(h *Hub) *pairing {
	return &pairing{h, map[string]*pairingRequest{}, map[string]chan error{}}
}

// line tells a user that a device asks; nil if none does.
func (p *pairing) line(key string) []byte {
	r := p.requests[key]
	if r == nil {
		return nil
	}
	return wire.AppendAnswer(nil, wire.PairingRequest{Device: r.Device, Address: r.Address})
}

// receive takes a notice of any node.
func (p *pairing) receive(n PairingNotice) {
	r := p.requests[n.Key]
	if !n.Over {
		switch {
		case r == nil:
		case r.answered: // and the invitation is spent or void
			p.answer(n.ID, wire.LinkExpired)
			return
		default:
			p.end(r, wire.AskedLater)
		}
		p.requests[n.Key] = &pairingRequest{PairingNotice: n}
		p.hub.online.tellPerson(n.Key, p.line(n.Key))
		return
	}
	if r != nil && (n.ID == "" || n.ID == r.ID) {
		p.end(r, n.Refusal)
	}
}

// end answers the device, if it asks at this node, and tells the user.
func (p *pairing) end(r *pairingRequest, refusal wire.Reply) {
	delete(p.requests, r.Key)
	p.answer(r.ID, refusal)
	p.hub.online.tellPerson(r.Key, wire.AppendAnswer(nil, wire.PairingRequest{Device: r.Device, Over: true}))
}

// answer answers the request with an ID, if its device asks at this node.
func (p *pairing) answer(id string, refusal wire.Reply) {
	answer := p.waiting[id]
	if answer == nil {
		return
	}
	delete(p.waiting, id)
	if refusal == (wire.Reply{}) {
		answer <- nil // the only one, and there is room for it
	} else {
		answer <- refusal
	}
}

// cancel ends the request of a user's name, if there is one: its invitation is void.
func (p *pairing) cancel(key string) {
	p.hub.bus.Publish(Notice{Pairing: &PairingNotice{Key: key, Over: true, Refusal: wire.LinkExpired}})
}

// ask has the devices of a name confirm a new one that brings an
// invitation of theirs, which is valid until then. It returns nil when one of them
// has, and otherwise what to say to the new one.
func (p *pairing) ask(nc net.Conn, v model.Visit, until time.Time) error {
	_ = nc.SetWriteDeadline(time.Now().Add(flushFor))
	if _, err := nc.Write(wire.Wait.Line()); err != nil {
		return err
	}
	_ = nc.SetWriteDeadline(time.Time{})
	id, answer := rand.Text(), make(chan error, 1)
	p.hub.doAndWait(func() { p.waiting[id] = answer })
	p.hub.bus.Publish(Notice{Pairing: &PairingNotice{Key: v.Key, ID: id, Device: v.Device, Address: v.Address}})
	p.hub.cfg.Log.Info("asks to be a device of", "name", v.Name, "device", v.Device, "from", nc.RemoteAddr())
	late := time.NewTimer(time.Until(until))
	defer late.Stop()
	select {
	case refusal := <-answer:
		return refusal
	case <-late.C:
		p.hub.bus.Publish(Notice{Pairing: &PairingNotice{Key: v.Key, ID: id, Over: true, Refusal: wire.LinkExpired}})
		return wire.LinkExpired
	case <-p.hub.done:
		return wire.ShuttingDown
	}
}

// tellPerson pushes a line to a user's connections that speak
// CHAT/2.0. Run calls it.
func (on *online) tellPerson(key string, line []byte) {
	p, now := on.people[key], time.Now()
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
func (p *pairing) pair(ctx context.Context, c *Conn, r *wire.Pair) (wire.InvitationToken, error) {
	invited, err := c.hub.cfg.Accounts.Pair(ctx, c.accountID())
	if err == nil { // the one before is void
		p.cancel(c.key)
	}
	invited.ID, invited.Addresses = r.ID, c.hub.cfg.Addresses
	return invited, err
}

// confirm answers a device that asks.
func (p *pairing) confirm(c *Conn, r *wire.Confirm) error {
	h := c.hub
	if !r.Yes { // and it does not ask again
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		if err := h.cfg.Accounts.Unpair(ctx, c.accountID()); err != nil {
			return c.refuse(c.refusal(err), "confirm", r.ID)
		}
	}
	answer := PairingNotice{Key: c.key, Over: true}
	if !r.Yes {
		answer.Refusal = wire.NotConfirmed
	}
	h.doAndWait(func() {
		asks := p.requests[c.key]
		if asks == nil || asks.Device != r.Device || asks.answered {
			_ = c.refuse(wire.Refuse(wire.NotAsking), "confirm", r.ID)
			return
		}
		c.answer(wire.Done{ID: r.ID})
		asks.answered = true
		answer.ID = asks.ID
	})
	if answer.ID != "" {
		h.bus.Publish(Notice{Pairing: &answer})
	}
	return nil
}

// request answers with the client's devices.
func (d *devices) request(c *Conn, r *wire.Devices) error {
	select {
	case <-c.noted:
	case <-time.After(seenFor):
	case <-c.ended:
	}
	return d.list(c.accountID(), c.key, func(list wire.DeviceList) {
		list.ID = r.ID
		c.answer(list)
	}, func(err error) error { return c.refuse(c.refusal(err), "devices", r.ID) })
}

// list has Run call told with an account's devices and which of them are
// connected; failed is called instead if they cannot be read.
func (d *devices) list(account int64, key string, told func(wire.DeviceList), failed func(error) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	devices, err := d.hub.cfg.Accounts.Devices(ctx, account)
	if err != nil {
		return failed(err)
	}
	d.hub.do(func() {
		online := map[wire.Fingerprint]bool{}
		if p := d.hub.online.people[key]; p != nil {
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

// tell tells all of a user's connections which devices there are now.
func (d *devices) tell(who *user) {
	_ = d.list(who.account().ID, who.key, func(list wire.DeviceList) {
		d.hub.online.tellPerson(who.key, wire.AppendAnswer(nil, list))
	}, func(err error) error {
		d.hub.cfg.Log.Error("the devices cannot be read", "name", who.name, "error", err)
		return nil
	})
}

// rename gives one of the client's devices a name.
func (d *devices) rename(ctx context.Context, c *Conn, r *wire.Rename) (wire.Done, error) {
	done := wire.Done{ID: r.ID}
	if err := c.hub.cfg.Accounts.Rename(ctx, c.accountID(), r.Device, r.Name); err != nil {
		return done, err
	}
	d.tell(c.user)
	return done, nil
}

// revoke takes one of the user's devices from the account, and ends its connections.
func (d *devices) revoke(ctx context.Context, c *Conn, r *wire.Revoke) (wire.Done, error) {
	done := wire.Done{ID: r.ID}
	h := c.hub
	if err := h.cfg.Accounts.Revoke(ctx, c.accountID(), r.Device); err != nil {
		return done, err
	}
	h.permissions.Add(1) // it does not slip in
	h.blocking.readAliases(ctx, c.key)
	h.cfg.Log.Info("revoked", "name", c.name, "device", r.Device)
	h.pairing.cancel(c.key) // perhaps by its link
	d.tell(c.user)
	h.bus.Publish(Notice{Disconnect: &Disconnection{Target{Key: c.key, Device: r.Device}, wire.ByeRevoked, nil}})
	return done, nil
}
