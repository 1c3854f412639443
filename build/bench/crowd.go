package main

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"confab/server/wire"
)

// A plan says who is in a crowd and how it speaks.
type plan struct {
	form      lineForm
	receivers int // with rooms: as many in each
	senders   int // are in every room
	onEcho    bool
	sealed    bool // everybody speaks TLS
}

// A crowd is every client of one target: receivers, who only listen, then
// senders, who speak and, being members of the room, hear each other and, in
// CHAT/2.0, themselves. One goroutine owns it. close ends its connections.
type crowd struct {
	plan
	members []member // receivers, then senders
	in      intake
	next    int       // the first number no line has had
	alive   time.Time // when everybody last said something
}

type member struct {
	name    string
	room    int // of a receiver
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

// gather connects a crowd to addr and returns when all are registered, in their
// rooms, and have heard who else is there.
func gather(ctx context.Context, addr string, p plan) (*crowd, error) {
	c := newCrowd(p)
	guests, err := c.connect(ctx, addr)
	if err != nil {
		return nil, err
	}
	if err := c.enterRooms(ctx, guests); err != nil {
		leaveAll(guests)
		return nil, err
	}
	conns := make([]net.Conn, len(guests))
	for i, g := range guests {
		conns[i] = g.conn
		err := g.conn.SetDeadline(time.Time{})
		if err == nil {
			err = c.members[i].tally.take(g.unread(), p.form, nobodySpoke)
		}
		if err != nil {
			leaveAll(guests)
			return nil, fmt.Errorf("%s: %w", g.name, err)
		}
	}
	if c.in, err = newIntake(conns); err != nil {
		return nil, err
	}
	c.alive = time.Now()
	if err := c.calmDown(ctx); err != nil {
		_ = c.close() // the first error says more
		return nil, err
	}
	return c, nil
}

func newCrowd(p plan) *crowd {
	c := &crowd{plan: p}
	all := p.allReceivers()
	for i := range all {
		every := max(all/timed, 1)
		c.members = append(c.members, member{name: receiverName(i), room: p.form.room(i), sampled: i%every == 0 && !p.onEcho})
	}
	for i := range p.senders {
		c.members = append(c.members, member{name: senderName(i), sampled: p.onEcho})
	}
	return c
}

// allReceivers are those of all rooms.
func (p plan) allReceivers() int { return p.receivers * max(p.form.rooms, 1) }

// connections are what the crowd has.
func (p plan) connections() int { return p.allReceivers() + p.senders }

// hearers is how many get a line.
func (p plan) hearers() int {
	if p.form.speaks == wire.V1 {
		return p.receivers + p.senders - 1 // nobody hears himself
	}
	return p.receivers + p.senders
}

// connect registers every member.
func (c *crowd) connect(ctx context.Context, addr string) ([]*guest, error) {
	guests := make([]*guest, len(c.members))
	err := each(ctx, len(guests), func(ctx context.Context, i int) (err error) {
		if guests[i], err = register(ctx, addr, c.members[i].name, c.form, c.sealed); err != nil {
			err = fmt.Errorf("registering %s: %w", c.members[i].name, err)
		}
		return err
	})
	if err != nil {
		leaveAll(guests)
	}
	return guests, err
}

// each calls do for every number below n, some at a time, and returns the first
// error, after which it begins with no other.
func each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	var taken atomic.Int64
	var workers sync.WaitGroup
	for range min(atOnce, n) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(taken.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(ctx, i); err != nil {
					giveUp(err)
				}
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
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
