package wiretest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"confab/server/wire"
)

// A Conn is a client's end of a connection, over whatever there is: it sends and
// receives lines and knows nothing else. What it does not get comes as an error.
type Conn struct {
	net.Conn
	Name     string        // whose it is, in prefixes and errors
	In       *bufio.Reader // of Conn
	Patience time.Duration // how long a line may take; 0 is for ever, for tests in which time stands still
}

// New returns the end nc of a connection that name has.
func New(nc net.Conn, name string, patience time.Duration) *Conn {
	return &Conn{nc, name, bufio.NewReader(nc), patience}
}

// Send writes s as it is.
func (c *Conn) Send(s string) error {
	if c.Patience > 0 {
		_ = c.SetWriteDeadline(time.Now().Add(c.Patience))
	}
	_, err := io.WriteString(c.Conn, s)
	return err
}

// Say says a text as a program does that speaks CHAT/1.0, in one write.
func (c *Conn) Say(text string) error { return c.Send(wire.Prefix(c.Name) + text + "\n") }

// Ask sends a request of CHAT/2.0.
func (c *Conn) Ask(request any) error { return c.Send(string(wire.AppendRequest(nil, request))) }

// Register sends a first line and wants to be let in.
func (c *Conn) Register(version wire.Version) error {
	r := wire.Registration{Name: c.Name, Version: version}
	return errors.Join(c.Send(string(r.Line())), c.Receive(wire.OK.String()))
}

// Line returns the next line without its line end; with an error, what there is of it.
func (c *Conn) Line() (string, error) {
	if c.Patience > 0 {
		_ = c.SetReadDeadline(time.Now().Add(c.Patience))
	}
	line, err := c.In.ReadString('\n')
	return strings.TrimSuffix(line, "\n"), err
}

// Receive wants line, and nothing before it.
func (c *Conn) Receive(line string) error {
	if got, err := c.Line(); err != nil || got != line {
		return fmt.Errorf("%s receives %.100q (%v), want %.100q", c.Name, got, err, line)
	}
	return nil
}

// Object returns the next line as a JSON object.
func (c *Conn) Object() (got map[string]any, err error) {
	line, err := c.Line()
	if err := errors.Join(err, json.Unmarshal([]byte(line), &got)); err != nil {
		return nil, fmt.Errorf("%s receives %.300q, want an object: %w", c.Name, line, err)
	}
	return got, nil
}

// ReceiveObject wants a line of CHAT/2.0 with just these members, where "…" is
// any value. Presence, which comes in its own time, is passed over.
func (c *Conn) ReceiveObject(text string) error {
	var want map[string]any
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		return fmt.Errorf("%s is no object: %w", text, err)
	}
	for {
		got, err := c.Object()
		switch {
		case err != nil:
			return fmt.Errorf("%w; that is to be %s", err, text)
		case got["type"] == "presence":
		case !alike(want, got):
			return fmt.Errorf("%s receives %.500v, want %s", c.Name, got, text)
		default:
			return nil
		}
	}
}

// alike reports whether got is what want says.
func alike(want, got any) bool {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		for member := range w {
			ok = ok && alike(w[member], g[member])
		}
		return ok && len(g) == len(w)
	case []any:
		g, ok := got.([]any)
		return ok && slices.EqualFunc(w, g, alike)
	}
	return want == "…" && got != nil || want == got
}

// Answer returns the next line of CHAT/2.0 as wire.ParseAnswer does.
func (c *Conn) Answer() (any, error) {
	line, err := c.Line()
	if err != nil {
		return nil, fmt.Errorf("%s receives %.300q: %w", c.Name, line, err)
	}
	return wire.ParseAnswer([]byte(line))
}

// Closed wants nothing but the end of the connection.
func (c *Conn) Closed() error {
	got, err := c.Line()
	if got != "" || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("%s receives %.100q (%v), want the end of the connection", c.Name, got, err)
	}
	return c.Close()
}

// CloseWrite ends what the client sends, over TCP or TLS; it goes on receiving.
func (c *Conn) CloseWrite() error {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return fmt.Errorf("%s cannot end what it sends over a %T", c.Name, c.Conn)
	}
	return half.CloseWrite()
}
