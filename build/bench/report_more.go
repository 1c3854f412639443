package main

import (
	"fmt"
)

// perRoom has what a delivery costs with more and more rooms.
func (r report) perRoom() table {
	t := table{
		title: "A line to one of many rooms, in turn",
		head:  []string{"journal", "rooms", "members of each", "connections", "server µs", "floor µs", "server / floor", "in kernel", "deliveries/s", "(floor)", "p50", "(floor)", "p99", "(floor)"},
	}
	for _, st := range r.rooms {
		for _, w := range st.rows {
			for i, s := range st.servers {
				cells := []string{s.kind(), fmt.Sprint(st.form.rooms), fmt.Sprint(st.receivers + st.senders), fmt.Sprint(st.connections())}
				t.rows = append(t.rows, append(cells, w.cells(i)...))
			}
		}
	}
	return t
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
