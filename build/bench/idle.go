package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// fewest is how many connections must share the growth of a process before
	// its chance parts (a collection, a thread) no longer show.
	fewest = 200
	// grace is given to a server that answers 200 a moment before the new
	// member is in the room.
	grace = 100 * time.Millisecond
)

// occupy fills the server with a crowd and finds what an idle member costs;
// with a small crowd it does not, and the memory is zero.
func occupy(ctx context.Context, server *target, p plan) (*crowd, memory, error) {
	look := settled
	if !measures || p.connections() < fewest {
		look = func(ctx context.Context, _ int) (memory, error) { return memory{}, wait(ctx, grace) }
	}
	empty, err := look(ctx, server.pid)
	if err != nil {
		return nil, memory{}, err
	}
	c, err := gather(ctx, server.addr, p)
	if err != nil {
		return nil, memory{}, fmt.Errorf("connecting to the server: %w%s", err, server.said())
	}
	full, err := look(ctx, server.pid)
	if err != nil {
		return nil, memory{}, errors.Join(err, c.close())
	}
	n := len(c.members)
	return c, memory{rss: (full.rss - empty.rss) / n, pss: (full.pss - empty.pss) / n}, nil
}

// settled is the memory of a process once it has not changed for half a second,
// or has gone on changing for three.
func settled(ctx context.Context, pid int) (last memory, err error) {
	for same, looks := 0, 0; same < 5 && looks < 30; looks++ {
		if err := wait(ctx, 100*time.Millisecond); err != nil {
			return last, err
		}
		now, err := readMemory(pid)
		if err != nil {
			return last, err
		}
		if same++; now != last {
			same = 0
		}
		last = now
	}
	return last, nil
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
