package hub

import (
	"net"

	"confab/server/model"
	"confab/server/wire"
)

// ConsoleName is what the server's own terminal registers as. It is reserved:
// no other client can.
const ConsoleName = "console"

// serverName is what the audit and events have for what the server does, by itself
// or for its own terminal.
const serverName = "server"

// isConsole reports whether a visit is the server's own terminal, which has the
// server's own key: a program that can read that from the server's disk can be the
// server in any case.
func (h *Hub) isConsole(v model.Visit, r wire.Registration) bool {
	return h.cfg.Key != "" && v.Device == h.cfg.Key && r.Name == ConsoleName && r.Version == wire.V2
}

// registerConsole is Register for the server's own terminal. It is no person:
// it has no name that others see, is in no room, and needs no hello.
func (h *Hub) registerConsole(nc net.Conn, v model.Visit, rest []byte) (serve func(), err error) {
	account := model.Account{ID: model.Console, Name: v.Name, Role: wire.Administrator}
	v.Name, v.Key = serverName, "" // no name has the key
	user := &user{name: v.Name, pacer: newPacer(pacing{}), current: account}
	c := newConn(h, nc, h.ids.Add(1), wire.V2, user, v)
	c.console = true
	for here, ok := false, true; !here; { // no sanction holds against it
		if here, ok = h.online.register(c, h.permissions.Load()); !ok {
			return nil, wire.ShuttingDown
		}
	}
	h.cfg.Log.Info("the console is here", "conn", c.id, "from", nc.RemoteAddr())
	return func() { h.part(c, c.reader.run(rest)) }, nil
}
