package main

import (
	"fmt"
	"time"
)

// quiet is how long everybody listens on after the last line, for a line that
// comes once more.
const quiet = 20 * time.Millisecond

// verify checks after run that everybody had each line once: nobody fewer,
// nobody more, and not one twice in place of another.
func (l *load) verify() error {
	for {
		n, err := l.in.next(quiet, l.take)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	all, own := tally{}, make([]tally, l.senders)
	for number := range l.sent {
		for _, t := range []*tally{&all, &own[l.sender(number)]} {
			t.lines++
			t.sum += scramble(number)
		}
	}
	for i, m := range l.members {
		want := all
		if s := i - l.receivers; s >= 0 {
			want.lines -= own[s].lines // nobody hears himself
			want.sum -= own[s].sum
		}
		switch got := m.tally; {
		case len(got.rest) > 0:
			return fmt.Errorf("%s was left with half a line: %q", m.name, got.rest)
		case got.lines != want.lines:
			return fmt.Errorf("%s had %d lines, not %d", m.name, got.lines, want.lines)
		case got.sum != want.sum:
			return fmt.Errorf("%s had %d lines, but one twice and another never", m.name, got.lines)
		}
	}
	return nil
}

// sent yields the number of every line that was sent. Slots advance each at its
// own speed, so it is what every slot went through, not a range.
func (l *load) sent(yield func(int) bool) {
	for i, s := range l.slots[:min(len(l.slots), l.started)] {
		for n := l.first + i; n <= s.number; n += len(l.slots) {
			if !yield(n) {
				return
			}
		}
	}
}

// deliveries is how many times a line reached somebody.
func (l *load) deliveries() int { return l.started * (len(l.members) - 1) }

// lost explains a run that has come to a halt.
func (l *load) lost() error {
	for _, s := range l.slots {
		if s.left > 0 {
			return fmt.Errorf("line %d has not reached %d of %d within %v; %d lines are under way",
				s.number, s.left, len(l.members)-1, stall, l.open)
		}
	}
	return fmt.Errorf("%d lines are under way and nothing arrives", l.open)
}
