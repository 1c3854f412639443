package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Those who never read, and what the others are promised.
const (
	eachKind = 100
	lines    = 1200
	perLine  = time.Second / 200
	lineSize = 1 << 10                // bytes: what may wait is full within three seconds
	lateMost = 250 * time.Millisecond // for 99 of 100 deliveries
	goneIn   = 10 * time.Second
)

// A hundred clients that never read cost a hundred that do neither a line nor
// their time, while somebody says 200 lines a second, and are soon disconnected.
// A machine that is busy with something else is late without them too: then the
// same lines without them are the measure.
func TestThoseWhoNeverReadHarmNobody(t *testing.T) {
	late := deliverBeside(t, eachKind)
	if late <= lateMost {
		return
	}
	if without := deliverBeside(t, 0); late > 2*without {
		t.Errorf("99 of 100 deliveries took up to %v, want at most %v, or twice the %v without those who never read", late, lateMost, without)
	}
}

// deliverBeside has a hundred take what is said beside so many who never read,
// and returns how long 99 of 100 deliveries took at the most.
func deliverBeside(t *testing.T, never int) (late time.Duration) {
	s := released(t, "-rate", "0")
	healthy := crowd(t, s.address, "healthy", eachKind)
	for _, p := range crowd(t, s.address, "slow", never) {
		if err := p.tcp.SetReadBuffer(4 << 10); err != nil { // the kernel takes little for them
			t.Fatal(err)
		}
	}
	speaker := crowd(t, s.address, "speaker", 1)[0]

	began := time.Now()
	var all sync.WaitGroup
	latencies, errs := make([][]time.Duration, eachKind), make([]error, eachKind)
	for i, p := range healthy {
		all.Go(func() { latencies[i], errs[i] = p.takes(lines, began) })
	}
	ticks := time.NewTicker(perLine)
	defer ticks.Stop()
	padding := strings.Repeat("x", lineSize)
	for n := 0; n < lines; <-ticks.C {
		for ; n < lines && time.Duration(n)*perLine <= time.Since(began); n++ { // a late tick takes none away
			if err := speaker.Say(fmt.Sprintf("%d %d %s", n, time.Since(began), padding)); err != nil {
				t.Fatal(err)
			}
		}
	}
	said := time.Since(began)
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	var gone time.Duration
	for i := range never {
		at, err := s.out.wait(fmt.Sprintf(`time=(\S+) \S+ msg=left conn=\d+ name=slow%d reason="too slow`, i))
		if err != nil {
			t.Fatal(err)
		}
		left, err := time.Parse(time.RFC3339, at[1])
		if err != nil {
			t.Fatal(err)
		}
		gone = max(gone, left.Sub(began))
	}
	if gone > goneIn {
		t.Errorf("the last slow one was gone after %v, want at most %v", gone, goneIn)
	}
	sorted := slices.Sorted(slices.Values(slices.Concat(latencies...)))
	late = sorted[len(sorted)*99/100]
	t.Logf("%d never read, %.0f lines/s: %d deliveries took %v (p50), %v (p99), %v at the most; the last slow one was gone after %v",
		never, lines/said.Seconds(), len(sorted), sorted[len(sorted)/2], late, sorted[len(sorted)-1], gone)
	return late
}

// takes receives so many numbered lines, each once and in order, and returns
// how long each was under way; they say when they were written since began.
func (p *peer) takes(lines int, began time.Time) ([]time.Duration, error) {
	latencies := make([]time.Duration, 0, lines)
	for want := range lines {
		if p.In.Buffered() == 0 {
			_ = p.Conn.Conn.SetReadDeadline(time.Now().Add(patience))
		}
		line, err := p.In.ReadSlice('\n')
		now := time.Since(began)
		if err != nil {
			return nil, fmt.Errorf("%s waits for line %d: %w", p.Name, want, err)
		}
		words := strings.SplitN(string(line[:min(len(line), 40)]), " ", 4) // fmt.Sscanf would be the slowest of all
		if len(words) != 4 || words[0] != "@speaker0:" || words[1] != strconv.Itoa(want) {
			return nil, fmt.Errorf("%s receives %.40q, want line %d", p.Name, line, want)
		}
		written, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			return nil, err
		}
		latencies = append(latencies, now-time.Duration(written))
	}
	return latencies, nil
}
