package client

import (
	"context"
	"net"

	"confab/backend/session"
)

// A connection is how the session is connected with its server. Its methods are
// those of [session.Session], where their errors and limits are described; the
// archive has no part in them. It owns no state.
type connection struct{ session *session.Session }

// At returns how the session stands with its server.
func (c connection) At() session.Connection { return c.session.At() }

// Connect registers name at the server at address.
func (c connection) Connect(ctx context.Context, address, name string) error {
	return c.session.Connect(ctx, address, name)
}

// Resume continues where name was with the server at address.
func (c connection) Resume(address, name string) error { return c.session.Resume(address, name) }

// Reconnect tries now what the session would try later.
func (c connection) Reconnect() { c.session.Reconnect() }

// Redial gives up the connection and tries at once.
func (c connection) Redial() { c.session.Redial() }

// LocalAddr returns this machine's end of the connection, nil if there is none.
func (c connection) LocalAddr() net.Addr { return c.session.LocalAddr() }

// Leave leaves the server.
func (c connection) Leave() { c.session.Leave() }
