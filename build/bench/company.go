package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"confab/server/wire"
)

// enterRooms opens the rooms of a crowd that has any, and has everybody enter.
func (c *crowd) enterRooms(ctx context.Context, guests []*guest) error {
	if c.form.rooms == 0 || c.form.ready {
		return nil
	}
	receivers := c.allReceivers()
	for s, g := range guests[receivers:] {
		for room := range c.form.rooms {
			verb := "join"
			if s == 0 {
				verb = "open"
			}
			if err := g.enter(c.form.roomName(room), verb); err != nil {
				return fmt.Errorf("%s entering room %d: %w", g.name, room, err)
			}
		}
	}
	return c.whileListening(guests[receivers:], func() error {
		return each(ctx, receivers, func(_ context.Context, i int) error {
			if err := guests[i].enter(c.form.roomName(c.members[i].room), "join"); err != nil {
				return fmt.Errorf("%s entering room %d: %w", guests[i].name, c.members[i].room, err)
			}
			return nil
		})
	})
}

// whileListening has senders hear what is told them while others do something:
// they are in every room, and more is told than a connection holds.
func (c *crowd) whileListening(senders []*guest, do func() error) error {
	errs := make([]error, len(senders))
	var all sync.WaitGroup
	for i, g := range senders {
		if err := g.conn.SetDeadline(time.Time{}); err != nil {
			return err
		}
		all.Go(func() { _, errs[i] = g.await(`{"type":"pong"`) })
	}
	err := do()
	for _, g := range senders {
		if err != nil {
			_ = g.conn.Close() // nobody needs it any more
			continue
		}
		err = g.say(`{"type":"ping"}`)
	}
	all.Wait()
	return cmp.Or(err, errors.Join(errs...))
}

func nobodySpoke(number int) error {
	return fmt.Errorf("line %d came when nobody was speaking", number)
}

// presence is collected by the server for a second at the most.
const presence = 1100 * time.Millisecond

// calmDown listens until everybody has heard who is there.
func (c *crowd) calmDown(ctx context.Context) error {
	if c.form.speaks == wire.V1 || c.form.ready {
		return nil
	}
	return c.listen(ctx, presence)
}

// listen reads what is sent beside lines until there has been nothing for d.
func (c *crowd) listen(ctx context.Context, d time.Duration) error {
	for {
		n, err := c.in.next(d, func(i int, data []byte) error {
			m := &c.members[i]
			if len(data) == 0 {
				return errors.New(m.name + " was put out")
			}
			if err := m.tally.take(data, c.form, nobodySpoke); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			return nil
		})
		if err != nil || n == 0 || ctx.Err() != nil {
			return errors.Join(err, context.Cause(ctx))
		}
	}
}

// pingEvery is well below the 75 s after which a silent CHAT/2.0 client is gone.
const pingEvery = 25 * time.Second

// keepAlive has everybody say something now and then, between measurements.
func (c *crowd) keepAlive(ctx context.Context) error {
	if c.form.speaks == wire.V1 || c.form.ready || time.Since(c.alive) < pingEvery {
		return nil
	}
	for i, m := range c.members {
		if err := c.in.write(i, []byte(`{"type":"ping"}`+"\n")); err != nil {
			return fmt.Errorf("%s sending a ping: %w", m.name, err)
		}
	}
	c.alive = time.Now()
	return c.listen(ctx, quiet)
}
