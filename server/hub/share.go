package hub

import (
	"slices"
	"sync"
	"time"

	"confab/server/clientaddr"
	"confab/server/wire"
)

// An address is where several people may come from: a classroom behind one
// router. They share one pace, and share it fairly: the one of them who will have
// said least goes next, so that those who say a line do not wait for those who
// say many (start-time fair queuing, but by the ends).
type address struct {
	conns int // guarded by names.mu

	mu      sync.Mutex
	pace    wire.Pace           // guarded by mu
	people  map[*user]*neighbor // guarded by names.mu
	said    int64               // how much the one who went last had said before: who has said less than that begins there; guarded by mu
	waiting turns               // who goes next first; guarded by mu
}

// A neighbor is a person as one of an address.
type neighbor struct {
	at    *address
	conns int // guarded by names.mu

	said   int64     // how much, in turns of the pace; guarded by at.mu
	urgent time.Time // when a line has gone first; guarded by at.mu
}

// A turn is one line that waits for the pace of its address.
type turn struct {
	by     *neighbor
	bytes  int
	before int64         // what its person had said before it
	first  chan struct{} // has something when the turn has become the first
}

// urgentEvery is how often a line of one person goes before those of others.
const urgentEvery = 5 * time.Second

// begin takes a line of so many bytes and returns nil if it may go now, and
// otherwise its turn. An urgent line goes in any case, as long as the person has
// not had another one just now.
func (n *neighbor) begin(now time.Time, bytes int, urgent bool) *turn {
	if n == nil {
		return nil
	}
	a := n.at
	a.mu.Lock()
	defer a.mu.Unlock()
	before := max(a.said, n.said)
	n.said = before + int64(wire.Turns(bytes))
	if urgent && now.Sub(n.urgent) >= urgentEvery {
		n.urgent = now
		a.pace.Charge(now, bytes)
		return nil
	}
	if len(a.waiting) == 0 && a.pace.Wait(now, bytes) <= 0 {
		a.pace.Next(now, bytes)
		a.said = before
		return nil
	}
	t := &turn{by: n, bytes: bytes, before: before, first: make(chan struct{}, 1)}
	i, _ := slices.BinarySearchFunc(a.waiting, t.after(), func(other *turn, after int64) int {
		if other.after() <= after { // those alike in the order in which they came
			return -1
		}
		return 1
	})
	a.waiting = slices.Insert(a.waiting, i, t)
	return t
}

// after is what the line's person will have said with it.
func (t *turn) after() int64 { return t.before + int64(wire.Turns(t.bytes)) }

// due reports that the line goes now, or how long it waits at the least; one
// that is not the first is told when it has become that.
func (t *turn) due(now time.Time) (wait time.Duration, goes bool) {
	a := t.by.at
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting[0] != t {
		return time.Hour, false
	}
	if wait = a.pace.Wait(now, t.bytes); wait > 0 {
		return wait, false
	}
	a.pace.Next(now, t.bytes)
	a.said = t.before
	a.waiting = a.waiting.remove(0)
	return 0, true
}

// end takes a line back that has not gone.
func (t *turn) end() {
	a := t.by.at
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.Index(a.waiting, t); i >= 0 {
		a.waiting = a.waiting.remove(i)
	}
}

// turns are lines that wait, the next one first.
type turns []*turn

// remove returns t without one of them, and tells the next one when it is first.
func (t turns) remove(i int) turns {
	t = slices.Delete(t, i, i+1)
	if i == 0 && len(t) > 0 {
		select {
		case t[0].first <- struct{}{}:
		default: // it was told before, and has not looked since
		}
	}
	return t
}

// charge counts what the server has answered.
func (n *neighbor) charge(now time.Time, bytes int) {
	if n == nil {
		return
	}
	n.at.mu.Lock()
	defer n.at.mu.Unlock()
	n.at.pace.Charge(now, bytes)
	n.said += int64(wire.Turns(bytes))
}

// enter returns a person as one of an address for one more connection from it;
// nil where there is no limit.
func (n *names) enter(from clientaddr.Address, h *user) *neighbor {
	if n.from.rate <= 0 || from.Local {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	a := n.addresses[from.Key]
	if a == nil {
		a = &address{pace: wire.Pace{Rate: n.from.rate, Burst: n.from.burst}, people: map[*user]*neighbor{}}
		n.addresses[from.Key] = a
	}
	who := a.people[h]
	if who == nil {
		who = &neighbor{at: a}
		a.people[h] = who
	}
	a.conns++
	who.conns++
	return who
}

// leave is the opposite of enter.
func (n *names) leave(from clientaddr.Address, h *user, who *neighbor) {
	if who == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if who.conns--; who.conns == 0 {
		delete(who.at.people, h)
	}
	if who.at.conns--; who.at.conns == 0 {
		delete(n.addresses, from.Key)
	}
}
