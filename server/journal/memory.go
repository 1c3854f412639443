package journal

import (
	"cmp"
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"sync"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// remembered is how many events a memory has at least: enough for a client that
// lost the connection for a while.
const remembered = 10_000

// A memory is a store without a disk. It has the newest events, knows an id as
// long as its event, and is gone with the process.
type memory struct {
	id string

	mu        sync.Mutex
	memoryLog // guarded by mu
}

// A memoryLog is what a memory has. It has no lock.
type memoryLog struct {
	events []*wire.Event
	byID   map[string]*wire.Event
	lasts  map[string]model.Last
	read   map[reading]int64

	reactions map[string]map[reaction]struct{} // by the id of the message
	ended     map[int64]bool                   // seqs of events of rooms that have ended, and are still to be fanned out

	seq int64

	trusted time.Time
}

func newMemory() *memory {
	return &memory{id: rand.Text(), memoryLog: memoryLog{byID: map[string]*wire.Event{}, lasts: map[string]model.Last{}, read: map[reading]int64{}, reactions: map[string]map[reaction]struct{}{}, ended: map[int64]bool{}}}
}

func (m *memory) identity() string { return m.id }

func (m *memory) write(batch []*request, read map[reading]int64, rules model.Rules) (fresh []*wire.Event, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := timeOf(time.Now().UnixMilli())
	left, over := map[reading]bool{}, map[string]bool{}
	for _, r := range batch {
		for _, e := range r.events {
			e.Seq, e.At = 0, now // which rules may ask for
			if known := m.byID[e.ID]; known == nil {
				if refusal := cmp.Or(rules.Check(e), m.tooMany(e)); refusal != nil {
					r.refuse(e, refusal)
					continue
				}
				if old := m.byID[target(e)]; e.Type == wire.EditType && old != nil && wire.IsRemoved(old.Body) {
					e.Body = wire.RemovedBody(e.Body) // it was on its way
				}
				m.seq++
				e.Seq, e.Prev, e.At = m.seq, m.lasts[e.Room].Seq, now
				m.lasts[e.Room], m.byID[e.ID] = model.Last{Seq: e.Seq, At: now}, e
				m.events, fresh = append(m.events, e), append(fresh, e)
				m.change(e) // before the next one, which may be about the same message
				if e.Type == wire.LeaveType {
					r := reading{wire.NameKey(e.From), e.Room}
					delete(m.read, r)
					left[r] = true
				}
				if rules.Apply(e) {
					m.end(e)
					over[e.Room] = true
				}
			} else if !takeNumbers(e, known) {
				r.refuse(e, ErrIDReused)
			}
		}
	}
	if extra := len(m.events) - remembered; extra >= remembered {
		m.drop(extra)
	}
	for r, seq := range read {
		if !left[r] && !over[r.room] {
			m.read[r] = max(m.read[r], seq)
		}
	}
	return fresh, nil
}

// drop forgets the n oldest events.
func (m *memoryLog) drop(n int) {
	for _, e := range m.events[:n] {
		delete(m.byID, e.ID)
		delete(m.reactions, e.ID)
		delete(m.ended, e.Seq)
	}
	m.events = slices.Delete(m.events, 0, n)
}

func (m *memory) checkpoint() (time.Duration, error) { return 0, nil }

func (m *memory) expire(t, _ time.Time) (deleted int, more bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for n < len(m.events) && m.events[n].At.Before(t) {
		n++
	}
	m.drop(n)
	return n, false, nil
}

func (m *memory) moments() (trusted, newest time.Time, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.events); n > 0 {
		newest = m.events[n-1].At
	}
	return m.trusted, newest, nil
}

func (m *memory) trust(t time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trusted = t.Round(0) // without the monotonic clock, as on a disk
	return nil
}

// choose returns the oldest or the newest events that match, the oldest first.
func (m *memory) choose(newest bool, limit int, match func(*wire.Event) bool) (events []*wire.Event, err error) {
	return m.chooseOf(0, newest, limit, match)
}

// chooseOf is choose that ends behind so many bytes, see Query; 0 is no limit.
func (m *memory) chooseOf(most int, newest bool, limit int, match func(*wire.Event) bool) (events []*wire.Event, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	bytes := 0
	for i := range m.events {
		if newest {
			i = len(m.events) - 1 - i
		}
		if len(events) == limit {
			break
		}
		if !match(m.events[i]) {
			continue
		}
		full := most > 0 && bytes >= most
		events = append(events, m.events[i])
		if bytes += len(m.events[i].Body); full {
			break
		}
	}
	if newest {
		slices.Reverse(events)
	}
	return events, nil
}

func (m *memory) after(_ context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return m.choose(false, limit, func(e *wire.Event) bool { return e.Seq > seq })
}

func (m *memory) changesAfter(_ context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return m.choose(false, limit, func(e *wire.Event) bool {
		return e.Seq > seq && !m.ended[e.Seq] && slices.Contains(changeTypes, e.Type)
	})
}

func (m *memory) removalsAfter(_ context.Context, seq int64, limit int) ([]*wire.Event, error) {
	return m.choose(false, limit, func(e *wire.Event) bool { return e.Seq > seq && e.Type == wire.RemoveType })
}

func (m *memory) page(_ context.Context, q Query) ([]*wire.Event, error) {
	return m.chooseOf(q.Bytes, q.Before > 0, q.Limit, func(e *wire.Event) bool {
		return e.Room == q.Room && !m.ended[e.Seq] && e.Seq > q.After && (q.Before == 0 || e.Seq < q.Before)
	})
}

func (m *memory) find(_ context.Context, id string) (*wire.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.byID[id]; e != nil {
		return e, nil
	}
	return nil, ErrUnknown
}

func (m *memory) recall(_ context.Context, e *wire.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.byID[e.ID]; known != nil {
		takeNumbers(e, known)
	}
	return nil
}

func (m *memory) last(context.Context) (map[string]model.Last, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.lasts), nil
}

func (m *memory) reads(_ context.Context, user string) (map[string]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	reads := map[string]int64{}
	for r, seq := range m.read {
		if r.user == user {
			reads[r.room] = seq
		}
	}
	return reads, nil
}

func (m *memory) readIn(_ context.Context, r reading) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.read[r], nil
}

func (m *memory) forgetReads(user string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.read, func(r reading, _ int64) bool { return r.user == user })
	return nil
}

func (m *memory) readersOf() (users []string, err error) { return nil, nil }

func (m *memory) close() error { return nil }
