package hub

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"reflect"
	"testing"
	"time"
)

// limits are those of the tests; each test changes what it is about.
func limits() Config {
	return Config{MaxLine: 1 << 10, MaxQueued: 4 << 10, MaxAge: 10 * time.Second, Log: slog.New(slog.DiscardHandler)}
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
	t    *testing.T
	name string
	nc   net.Conn
	in   *bufio.Reader
	end  chan error // gets why it was refused, or nil when it has been served
}

// connect sends first as the first line, over a pipe: nothing is buffered
// between the hub and the client.
func connect(t *testing.T, h *Hub, name, first string) *client {
	t.Helper()
	server, nc := net.Pipe()
	c := &client{t, name, nc, bufio.NewReader(nc), make(chan error, 1)}
	go func() {
		serve, err := h.Register(far{server, "127.0.0.1"}, first, nil)
		if err == nil {
			serve()
		}
		_ = server.Close()
		c.end <- err
	}()
	t.Cleanup(func() { _ = nc.Close() })
	return c
}

// enter registers name and waits until it is.
func enter(t *testing.T, h *Hub, name string) *client {
	t.Helper()
	c := connect(t, h, name, "REGISTER "+name+" CHAT/1.0")
	c.want("200 Registration successful")
	return c
}

func (c *client) write(s string) {
	c.t.Helper()
	if _, err := io.WriteString(c.nc, s); err != nil {
		c.t.Errorf("%s cannot write %.40q: %v", c.name, s, err)
	}
}

func (c *client) say(text string) {
	c.t.Helper()
	c.write(fmt.Sprintf("@%s: %s\n", c.name, text))
}

func (c *client) want(line string) {
	c.t.Helper()
	got, err := c.in.ReadString('\n')
	if err != nil || got != line+"\n" {
		c.t.Fatalf("%s receives %.80q, %v, want %.80q", c.name, got, err, line)
	}
}

// wantEnd wants nothing but the end of the connection.
func (c *client) wantEnd() {
	c.t.Helper()
	if got, err := c.in.ReadString('\n'); err == nil || got != "" {
		c.t.Errorf("%s receives %.80q, %v, want the end", c.name, got, err)
	}
}

// drain reads all that comes until the end and counts the lines.
func (c *client) drain() (lines int) {
	for {
		if _, err := c.in.ReadString('\n'); err != nil {
			return lines
		}
		lines++
	}
}

// enter2 registers name for CHAT/2.0 and says hello, holding so much of rooms.
func enter2(t *testing.T, h *Hub, name, rooms string) *client {
	t.Helper()
	c := connect(t, h, name, "REGISTER "+name+" CHAT/2.0")
	c.want("200 Registration successful")
	c.ask(`{"type":"hello","client":"test/1","rooms":{` + rooms + `}}`)
	c.wants(`{"type":"welcome","you":"` + name + `"}`)
	return c
}

// ask sends a request.
func (c *client) ask(request string) {
	c.t.Helper()
	c.write(request + "\n")
}

// next returns the next line of CHAT/2.0.
func (c *client) next() map[string]any {
	c.t.Helper()
	line, err := c.in.ReadString('\n')
	if err != nil {
		c.t.Fatalf("%s receives %.80q, %v, want a line", c.name, line, err)
	}
	return decode(c.t, line)
}

// decode returns what a line of CHAT/2.0 has.
func decode(t *testing.T, line string) (got map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatalf("the line %.200q: %v", line, err)
	}
	return got
}

// wants wants the members of the object like next, whatever others there are.
// Presence, which comes when time passes, is what few tests are about.
func (c *client) wants(like string) map[string]any {
	c.t.Helper()
	var want map[string]any
	if err := json.Unmarshal([]byte(like), &want); err != nil {
		c.t.Fatalf("%s: %v", like, err)
	}
	got := c.next()
	for got["type"] == "presence" && want["type"] != "presence" {
		got = c.next()
	}
	for member := range want {
		if !reflect.DeepEqual(got[member], want[member]) {
			c.t.Fatalf("%s receives %.300v, want %s", c.name, got, like)
		}
	}
	return got
}

// hearsNothing wants that nothing has come but what answers a ping.
func (c *client) hearsNothing() {
	c.t.Helper()
	c.ask(`{"type":"ping","id":"quiet?"}`)
	c.wants(`{"type":"pong","id":"quiet?"}`)
}
