package hub

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"confab/server/chat1"
	"confab/server/model"
	"confab/server/wire"
)

// Register registers the client that sent the line first, and returns what
// serves it until it leaves, is put out or the hub shuts down; rest is what has
// arrived behind that line. A refusal is a wire.Reply for the caller to say.
// If nc has a ClientKey that is the key that the client has proved to have. A
// new device of a user waits here, for five minutes at the most, until one
// that is known has confirmed it.
// The caller runs serve in a goroutine that it gives nothing else to do, and
// closes nc.
func (h *Hub) Register(nc net.Conn, first string, rest []byte) (serve func(), err error) {
	r, err := wire.ParseRegistration(first)
	defer func() { err = spelled(r.Version, err) }()
	v := model.Visit{Name: r.Name, Device: keyOf(nc), Address: host(nc), Token: r.Token}
	if h.isConsole(v, r) {
		return h.registerConsole(nc, v, rest)
	}
	if err != nil && !h.admission.isHeld(r.Name) {
		return nil, err
	}
	v.Key = wire.NameKey(r.Name)
	c, err := h.admission.admit(nc, v, r)
	if err != nil {
		return nil, err
	}
	h.cfg.Log.Info("arrived", "conn", c.id, "name", c.name, "from", nc.RemoteAddr(), "speaks", c.speaks, "guest", c.guest)
	return func() { h.part(c, c.reader.run(rest)) }, nil
}

// isHeld reports whether an account has a name that is reserved now: an
// older program gave it away. Whether it is this client's, Admit says.
func (ad *admission) isHeld(name string) bool {
	if ad.hub.cfg.Accounts == nil || name == "" || wire.CheckHeld(name) != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	account, err := ad.hub.cfg.Accounts.Account(ctx, name)
	if err != nil {
		ad.hub.cfg.Log.Warn("cannot find out whose a reserved name is", "error", err)
	}
	return err == nil && account.ID != model.Guest && wire.SameName(account.Name, name)
}

// A refusal is why a client is not admitted, with the reply in its dialect.
type refusal struct {
	error
	say wire.Reply
}

// Unwrap returns what to say first.
func (r refusal) Unwrap() []error { return []error{r.say, r.error} }

// spelled returns err with what there is to say as a dialect has it.
func spelled(speaks wire.Version, err error) error {
	reply, ok := errors.AsType[wire.Reply](err)
	if say := chat1.Reply(speaks, reply); ok && say != reply {
		return refusal{err, say}
	}
	return err
}

// admit checks whether a client may have a name, and registers it under the name.
func (ad *admission) admit(nc net.Conn, v model.Visit, r wire.Registration) (*Conn, error) {
	c, asks, err := ad.tryAdmit(nc, &v, r, false)
	if asks.IsZero() {
		return c, err
	}
	if err := ad.hub.pairing.ask(nc, v, asks); err != nil {
		return nil, err
	}
	c, _, err = ad.tryAdmit(nc, &v, r, true)
	if errors.Is(err, wire.NameTaken) { // the invitation ended in this moment
		err = wire.LinkExpired
	}
	return c, err
}

// notAdmitted returns the reply to a client that is not admitted because of err.
func (ad *admission) notAdmitted(v model.Visit, err error) error {
	if _, ok := errors.AsType[wire.Reply](err); ok {
		return fmt.Errorf("%w: %q", err, v.Name)
	}
	ad.hub.cfg.Log.Error("whose a name is cannot be found out", "name", v.Name, "error", err)
	return wire.Unready
}

// whoIs says by what further connections of the same person are known: those
// of an account by that, and others by the IP address they come from. Without
// one, nothing says that two guests are the same.
func whoIs(entry model.Entry, v model.Visit, nc net.Conn) string {
	switch {
	case entry.Account.ID != model.Guest:
		return ownerOf(entry.Account.ID)
	case entry.New:
		return "key " + string(v.Device)
	}
	from := host(nc)
	if _, err := netip.ParseAddr(from); err != nil {
		return fmt.Sprintf("connection %p", nc)
	}
	return "from " + from
}

func ownerOf(account int64) string { return "account " + strconv.FormatInt(account, 10) }

// host returns the address that nc comes from, without its port.
func host(nc net.Conn) string {
	address := nc.RemoteAddr().String()
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}

// part lets a client go that has ended because of cause.
func (h *Hub) part(c *Conn, cause error) {
	h.leave(c)
	if c.guest && leftOnPurpose(cause) && h.names.isLast(c.user) {
		h.guests.leaveRooms(c)
	}
	h.admission.giveBack(c)
	c.finish()
	h.cfg.Log.Info("left", "conn", c.id, "name", c.name, "reason", cause, "said", c.batch.said)
}

// giveBack gives back what a connection has of the names.
func (ad *admission) giveBack(c *Conn) {
	ad.hub.names.leave(c.from, c.user, c.share)
	if !c.console {
		ad.hub.guests.release(c.user, ad.hub.names.who(c.user))
	}
}
