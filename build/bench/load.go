package main

import (
	"context"
	"fmt"
	"time"
)

// A load keeps a fixed number of lines under way in a crowd: a line that has
// reached its last receiver is replaced by a new one, not before. In a crowd
// that goes on by echo, a line that its sender has heard itself is. It belongs
// to the goroutine that calls run.
type load struct {
	*crowd
	slots   []slot
	first   int            // the number of the first line
	started int            // lines sent so far
	owed    int            // deliveries to come, of lines that have been sent
	enough  func(int) bool // told how many have been started: no more?
	pending [][]byte       // for each sender, what the next flush sends
	waiting []int          // the slots in pending
	lines   [][]byte       // for each sender, a line to number and send
	times   histogram
	ended   time.Time // when the last line had reached everybody
}

// A slot is one of the lines under way.
type slot struct {
	number int
	left   int // who does not have it yet, of those for whom the slot waits
	sent   time.Time
}

// stall is how long nothing may arrive before lines count as lost.
const stall = 10 * time.Second

func newLoad(c *crowd, inflight int) *load {
	l := &load{crowd: c, slots: make([]slot, inflight), first: c.next, pending: make([][]byte, c.senders)}
	for i := range c.senders {
		l.lines = append(l.lines, c.form.line(senderName(i)))
	}
	for i := range c.members {
		t := &c.members[i].tally
		*t = tally{rest: t.rest} // of presence, perhaps
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
		if err := l.say(i, l.first+i); err != nil {
			return err
		}
	}
	if err := l.flush(); err != nil {
		return err
	}
	last := time.Now()
	for l.owed > 0 {
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
func (l *load) say(i, number int) error {
	if number > lastNumber {
		return fmt.Errorf("there are no numbers for more than %d lines", lastNumber)
	}
	s := l.sender(number)
	l.form.set(l.lines[s], number)
	l.pending[s] = append(l.pending[s], l.lines[s]...)
	l.waiting = append(l.waiting, i)
	l.slots[i] = slot{number: number, left: l.hearers()}
	if l.onEcho {
		l.slots[i].left = 1
	}
	l.started++
	l.owed += l.hearers()
	return nil
}

// flush sends what say has collected, in one write for each sender.
func (l *load) flush() error {
	now := time.Now()
	for _, i := range l.waiting {
		s := l.sender(l.slots[i].number)
		l.slots[i].sent = now
		if len(l.pending[s]) == 0 {
			continue // with another of its lines
		}
		if err := l.in.write(l.allReceivers()+s, l.pending[s]); err != nil {
			return fmt.Errorf("sending as %s: %w", senderName(s), err)
		}
		l.pending[s] = l.pending[s][:0]
	}
	l.waiting = l.waiting[:0]
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
		l.owed--
		if l.onEcho && i != l.allReceivers()+l.sender(max(number, l.first)) {
			return nil // verify looks at these
		}
		return l.arrived(m, number, now)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	if len(l.waiting) > 0 {
		return l.flush()
	}
	return nil
}

// arrived notes that a line has reached one of those for whom its slot waits.
func (l *load) arrived(m *member, number int, now time.Time) error {
	at := (number - l.first) % len(l.slots)
	if at < 0 || l.slots[at].number != number || l.slots[at].left == 0 {
		return fmt.Errorf("line %d came when everybody had it already: doubled", number)
	}
	s := &l.slots[at]
	if m.sampled {
		l.times.add(now.Sub(s.sent))
	}
	if s.left--; s.left == 0 && !l.enough(l.started) {
		return l.say(at, number+len(l.slots))
	}
	return nil
}

// deliveries is how many times a line reached somebody.
func (l *load) deliveries() int { return l.started * l.hearers() }

// lost explains a run that has come to a halt.
func (l *load) lost() error {
	for _, s := range l.slots {
		if s.left > 0 {
			return fmt.Errorf("line %d has not reached %d of %d within %v; %d deliveries are missing",
				s.number, s.left, l.hearers(), stall, l.owed)
		}
	}
	want := l.wants()
	for i, m := range l.members {
		if lines := want(i).lines; m.tally.lines < lines {
			return fmt.Errorf("%s has had %d of %d lines within %v; %d deliveries are missing", m.name, m.tally.lines, lines, stall, l.owed)
		}
	}
	return fmt.Errorf("%d deliveries are missing and nothing arrives", l.owed)
}
