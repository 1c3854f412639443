package main

import (
	"context"
	"errors"
	"fmt"

	"confab/server/wire"
)

// An ackStage is many who speak at the same time, each the next line when it has
// heard the last one, and so knows that it is on disk. What the server stores is
// then stored again by nothing but SQLite.
type ackStage struct {
	plan
	rows []ackRow
}

// An ackRow is one number of lines in flight for each sender.
type ackRow struct {
	inflight int
	turns    []ackTurn
}

// An ackTurn is the server, and right after it as many rows as it stored.
type ackTurn struct {
	server stretch
	rows   float64 // a second, of the bare insert
}

func runAcks(ctx context.Context, opts options, program string) (_ ackStage, err error) {
	p := plan{
		form:      lineForm{speaks: wire.V2, text: opts.text},
		receivers: opts.ackReceivers, senders: opts.ackSenders, onEcho: true,
	}
	st := ackStage{plan: p}
	s, end, err := startSubject(ctx, opts, program, p, full)
	defer func() { err = errors.Join(err, end()) }()
	if err != nil {
		return st, err
	}
	bare, err := openBare(ctx, opts.disk, p.form)
	if err != nil {
		return st, fmt.Errorf("preparing the bare insert: %w", err)
	}
	defer func() { err = errors.Join(err, bare.close()) }()
	for _, n := range opts.ackInflight {
		r := ackRow{inflight: n}
		for range opts.rounds {
			var t ackTurn
			if t.server, err = measure(ctx, opts, s.target, s.guests, n*p.senders); err != nil {
				return st, err
			}
			took, err := bare.insert(t.server.lines)
			if err != nil {
				return st, fmt.Errorf("inserting %d rows: %w", t.server.lines, err)
			}
			t.rows = float64(t.server.lines) / took.Seconds()
			r.turns = append(r.turns, t)
		}
		st.rows = append(st.rows, r)
	}
	return st, nil
}
