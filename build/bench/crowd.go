package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// A crowd is every client of one target: receivers, who only listen, then
// senders, who speak and, being members of the room, hear each other. One
// goroutine owns it. close ends its connections.
type crowd struct {
	form      lineForm
	members   []member
	receivers int // members[:receivers]
	senders   int // members[receivers:]
	in        intake
	next      int // the first number no line has had
}

type member struct {
	name    string
	tally   tally
	sampled bool // its lines are timed
}

const (
	// atOnce stays below the 256 unregistered connections a server takes.
	atOnce = 64
	// timed is how many receivers have their lines timed: looking at the clock
	// for each delivery would cost more than counting it.
	timed = 100
)

// gather connects a crowd to addr and returns when all are registered.
func gather(ctx context.Context, addr string, form lineForm, receivers, senders int) (*crowd, error) {
	c := &crowd{form: form, receivers: receivers, senders: senders}
	for i := range receivers {
		every := max(receivers/timed, 1)
		c.members = append(c.members, member{name: receiverName(i), sampled: i%every == 0})
	}
	for i := range senders {
		c.members = append(c.members, member{name: senderName(i)})
	}
	conns, err := c.connect(ctx, addr)
	if err != nil {
		return nil, err
	}
	if c.in, err = newIntake(conns); err != nil {
		return nil, err
	}
	return c, nil
}

// connect registers every member, some at a time.
func (c *crowd) connect(ctx context.Context, addr string) ([]net.Conn, error) {
	conns := make([]net.Conn, len(c.members))
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	var taken atomic.Int64
	var workers sync.WaitGroup
	for range min(atOnce, len(conns)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(taken.Add(1)) - 1
				if i >= len(conns) {
					return
				}
				conn, err := register(ctx, addr, c.members[i].name)
				if err != nil {
					giveUp(fmt.Errorf("registering %s: %w", c.members[i].name, err))
					return
				}
				conns[i] = conn
			}
		})
	}
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		closeAll(conns)
		return nil, err
	}
	return conns, nil
}

// register is a CHAT/1.0 client's first line and the server's answer.
func register(ctx context.Context, addr, name string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	if err := greet(conn, name); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

func greet(conn net.Conn, name string) error {
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "REGISTER %s CHAT/1.0\n", name); err != nil {
		return err
	}
	reply := make([]byte, 0, 512)
	for !bytes.HasSuffix(reply, []byte{'\n'}) {
		n, err := conn.Read(reply[len(reply):cap(reply)])
		if err != nil {
			return err
		}
		if reply = reply[:len(reply)+n]; len(reply) == cap(reply) {
			return errors.New("the reply does not end")
		}
	}
	if !bytes.HasPrefix(reply, []byte("200 ")) || bytes.Count(reply, []byte{'\n'}) != 1 {
		return fmt.Errorf("the server answered %q", reply)
	}
	return conn.SetDeadline(time.Time{})
}

// close hangs up for everybody.
func (c *crowd) close() error { return c.in.close() }

func closeAll(conns []net.Conn) {
	for _, conn := range conns {
		if conn != nil {
			conn.Close()
		}
	}
}
