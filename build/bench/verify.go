package main

import (
	"fmt"
	"time"

	"confab/server/wire"
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
	want := l.wants()
	for i, m := range l.members {
		switch got, want := m.tally, want(i); {
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

// wants adds up what was sent, and returns what each member should have of it.
func (l *load) wants() func(i int) tally {
	all, rooms, own := tally{}, make([]tally, max(l.form.rooms, 1)), make([]tally, l.senders)
	for number := range l.sent {
		for _, t := range []*tally{&all, &rooms[l.form.room(number)], &own[l.sender(number)]} {
			t.lines++
			t.sum += scramble(number)
		}
	}
	return func(i int) tally {
		s := i - l.allReceivers()
		if s < 0 {
			return rooms[l.members[i].room]
		}
		want := all
		if l.form.speaks == wire.V1 {
			want.lines -= own[s].lines // nobody hears himself
			want.sum -= own[s].sum
		}
		return want
	}
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
