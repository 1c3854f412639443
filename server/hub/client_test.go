package hub

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"testing"
	"time"

	"confab/server/wire/wiretest"
)

// limits are those of the tests; each test changes what it is about.
func limits() Config {
	return Config{MaxLine: 1 << 10, SendQueue: 4 << 10, MaxAge: 10 * time.Second, Log: slog.New(slog.DiscardHandler)}
}

// open runs a hub until the test ends or shutdown is called.
func open(t *testing.T, cfg Config) (h *Hub, shutdown func()) {
	t.Helper()
	return openOn(t, cfg, newMemory())
}

// openOn is open on a journal that may have something.
func openOn(t *testing.T, cfg Config, journal Journal) (h *Hub, shutdown func()) {
	t.Helper()
	h, err := Open(t.Context(), cfg, journal)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.Run(ctx)
	}()
	shutdown = func() {
		cancel()
		<-done
	}
	t.Cleanup(shutdown)
	return h, shutdown
}

// A client is the other end of a connection that a hub serves.
type client struct {
	*wiretest.Client
	end chan error // gets why it was refused, or nil when it has been served
}

// connect sends first as the first line, over a pipe: nothing is buffered
// between the hub and the client.
func connect(t *testing.T, h *Hub, name, first string) *client {
	t.Helper()
	return connectFrom(t, h, name, first, "127.0.0.1")
}

// connectFrom is connect for somebody at an address.
func connectFrom(t *testing.T, h *Hub, name, first, from string) *client {
	t.Helper()
	return connectOver(t, h, name, first, func(server net.Conn) net.Conn { return far{server, from} })
}

// connectOver is connect for a connection that the hub is to take for another one.
func connectOver(t *testing.T, h *Hub, name, first string, as func(net.Conn) net.Conn) *client {
	t.Helper()
	server, nc := net.Pipe()
	c := &client{wiretest.NewClient(t, nc, name, 0), make(chan error, 1)}
	go func() {
		serve, err := h.Register(as(server), first, nil)
		if err == nil {
			serve()
		}
		_ = server.Close()
		c.end <- err
	}()
	return c
}

// enter registers name and waits until it is.
func enter(t *testing.T, h *Hub, name string) *client {
	t.Helper()
	c := connect(t, h, name, "REGISTER "+name+" CHAT/1.0")
	c.Want("200 Registration successful")
	return c
}

// enter2 registers name for CHAT/2.0 and says hello, holding so much of rooms.
func enter2(t *testing.T, h *Hub, name, rooms string) *client {
	t.Helper()
	c := connect(t, h, name, "REGISTER "+name+" CHAT/2.0")
	c.Want("200 Registration successful")
	c.Ask(`{"type":"hello","client":"test/1","rooms":{` + rooms + `}}`)
	c.Wants(`{"type":"welcome","you":"` + name + `"}`)
	return c
}

// decode returns what a line of CHAT/2.0 has.
func decode(t testing.TB, line string) (got map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatalf("the line %.200q: %v", line, err)
	}
	return got
}
