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
	bare, err := openBare(opts.disk, p.form)
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

// stored has how many lines a second are on disk.
func (r report) stored() table {
	t := table{
		title: "Lines acknowledged, and the same rows stored by nothing but SQLite",
		head:  []string{"senders", "receivers", "in flight of each", "lines/s", "bare rows/s", "lines / rows", "server µs a line", "server", "bench", "p50", "p99"},
	}
	if r.acks == nil {
		return t
	}
	for _, w := range r.acks.rows {
		var lines, rows, ratios, costs, server, bench []float64
		var times histogram
		for _, turn := range w.turns {
			s := turn.server
			rate := float64(s.lines) / s.took.Seconds()
			lines, rows, ratios = append(lines, rate), append(rows, turn.rows), append(ratios, rate/turn.rows)
			costs = append(costs, float64(s.usage.cpu.Microseconds())/float64(s.lines))
			server, bench = append(server, s.usage.cpu.Seconds()/s.took.Seconds()), append(bench, s.own.Seconds()/s.took.Seconds())
			times.merge(&s.times)
		}
		cells := []string{fmt.Sprint(r.acks.senders), fmt.Sprint(r.acks.receivers), fmt.Sprint(w.inflight),
			thousands(median(lines)), thousands(median(rows)), ratioText(ratios), "–", "–", "–", short(times.percentile(50)), short(times.percentile(99))}
		if measures {
			cells[6], cells[7], cells[8] = micros(median(costs)), percent(median(server)), percent(median(bench))
		}
		t.rows = append(t.rows, cells)
	}
	return t
}
