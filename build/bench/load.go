package main

import (
	"context"
	"fmt"
	"time"
)

// A load keeps a fixed number of lines under way in a crowd: a line that has
// reached its last receiver is replaced by a new one, not before. It belongs
// to the goroutine that calls run.
type load struct {
	*crowd
	slots   []slot
	first   int            // the number of the first line
	started int            // lines sent so far
	open    int            // lines under way
	enough  func(int) bool // told how many have been started: no more?
	pending [][]byte       // for each sender, what the next flush sends
	waiting []int          // the slots in pending
	forms   [][]byte       // for each sender, a line to number and send
	times   histogram
	ended   time.Time // when the last line had reached everybody
}

// A slot is one of the lines under way.
type slot struct {
	number int
	left   int // receivers and other senders that do not have it yet
	sent   time.Time
}

// stall is how long nothing may arrive before lines count as lost.
const stall = 10 * time.Second

func newLoad(c *crowd, inflight int) *load {
	l := &load{crowd: c, slots: make([]slot, inflight), first: c.next, pending: make([][]byte, c.senders)}
	for i := range c.senders {
		l.forms = append(l.forms, c.form.line(senderName(i)))
	}
	for i := range c.members {
		c.members[i].tally = tally{}
	}
	return l
}

// sender says who sends a line: the slots are spread over the senders, and a
// slot keeps its own.
func (l *load) sender(number int) int { return (number - l.first) % len(l.slots) % l.senders }

// run sends lines until enough says so, waits until everybody has had each of
// them, and checks that nobody had more.
func (l *load) run(ctx context.Context, enough func(started int) bool) error {
	l.enough = enough
	for i := range l.slots {
		if i > 0 && enough(i) {
			break
		}
		l.say(i, l.first+i)
	}
	if err := l.flush(); err != nil {
		return err
	}
	last := time.Now()
	for l.open > 0 {
		n, err := l.in.next(100*time.Millisecond, l.take)
		if ctx.Err() != nil {
			return context.Cause(ctx) // Ctrl-C reaches the server too: what it does then is no error
		}
		if err != nil {
			return err
		}
		if n > 0 {
			last = time.Now()
		}
		if time.Since(last) > stall {
			return l.lost()
		}
	}
	l.ended = time.Now()
	for _, s := range l.slots {
		l.next = max(l.next, s.number+1)
	}
	return nil
}

// say puts a new line into a slot; flush sends it.
func (l *load) say(i, number int) {
	s := l.sender(number)
	setNumber(l.forms[s], number)
	l.pending[s] = append(l.pending[s], l.forms[s]...)
	l.waiting = append(l.waiting, i)
	l.slots[i] = slot{number: number, left: len(l.members) - 1} // all but its sender
	l.started++
	l.open++
}

// flush sends what say has collected, in one write for each sender.
func (l *load) flush() error {
	now := time.Now()
	for _, i := range l.waiting {
		l.slots[i].sent = now
	}
	l.waiting = l.waiting[:0]
	for s, lines := range l.pending {
		if len(lines) == 0 {
			continue
		}
		if err := l.in.write(l.receivers+s, lines); err != nil {
			return fmt.Errorf("sending as %s: %w", senderName(s), err)
		}
		l.pending[s] = lines[:0]
	}
	return nil
}

// take counts what member i has received and replaces the lines that were
// waiting for it alone.
func (l *load) take(i int, data []byte) error {
	m := &l.members[i]
	if len(data) == 0 {
		return fmt.Errorf("%s was put out", m.name)
	}
	var now time.Time
	if m.sampled {
		now = time.Now()
	}
	err := m.tally.take(data, l.form, func(number int) error {
		at := (number - l.first) % len(l.slots)
		if at < 0 || l.slots[at].number != number || l.slots[at].left == 0 {
			return fmt.Errorf("line %d came when everybody had it already: doubled", number)
		}
		s := &l.slots[at]
		if m.sampled {
			l.times.add(now.Sub(s.sent))
		}
		if s.left--; s.left == 0 {
			l.open--
			if next := number + len(l.slots); !l.enough(l.started) {
				if next > lastNumber {
					return fmt.Errorf("there are no numbers for more than %d lines", lastNumber)
				}
				l.say(at, next)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	if len(l.waiting) > 0 {
		return l.flush()
	}
	return nil
}
