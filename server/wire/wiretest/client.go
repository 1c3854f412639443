package wiretest

import (
	"encoding/json"
	"net"
	"reflect"
	"testing"
	"time"

	"confab/server/wire"
)

// A Client is a Conn in a test, which ends when the Client does not get what it wants.
type Client struct {
	*Conn
	T testing.TB
}

// NewClient is New in a test, at whose end the connection is closed.
func NewClient(t testing.TB, nc net.Conn, name string, patience time.Duration) *Client {
	t.Cleanup(func() { _ = nc.Close() })
	return &Client{New(nc, name, patience), t}
}

// Must ends the test with an error, if there is one.
func (c *Client) Must(err error) {
	c.T.Helper()
	if err != nil {
		c.T.Fatal(err)
	}
}

// Write sends s as it is. The test goes on if it cannot: a client that is put out
// may hear why first.
func (c *Client) Write(s string) {
	c.T.Helper()
	if err := c.Send(s); err != nil {
		c.T.Errorf("%s cannot write %.40q: %v", c.Name, s, err)
	}
}

// Say is Write for a text as a program says it that speaks CHAT/1.0.
func (c *Client) Say(text string) {
	c.T.Helper()
	c.Write(wire.Prefix(c.Name) + text + "\n")
}

// Ask is Write for a request, as JSON or as one of the structs.
func (c *Client) Ask(request any) {
	c.T.Helper()
	if line, ok := request.(string); ok {
		c.Write(line + "\n")
	} else {
		c.Write(string(wire.AppendRequest(nil, request)))
	}
}

// Want wants line, and nothing before it.
func (c *Client) Want(line string) {
	c.T.Helper()
	c.Must(c.Receive(line))
}

// WantEnd wants nothing but the end of the connection.
func (c *Client) WantEnd() {
	c.T.Helper()
	if got, err := c.Line(); err == nil || got != "" {
		c.T.Errorf("%s receives %.80q, %v, want the end", c.Name, got, err)
	}
}

// Drain reads all that comes until the end and counts the lines.
func (c *Client) Drain() (lines int) {
	for {
		if _, err := c.Line(); err != nil {
			return lines
		}
		lines++
	}
}

// Next returns the next line of CHAT/2.0.
func (c *Client) Next() map[string]any {
	c.T.Helper()
	got, err := c.Object()
	c.Must(err)
	return got
}

// Wants wants the members of the object like next, whatever others there are.
// Presence, which comes when time passes, is what few tests are about.
func (c *Client) Wants(like string) map[string]any {
	c.T.Helper()
	var want map[string]any
	if err := json.Unmarshal([]byte(like), &want); err != nil {
		c.T.Fatalf("%s: %v", like, err)
	}
	got := c.Next()
	for got["type"] == "presence" && want["type"] != "presence" {
		got = c.Next()
	}
	for member := range want {
		if !reflect.DeepEqual(got[member], want[member]) {
			c.T.Fatalf("%s receives %.300v, want %s", c.Name, got, like)
		}
	}
	return got
}

// HearsNothing wants that nothing has come but what answers a ping.
func (c *Client) HearsNothing() {
	c.T.Helper()
	c.Ask(wire.Ping{ID: "quiet?"})
	c.Wants(`{"type":"pong","id":"quiet?"}`)
}

// Next returns the next answer of type T to a client; what else comes is passed
// over, but for a refusal.
func Next[T any](c *Client) T {
	c.T.Helper()
	for {
		answer, err := c.Answer()
		if err != nil {
			c.T.Fatalf("%s wants a %v: %v", c.Name, reflect.TypeFor[T](), err)
		}
		if found, ok := answer.(T); ok {
			return found
		}
		if refused, ok := answer.(*wire.Error); ok {
			c.T.Fatalf("%s is refused: %s: %s", c.Name, refused.Code, refused.Text)
		}
	}
}
