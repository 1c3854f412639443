package chat

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"confab/server/wire"
)

// Limits of what a room takes in one go.
const (
	maxBatch   = 16 << 10 // bytes, but for the last passage
	maxWaiting = 256      // passages that wait for the room before their readers do
)

// A Room hands everything that is said to every other member, in one order for
// all. Run owns it: Run alone touches members, so there is nothing to lock.
type Room struct {
	joins    chan *conn
	seated   chan struct{} // answers joins
	leaves   chan *conn
	passages chan passage
	done     chan struct{} // closed when Run has ended

	members []*conn // a conn's place is its seat
	batches uint64  // handed out so far
	tally   tally
}

func newRoom(log *slog.Logger) *Room {
	return &Room{
		joins:    make(chan *conn),
		seated:   make(chan struct{}),
		leaves:   make(chan *conn),
		passages: make(chan passage, maxWaiting),
		done:     make(chan struct{}),
		tally:    tally{log: log},
	}
}

// Run hands out what is said until ctx ends, and what had been said by then.
// Then it says goodbye to every member and ends their connections.
func (r *Room) Run(ctx context.Context) {
	defer close(r.done)
	for {
		select {
		case <-ctx.Done():
			r.close()
			return
		case c := <-r.joins:
			r.seat(c)
			r.seated <- struct{}{}
		case c := <-r.leaves:
			r.unseat(c)
		case p := <-r.passages:
			r.handOut(r.gather(p))
		case <-r.tally.due():
			r.tally.write(time.Now())
		}
	}
}

// join makes c a member and tells it that it is registered, in this order: who
// has been told misses nothing. It reports false if the room has closed.
func (r *Room) join(c *conn) bool {
	select {
	case r.joins <- c:
		<-r.seated // nothing that c sends is answered before the 200
		return true
	case <-r.done:
		return false
	}
}

// leave ends c's membership: nothing is pushed to c when leave has returned.
func (r *Room) leave(c *conn) {
	select {
	case r.leaves <- c:
	case <-r.done:
	}
}

// say gives the room a passage. It waits while too much waits already, and
// fails only when the room has closed.
func (r *Room) say(p passage) error {
	select {
	case r.passages <- p:
		return nil
	case <-r.done:
		return errShutdown
	}
}

func (r *Room) seat(c *conn) {
	c.seat = len(r.members)
	r.members = append(r.members, c)
	c.push(wire.OK.Line(), time.Now())
}

func (r *Room) unseat(c *conn) {
	last := len(r.members) - 1
	r.members[c.seat] = r.members[last]
	r.members[c.seat].seat = c.seat
	r.members[last] = nil
	r.members = r.members[:last]
}

// gather takes what is waiting behind p, without waiting for more.
func (r *Room) gather(p passage) batch {
	b := batch{p}
	for bytes := len(p.text); bytes < maxBatch; bytes += len(p.text) {
		select {
		case p = <-r.passages:
			b = append(b, p)
		default:
			return b
		}
	}
	return b
}

// handOut pushes a batch to every member, encoded once for all but those who
// said some of it.
func (r *Room) handOut(b batch) {
	now := time.Now()
	r.batches++
	for _, p := range b {
		p.from.spoken = r.batches
	}
	text := b.text()
	r.eachMember(func(c *conn) {
		text := text
		if c.spoken == r.batches {
			text = b.without(c)
		}
		if len(text) > 0 {
			c.push(text, now)
		}
	})
	r.tally.add(b.lines(), now)
}

// membersPerCore is how many members are worth waking a processor for.
const membersPerCore = 128

// eachMember calls push for every member, of a large room on all processors,
// and returns when all calls have. push must not block.
func (r *Room) eachMember(push func(*conn)) {
	share := max(membersPerCore, (len(r.members)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var others sync.WaitGroup
	rest := r.members
	for ; len(rest) > share; rest = rest[share:] {
		some := rest[:share]
		others.Go(func() {
			for _, c := range some {
				push(c)
			}
		})
	}
	for _, c := range rest {
		push(c)
	}
	others.Wait()
}

// close hands out what was said before the end and says goodbye.
func (r *Room) close() {
	for len(r.passages) > 0 {
		r.handOut(r.gather(<-r.passages))
	}
	r.tally.log.Info("shutting down, telling everybody", "clients", len(r.members))
	now := time.Now()
	for _, c := range r.members {
		c.push(wire.Goodbye, now)
		c.end(errShutdown)
	}
	r.tally.write(now)
}
