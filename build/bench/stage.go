package main

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// A stage is one crowd size: floor and server run side by side, both with all
// their connections, and every row has its turns with them.
type stage struct {
	receivers, senders int
	idle               memory // of the server for each idle connection
	rows               []row
}

// A row is one number of lines in flight.
type row struct {
	inflight int
	turns    []turn
}

// A turn is the floor and, right after it, the server: whatever else this
// machine is doing, both have had about the same of it.
type turn struct {
	floor, server stretch
}

func runStage(ctx context.Context, opts options, program string, receivers int) (_ stage, err error) {
	st := stage{receivers: receivers, senders: opts.senders}
	dir, err := os.MkdirTemp("", "confab-bench-")
	if err != nil {
		return st, fmt.Errorf("making a folder for the server: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	server, err := startServer(ctx, opts, program, dir)
	if err != nil {
		return st, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	guests, idle, err := occupy(ctx, opts, server, receivers)
	if err != nil {
		return st, err
	}
	defer func() { err = errors.Join(err, guests.close()) }()
	st.idle = idle

	floor, extras := (*target)(nil), (*crowd)(nil)
	if measures {
		if floor, err = startFloor(ctx, receivers, opts.senders); err != nil {
			return st, err
		}
		defer func() { err = errors.Join(err, floor.stop()) }()
		if extras, err = gather(ctx, floor.addr, lineForm{opts.text}, receivers, opts.senders); err != nil {
			return st, fmt.Errorf("connecting to the floor: %w%s", err, floor.said())
		}
		defer func() { err = errors.Join(err, extras.close()) }()
	}

	for _, inflight := range opts.inflight {
		r := row{inflight: inflight}
		for range opts.rounds {
			var t turn
			if floor != nil {
				if t.floor, err = measure(ctx, opts, floor, extras, inflight); err != nil {
					return st, err
				}
			}
			if t.server, err = measure(ctx, opts, server, guests, inflight); err != nil {
				return st, err
			}
			r.turns = append(r.turns, t)
		}
		st.rows = append(st.rows, r)
	}
	return st, nil
}
