// Package chat is the server's engine: who is registered, and every line to
// everybody else. It keeps all of it in memory and knows nothing of ports,
// flags or disks.
//
// Each connection has one goroutine that reads (Hub.Serve), the room one that
// hands out (Room.Run), and a connection has a second one only while something
// waits to be written to it.
package chat

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"confab/server/wire"
)

// Config is what a hub has to know. The zero value of a limit means no limit,
// except for MaxLine and MaxQueued, which have to be set.
type Config struct {
	Rate       float64       // lines a second from one client, the rest is delayed
	Burst      int           // lines that may come at once before Rate applies
	MaxClients int           // registered at the same time
	MaxLine    int           // bytes of one line
	MaxQueued  int           // bytes that wait for one client, beyond what the kernel holds
	MaxAge     time.Duration // how long they may wait
	LogText    bool          // log what is said
	Log        *slog.Logger
}

// flushFor is how long an ending connection may take to write what waits for it.
const flushFor = 3 * time.Second

// A Hub is one server's registered clients and their room.
type Hub struct {
	cfg   Config
	names names
	lobby *Room
	ids   atomic.Uint64
}

// New returns a hub, which serves once Run runs.
func New(cfg Config) *Hub {
	return &Hub{
		cfg:   cfg,
		names: names{max: cfg.MaxClients, taken: map[string]struct{}{}},
		lobby: newRoom(cfg.Log),
	}
}

// Run hands out what is said until ctx ends. Then it tells every client that
// the server shuts down, which ends every Serve within flushFor.
func (h *Hub) Run(ctx context.Context) { h.lobby.Run(ctx) }

// Serve registers the client that sent the line first, and serves it until it
// leaves, is put out or the hub shuts down; rest is what has arrived behind
// that line. A refused registration is returned as a wire.Reply for the caller
// to say. The caller closes nc.
func (h *Hub) Serve(nc net.Conn, first string, rest []byte) error {
	var c *conn
	var err error
	aside(func() { c, err = h.register(nc, first) })
	if err != nil {
		return err
	}
	if !h.lobby.join(c) {
		h.names.release(c.key)
		return wire.ShuttingDown
	}
	aside(func() {
		h.cfg.Log.Info("arrived", "conn", c.id, "name", c.name, "from", nc.RemoteAddr(), "speaks", wire.V1)
	})
	cause := c.read(rest)
	h.lobby.leave(c)
	h.names.release(c.key)
	c.finish()
	h.cfg.Log.Info("left", "conn", c.id, "name", c.name, "reason", cause, "said", c.said)
	return nil
}

// aside runs f on another stack. The goroutine of a connection lives as long
// as the connection, with the largest stack that it ever needed; there are many
// of them, and what f does once needs more than all they do later.
func aside(f func()) {
	var done sync.WaitGroup
	done.Go(f)
	done.Wait()
}

// register claims the name that a first line asks for.
func (h *Hub) register(nc net.Conn, first string) (*conn, error) {
	r, err := wire.ParseRegistration(first)
	if err != nil {
		return nil, err
	}
	key := wire.NameKey(r.Name)
	if err := h.names.claim(key); err != nil {
		return nil, fmt.Errorf("%w: %q", err, r.Name)
	}
	return newConn(h, nc, h.ids.Add(1), r.Name, key), nil
}
