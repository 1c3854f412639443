package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A report is what was measured, to be written as text or as markdown.
type report struct {
	disk    string // the kind of file system the journals were on
	crowds  []stage
	rooms   []stage
	acks    *ackStage
	history *history
}

// A table is a part of the report.
type table struct {
	title string
	head  []string
	rows  [][]string
}

// tables are those for which there is something.
func (r report) tables() (all []table) {
	for _, t := range []table{r.costs(), r.memory(), r.perRoom(), r.stored(), r.pages()} {
		if len(t.rows) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// costs has processor time per delivery.
func (r report) costs() table {
	t := table{
		title: "A line to one room",
		head:  []string{"dialect", "journal", "receivers", "in flight", "server µs", "floor µs", "server / floor", "in kernel", "deliveries/s", "(floor)", "p50", "(floor)", "p99", "(floor)"},
	}
	for _, st := range r.crowds {
		for _, w := range st.rows {
			for i, s := range st.servers {
				cells := []string{string(st.form.speaks), s.kind(), fmt.Sprint(st.receivers), fmt.Sprint(w.inflight)}
				t.rows = append(t.rows, append(cells, w.cells(i)...))
			}
		}
	}
	return t
}

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

// cells are what floor and server number i came to.
func (w row) cells(i int) []string {
	floor, server := w.sides(i)
	cells := []string{"–", "–", "–", "–", thousands(server.rate), "–", short(server.p50), "–", short(server.p99), "–"}
	if measures {
		cells[0], cells[1] = micros(server.cost), micros(floor.cost)
		cells[2] = ratioText(w.ratios(i))
		cells[3] = percent(server.kernel)
		cells[5], cells[7], cells[9] = thousands(floor.rate), short(floor.p50), short(floor.p99)
	}
	return cells
}

// memory has what idle connections cost.
func (r report) memory() table {
	t := table{title: "Idle connections", head: []string{"dialect", "journal", "idle connections", "RSS each", "PSS each"}}
	for _, st := range r.crowds {
		for _, s := range st.servers {
			if n := st.connections(); measures && n >= fewest {
				t.rows = append(t.rows, []string{string(st.form.speaks), s.kind(), fmt.Sprint(n), kib(s.idle.rss), kib(s.idle.pss)})
			}
		}
	}
	return t
}

// A side is what the turns of floor or server come to.
type side struct {
	cost, kernel, rate float64
	p50, p99           time.Duration
}

// sides are the floor and server number i.
func (w row) sides(i int) (floor, server side) {
	var floors, servers []stretch
	for _, t := range w.turns {
		floors, servers = append(floors, t.floor), append(servers, t.servers[i])
	}
	return summed(floors), summed(servers)
}

// summed takes the median of the turns, and the latency over all of them.
func summed(turns []stretch) (s side) {
	var costs, rates []float64
	var all histogram
	var user, kernel time.Duration
	for _, t := range turns {
		costs, rates = append(costs, t.perDelivery()), append(rates, t.perSecond())
		user, kernel = user+t.usage.user, kernel+t.usage.kernel
		all.merge(&t.times)
	}
	s.cost, s.rate = median(costs), median(rates)
	s.kernel = float64(kernel) / float64(max(user+kernel, 1))
	s.p50, s.p99 = all.percentile(50), all.percentile(99)
	return s
}

// ratios are server number i by floor, turn by turn.
func (w row) ratios(i int) (all []float64) {
	for _, t := range w.turns {
		all = append(all, t.servers[i].perDelivery()/t.floor.perDelivery())
	}
	return all
}

// quantile of a few numbers, between neighbours where it falls between them.
func quantile(all []float64, q float64) float64 {
	s := slices.Sorted(slices.Values(all))
	at := q * float64(len(s)-1)
	low := int(at)
	high := min(low+1, len(s)-1)
	return s[low] + (at-float64(low))*(s[high]-s[low])
}

func median(all []float64) float64 { return quantile(all, 0.5) }

// ratioText is the median of the rounds and half the distance between their
// quartiles: one round that somebody else's program fell into moves neither.
func ratioText(all []float64) string {
	return fmt.Sprintf("%.2f ±%.2f", median(all), (quantile(all, 0.75)-quantile(all, 0.25))/2)
}

func percent(f float64) string { return fmt.Sprintf("%.0f %%", 100*f) }

func micros(us float64) string { return fmt.Sprintf("%.3g", us) }

func kib(bytes int) string { return fmt.Sprintf("%.1f KiB", float64(bytes)/1024) }

// short is a time to three digits.
func short(d time.Duration) string {
	switch {
	case d >= 100*time.Millisecond:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
	case d >= time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	default:
		return fmt.Sprintf("%.0f µs", d.Seconds()*1e6)
	}
}

// thousands is a whole number in groups of three.
func thousands(f float64) string {
	digits := fmt.Sprintf("%.0f", f)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

func (r report) text(w io.Writer) {
	fmt.Fprintln(w, r.machine())
	fmt.Fprintln(w, "µs: processor time per delivery, or per line; every delivery was counted")
	for _, t := range r.tables() {
		fmt.Fprintf(w, "\n%s\n", t.title)
		aligned(w, t.head, t.rows)
	}
}
