package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"confab/server/journal"
	"confab/server/wire"
)

// A history is a server with a room in which much has been said, and how long
// it takes to look at it.
type history struct {
	events int
	ready  time.Duration // from the start of the process to its port
	asked  []asked
}

// asked is how long pages took that were asked for one after the other.
type asked struct {
	where string
	pages int
	each  int // events in a page
	times histogram
}

func runHistory(ctx context.Context, opts options, program string) (_ history, err error) {
	h := history{events: opts.events}
	dir, err := os.MkdirTemp(opts.disk, "confab-bench-")
	if err != nil {
		return h, fmt.Errorf("making a folder for the server: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	form := lineForm{speaks: wire.V2, text: opts.text}
	if err := fill(ctx, dataIn(dir), form, opts.events); err != nil {
		return h, fmt.Errorf("filling a journal: %w", err)
	}
	began := time.Now()
	server, err := startServer(ctx, opts, program, dir, full)
	if err != nil {
		return h, err
	}
	h.ready = time.Since(began)
	defer func() { err = errors.Join(err, server.stop()) }()
	reader, err := register(ctx, server.addr, receiverName(0), form, false)
	if err != nil {
		return h, fmt.Errorf("connecting to the server: %w%s", err, server.said())
	}
	defer func() { err = errors.Join(err, reader.conn.Close()) }()

	newest := func() int { return opts.events + 1 }
	for _, a := range []struct {
		where  string
		pages  int
		before func() int
	}{
		{"the newest, for the first time", 1, newest},
		{"the newest", opts.pages, newest},
		{"anywhere", opts.pages, func() int { return 2 + rand.IntN(opts.events) }},
		{"the oldest", opts.pages, func() int { return wire.MaxPage + 1 }},
	} {
		got := asked{where: a.where, pages: a.pages}
		for range a.pages {
			if err := ctx.Err(); err != nil {
				return h, context.Cause(ctx)
			}
			took, n, err := reader.page(form, a.before())
			if err != nil {
				return h, fmt.Errorf("asking for a page, %s: %w", a.where, err)
			}
			got.times.add(took)
			got.each = max(got.each, n)
		}
		h.asked = append(h.asked, got)
	}
	return h, nil
}

// fill says so many lines in the lobby of a new journal.
func fill(ctx context.Context, dir string, form lineForm, events int) (err error) {
	j, err := journal.Open(journal.Config{Dir: dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	for n := 1; n <= events; {
		batch := make([]*wire.Event, min(1000, events-n+1))
		for i := range batch {
			batch[i] = form.event(senderName(0), n)
			n++
		}
		if err := j.Append(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// page asks for the page before an event, and checks that it is the one.
func (g *guest) page(form lineForm, before int) (took time.Duration, events int, err error) {
	began := time.Now()
	if err := g.say(`{"type":"history","room":"%s","before":%d,"limit":%d}`, wire.Lobby, before, wire.MaxPage); err != nil {
		return 0, 0, err
	}
	line, err := g.await(`{"type":"page"`)
	took = time.Since(began)
	if err != nil {
		return 0, 0, err
	}
	events, err = checkPage(line, form, before)
	return took, events, err
}

// checkPage looks whether the events of a page are those that were stored, one
// after the other and up to the one before.
func checkPage(line []byte, form lineForm, before int) (events int, err error) {
	var page wire.Page
	if err := json.Unmarshal(line, &page); err != nil {
		return 0, fmt.Errorf("%.99q…: %w", line, err)
	}
	if len(page.Events) == 0 {
		return 0, fmt.Errorf("the page before %d is empty", before)
	}
	first := before - len(page.Events)
	for i, event := range page.Events {
		var got struct{ Seq, Prev int }
		if err := json.Unmarshal(event, &got); err != nil {
			return 0, fmt.Errorf("%q: %w", event, err)
		}
		n, ok := form.number(append(event, '\n'))
		if want := first + i; !ok || n != want || got.Seq != want || got.Prev != want-1 {
			return 0, fmt.Errorf("the page before %d has where event %d belongs %q", before, want, event)
		}
	}
	return len(page.Events), nil
}

// pages has how long it takes to look at what was said.
func (r report) pages() table {
	t := table{head: []string{"page", "asked for", "events in it", "p50", "p99"}}
	if r.history == nil {
		return t
	}
	t.title = fmt.Sprintf("Pages of a room with %s events; the server was ready after %s", thousands(float64(r.history.events)), short(r.history.ready))
	for _, a := range r.history.asked {
		t.rows = append(t.rows, []string{a.where, fmt.Sprint(a.pages), fmt.Sprint(a.each), short(a.times.percentile(50)), short(a.times.percentile(99))})
	}
	return t
}
