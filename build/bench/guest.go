package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"time"

	"confab/server/wire"
)

// A guest is a member while it registers and enters its rooms: then it waits
// for answers, and nothing is measured. Afterwards an intake reads for it.
type guest struct {
	name  string
	conn  net.Conn
	lines *bufio.Reader
}

// register is a client's first line and the server's answer, and in CHAT/2.0
// its hello and the welcome.
func register(ctx context.Context, addr, name string, form lineForm, sealed bool) (*guest, error) {
	conn, err := dial(ctx, addr, sealed)
	if err != nil {
		return nil, err
	}
	g := &guest{name, conn, bufio.NewReader(conn)}
	if err := g.greet(form); err != nil {
		conn.Close()
		return nil, err
	}
	return g, nil
}

func (g *guest) greet(form lineForm) error {
	if err := g.say("REGISTER %s %s", g.name, form.speaks); err != nil {
		return err
	}
	reply, err := g.line()
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(reply, []byte("200 ")) {
		return fmt.Errorf("the server answered %q", reply)
	}
	if form.speaks == wire.V1 || form.ready {
		return nil
	}
	if err := g.say(`{"type":"hello","client":"bench/1.0"}`); err != nil {
		return err
	}
	_, err = g.await(`{"type":"welcome"`)
	return err
}

// say sends one line. The answer has this long to come.
func (g *guest) say(format string, args ...any) error {
	if err := g.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(g.conn, format+"\n", args...)
	return err
}

func (g *guest) line() ([]byte, error) { return g.lines.ReadBytes('\n') }

// await reads until a line that begins with head.
func (g *guest) await(head string) ([]byte, error) {
	for {
		line, err := g.line()
		switch {
		case err != nil:
			return nil, err
		case bytes.HasPrefix(line, []byte(head)):
			return line, nil
		case bytes.HasPrefix(line, []byte(`{"type":"error"`)), bytes.HasPrefix(line, []byte(`{"type":"bye"`)):
			return nil, fmt.Errorf("the server answered %q", line)
		}
	}
}

// enter makes the guest a member of a room, whose first one opens it.
func (g *guest) enter(room, verb string) error {
	if err := g.say(`{"type":"%s","room":"%s","id":"%s-%s"}`, verb, room, g.name, room); err != nil {
		return err
	}
	_, err := g.await(fmt.Sprintf(`{"type":"room","name":"%s"`, room))
	return err
}

// unread is what has arrived and nobody has waited for.
func (g *guest) unread() []byte {
	rest, _ := g.lines.Peek(g.lines.Buffered()) // no more than there is: it cannot fail
	return rest
}

func leaveAll(guests []*guest) {
	for _, g := range guests {
		if g != nil {
			g.conn.Close()
		}
	}
}
