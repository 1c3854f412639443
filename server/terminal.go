package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// A terminal writes what is logged to the person's terminal in a goroutine of
// its own. A terminal may stand still, for Ctrl-S or a marked text; whoever
// logs must not. What comes while too much waits is dropped and counted.
type terminal struct {
	out   io.Writer
	lines chan []byte
	ended chan struct{}

	mu      sync.Mutex
	waiting int  // bytes in lines; guarded by mu
	lost    int  // lines since some were last taken; guarded by mu
	over    bool // guarded by mu
}

// Limits of a terminal.
const (
	maxLogLines = 4096            // that wait
	maxLogBytes = 1 << 20         // in them
	lastLogs    = time.Second / 2 // for what waits at the end
)

// newTerminal returns a terminal that writes to out. Close ends it.
func newTerminal(out io.Writer) *terminal {
	t := &terminal{out: out, lines: make(chan []byte, maxLogLines), ended: make(chan struct{})}
	go t.run()
	return t
}

// run writes until Close. An error is nobody's: there is no place to report it to.
func (t *terminal) run() {
	defer close(t.ended)
	for line := range t.lines {
		_, _ = t.out.Write(line)
		t.mu.Lock()
		t.waiting -= len(line)
		lost := t.lost
		t.lost = 0
		t.mu.Unlock()
		if lost > 0 {
			_, _ = fmt.Fprintf(t.out, "level=WARN msg=\"the terminal stood still\" lost=%d\n", lost)
		}
	}
}

// Write takes a whole line. It never waits and never fails.
func (t *terminal) Write(line []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return len(line), nil
	}
	if t.waiting+len(line) > maxLogBytes || len(t.lines) == cap(t.lines) {
		t.lost++
		return len(line), nil
	}
	t.waiting += len(line)
	t.lines <- append([]byte(nil), line...) // nobody else fills it
	return len(line), nil
}

// Close writes what waits, unless the terminal stands still.
func (t *terminal) Close() {
	t.mu.Lock()
	t.over = true
	close(t.lines)
	t.mu.Unlock()
	select {
	case <-t.ended:
	case <-time.After(lastLogs):
	}
}
