package main

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// A stage is one crowd size: the floor and a server for each kind of journal
// run side by side, all with all their connections, and every row has its turns
// with them.
type stage struct {
	plan
	servers []subject
	rows    []row
}

// A subject is a server that is measured.
type subject struct {
	journal journalKind
	sealed  bool   // its crowd speaks TLS
	idle    memory // for each idle connection

	target *target
	guests *crowd
}

// kind is what tells s from the other servers of its stage.
func (s subject) kind() string {
	if s.sealed {
		return string(s.journal) + ", TLS"
	}
	return string(s.journal)
}

// A row is one number of lines in flight.
type row struct {
	inflight int
	turns    []turn
}

// A turn is the floor and, right after it, the servers: whatever else this
// machine is doing, all have had about the same of it.
type turn struct {
	floor   stretch
	servers []stretch // as the stage has them
}

func runStage(ctx context.Context, opts options, program string, p plan, inflight []int) (_ stage, err error) {
	st := stage{plan: p}
	var ends []func() error
	defer func() {
		for i := len(ends) - 1; i >= 0; i-- {
			err = errors.Join(err, ends[i]())
		}
	}()
	for _, j := range opts.journals {
		for _, sealed := range opts.seals() {
			p.sealed = sealed
			s, end, err := startSubject(ctx, opts, program, p, j)
			ends = append(ends, end)
			if err != nil {
				return st, err
			}
			st.servers = append(st.servers, s)
		}
	}
	p.sealed = false

	floor, extras := (*target)(nil), (*crowd)(nil)
	if measures {
		if floor, err = startFloor(ctx, p); err != nil {
			return st, err
		}
		ends = append(ends, floor.stop)
		if extras, err = gather(ctx, floor.addr, p.atFloor()); err != nil {
			return st, fmt.Errorf("connecting to the floor: %w%s", err, floor.said())
		}
		ends = append(ends, extras.close)
	}

	for _, n := range inflight {
		r := row{inflight: n}
		for range opts.rounds {
			var t turn
			if floor != nil {
				if t.floor, err = st.measure(ctx, opts, floor, extras, n); err != nil {
					return st, err
				}
			}
			for _, s := range st.servers {
				one, err := st.measure(ctx, opts, s.target, s.guests, n)
				if err != nil {
					return st, err
				}
				t.servers = append(t.servers, one)
			}
			r.turns = append(r.turns, t)
		}
		st.rows = append(st.rows, r)
	}
	return st, nil
}

// measure is a turn with t, while nobody before the servers falls silent.
func (st stage) measure(ctx context.Context, opts options, t *target, c *crowd, inflight int) (stretch, error) {
	for _, s := range st.servers {
		if err := s.guests.keepAlive(ctx); err != nil {
			return stretch{}, err
		}
	}
	return measure(ctx, opts, t, c, inflight)
}

// startSubject starts a server and fills it with a crowd. end, which is never
// nil, ends both and removes what they left.
func startSubject(ctx context.Context, opts options, program string, p plan, j journalKind) (s subject, end func() error, err error) {
	s.journal, s.sealed = j, p.sealed
	dir, err := os.MkdirTemp(opts.disk, "confab-bench-")
	if err != nil {
		return s, func() error { return nil }, fmt.Errorf("making a folder for the server: %w", err)
	}
	end = func() (err error) {
		if s.guests != nil {
			err = s.guests.close()
		}
		if s.target != nil {
			err = errors.Join(err, s.target.stop())
		}
		return errors.Join(err, os.RemoveAll(dir))
	}
	if s.target, err = startServer(ctx, opts, program, dir, j); err == nil {
		s.guests, s.idle, err = occupy(ctx, s.target, p)
	}
	return s, end, err
}
