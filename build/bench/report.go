package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A report is all stages, to be written as text or as markdown.
type report struct {
	stages []stage
}

var (
	costHead   = []string{"receivers", "in flight", "server µs", "floor µs", "server / floor", "in kernel", "deliveries/s", "(floor)", "p50", "(floor)", "p99", "(floor)"}
	memoryHead = []string{"idle connections", "RSS each", "PSS each"}
)

// costs are the rows of the first table; µs are processor time per delivery.
func (r report) costs() [][]string {
	var table [][]string
	for _, st := range r.stages {
		for _, w := range st.rows {
			floor, server := w.sides()
			cells := []string{fmt.Sprint(st.receivers), fmt.Sprint(w.inflight), "–", "–", "–", "–",
				thousands(server.rate), "–", short(server.p50), "–", short(server.p99), "–"}
			if measures {
				cells[2], cells[3] = micros(server.cost), micros(floor.cost)
				cells[4] = ratioText(w.ratios())
				cells[5] = fmt.Sprintf("%.0f %%", 100*server.kernel)
				cells[7], cells[9], cells[11] = thousands(floor.rate), short(floor.p50), short(floor.p99)
			}
			table = append(table, cells)
		}
	}
	return table
}

// memory are the rows of the second table.
func (r report) memory() [][]string {
	var table [][]string
	for _, st := range r.stages {
		if n := st.receivers + st.senders; measures && n >= fewest {
			table = append(table, []string{fmt.Sprint(n), kib(st.idle.rss), kib(st.idle.pss)})
		}
	}
	return table
}

// A side is what the turns of floor or server come to.
type side struct {
	cost, kernel, rate float64
	p50, p99           time.Duration
}

func (w row) sides() (floor, server side) {
	var floors, servers []stretch
	for _, t := range w.turns {
		floors, servers = append(floors, t.floor), append(servers, t.server)
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

// ratios are server by floor, turn by turn.
func (w row) ratios() (all []float64) {
	for _, t := range w.turns {
		all = append(all, t.server.perDelivery()/t.floor.perDelivery())
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
	fmt.Fprintln(w, machine())
	fmt.Fprintln(w, "µs: processor time per delivery; every delivery was counted")
	aligned(w, costHead, r.costs())
	if m := r.memory(); len(m) > 0 {
		fmt.Fprintln(w)
		aligned(w, memoryHead, m)
	}
}
