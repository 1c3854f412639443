package session

import (
	"context"
	"log/slog"
	"net"
	"time"

	"confab/server/wire"
)

// A connector makes connections: it dials and registers, and looks up what Recall
// has stored of the user on the server that answers.
type connector struct {
	client string
	device string
	dial   Dialer
	recall func(address, serverKey, name string) *Snapshot
	log    *slog.Logger
	loop   *loop
}

// register dials, registers and says hello; token is an invitation or empty. It
// returns the connection and what the session knows of its server.
func (c *connector) register(ctx context.Context, hostport, name, token string) (*link, recalled, *Problem) {
	nc, p := c.dialServer(ctx, hostport, name)
	if p != nil {
		return nil, recalled{}, p
	}
	// A caller that stops waiting does so at once, whatever the server does.
	stop := context.AfterFunc(ctx, func() { _ = nc.Close() })
	defer stop()

	l := newLink(nc, hostport, name)
	known := recalled{owner: owner{address: hostport, name: name, server: l.server}}
	p = l.enter(wire.Registration{Name: name, Version: wire.V2, Token: token}, func() { c.unconfirmed(l) })
	if p == nil {
		known.snapshot = c.snapshotOf(known.owner)
		p = l.greet(wire.Hello{Client: c.client, Device: c.device, Rooms: c.rooms(known)})
	}
	if p != nil {
		_ = nc.Close()
		if ctx.Err() != nil {
			return nil, recalled{}, stopped()
		}
		c.log.Info("not registered", "address", hostport, "reason", p)
		return nil, recalled{}, p
	}
	_ = nc.SetDeadline(time.Time{})
	if !stop() {
		return nil, recalled{}, stopped()
	}
	return l, c.spelled(l, known), nil
}

// dialServer connects to a server.
func (c *connector) dialServer(ctx context.Context, hostport, name string) (net.Conn, *Problem) {
	dialling, cancel := context.WithTimeout(ctx, dialFor)
	defer cancel()
	nc, err := c.dial(dialling, hostport)
	switch {
	case err == nil:
		return nc, nil
	case ctx.Err() != nil:
		return nil, stopped()
	}
	c.log.Info("cannot dial", "address", hostport, "error", err)
	return nil, notReached(hostport, name, err)
}

// unconfirmed reports that the connection that is being made waits until the user
// confirms this device on another one.
func (c *connector) unconfirmed(l *link) {
	reason := problem(ConfirmElsewhere, "id", string(l.device[:min(8, len(l.device))]))
	c.loop.do(func() { c.loop.move(func(at *Connection) { at.Reason = reason }) })
}
