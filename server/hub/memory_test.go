package hub

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A memory is a Journal for tests: it keeps everything, and forgets it with the test.
type memory struct {
	mu     sync.Mutex
	events []*wire.Event
	known  map[string]*wire.Event
	rules  model.Rules
	read   map[string]map[string]int64
	ended  map[int64]bool // the seqs of events of rooms that have ended
	paged  int            // bytes that pages have had
	more   chan struct{}  // closed and renewed by Append
}

func newMemory() *memory {
	return &memory{known: map[string]*wire.Event{}, read: map[string]map[string]int64{}, ended: map[int64]bool{}, more: make(chan struct{})}
}

// ID is the same for all: none of them meets another.
func (m *memory) ID() string { return "memory" }

func (m *memory) Obey(rules model.Rules) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rules = rules
}

func (m *memory) Append(_ context.Context, events []*wire.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	refusals := model.Refusals{}
	for _, e := range events {
		if old := m.known[e.ID]; old != nil {
			if old.Room != e.Room || old.From != e.From || old.Type != e.Type || string(old.Body) != string(e.Body) {
				refusals[e] = model.ErrIDReused
				continue
			}
			e.Seq, e.Prev, e.At = old.Seq, old.Prev, old.At
			continue
		}
		e.At = time.Now()
		if m.rules != nil {
			if why := m.rules.Check(e); why != nil {
				refusals[e] = why
				continue
			}
		}
		for _, before := range m.events {
			if before.Room == e.Room && !m.ended[before.Seq] {
				e.Prev = before.Seq
			}
		}
		e.Seq = int64(len(m.events)) + 1
		m.events = append(m.events, e)
		m.known[e.ID] = e
		if m.rules != nil && m.rules.Apply(e) {
			for _, before := range m.events {
				if before.Room == e.Room {
					m.ended[before.Seq] = true
					delete(m.known, before.ID)
				}
			}
		}
	}
	if m.rules != nil {
		m.rules.Commit()
	}
	close(m.more)
	m.more = make(chan struct{})
	if len(refusals) > 0 {
		return refusals
	}
	return nil
}

func (m *memory) Follow(ctx context.Context, after int64, f func([]*wire.Event)) error {
	for {
		m.mu.Lock()
		events, more := m.events[after:], m.more
		m.mu.Unlock()
		if len(events) > 0 {
			f(events)
			after += int64(len(events))
			continue
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (m *memory) Seq() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int64(len(m.events))
}

func (m *memory) Page(_ context.Context, q model.Query) (events []*wire.Event, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.events {
		if e.Room == q.Room && !m.ended[e.Seq] && e.Seq > q.After && (q.Before == 0 || e.Seq < q.Before) {
			events = append(events, e)
		}
	}
	if q.Before > 0 {
		slices.Reverse(events)
	}
	bytes, full := 0, false
	for i, e := range events {
		if i == q.Limit || full {
			events = events[:i]
			break
		}
		full = q.Bytes > 0 && bytes >= q.Bytes
		bytes += len(e.Body)
	}
	m.paged += bytes
	if q.Before > 0 {
		slices.Reverse(events)
	}
	return events, nil
}

func (m *memory) Find(_ context.Context, key string) (*wire.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.known[key]; e != nil {
		return e, nil
	}
	return nil, model.ErrUnknown
}

func (m *memory) Last(context.Context) (map[string]model.Last, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	last := map[string]model.Last{}
	for _, e := range m.events {
		if !m.ended[e.Seq] {
			last[e.Room] = model.Last{Seq: e.Seq, At: e.At}
		}
	}
	return last, nil
}

func (m *memory) Changes(context.Context) iter.Seq2[*wire.Event, error] {
	return m.those(func(e *wire.Event) bool { return changesRoom(e) && !m.ended[e.Seq] })
}

func (m *memory) Removals(_ context.Context, after int64) iter.Seq2[*wire.Event, error] {
	return m.those(func(e *wire.Event) bool { return e.Seq > after && e.Type == wire.RemoveType })
}

func (m *memory) those(are func(*wire.Event) bool) iter.Seq2[*wire.Event, error] {
	return func(yield func(*wire.Event, error) bool) {
		m.mu.Lock()
		events := m.events
		m.mu.Unlock()
		for _, e := range events {
			if are(e) && !yield(e, nil) {
				return
			}
		}
	}
}

func (m *memory) SetRead(_ context.Context, who, room string, seq int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.read[who] == nil {
		m.read[who] = map[string]int64{}
	}
	m.read[who][room] = max(seq, m.read[who][room])
	return nil
}

func (m *memory) Reads(_ context.Context, who string) (map[string]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.read[who]), nil
}

func (m *memory) ReadIn(_ context.Context, who, room string) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.read[who][room], nil
}

func (m *memory) ForgetReads(_ context.Context, who string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.read, who)
	return nil
}

func (m *memory) KeepReads(_ context.Context, keep func(string) bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.read, func(who string, _ map[string]int64) bool { return !keep(who) })
	return nil
}

func (m *memory) RoomsWithFile(_ context.Context, hash string) (rooms []string, err error) {
	for e := range m.those(func(e *wire.Event) bool { return strings.Contains(string(e.Body), hash) }) {
		rooms = append(rooms, e.Room)
	}
	return rooms, nil
}

func (m *memory) FilesOf(context.Context, string) ([]string, error) { return nil, nil }

func (m *memory) At(_ context.Context, seq int64) (*wire.Event, error) {
	for e := range m.those(func(e *wire.Event) bool { return e.Seq == seq }) {
		return e, nil
	}
	return nil, model.ErrUnknown
}
