package archive

import (
	"sync"

	"confab/server/wire"
)

// What was said is kept with the name as it was spelled then. A server spells an
// account in one way, everywhere, but older ones let each device have its own,
// and a name can become another account's. So a row has the newest spelling of
// everybody in it, and whoever reads it finds one person under one name.

// spellings are the names that are here in more spellings than one.
type spellings struct {
	mu     sync.Mutex
	last   int64              // names.id: up to which they have been looked through; guarded by mu
	ids    map[string][]int64 // names.id by the names' keys; guarded by mu
	names  map[int64]string   // by names.id; guarded by mu
	newest map[string]newest  // by the names' keys, of those with several ids, that have been asked for; guarded by mu
}

// newest is the name of an account as it stands in its newest event.
type newest struct {
	name string
	id   int64 // events.id
}

// hear takes the name of an account as it stands in an event.
func (s *spellings) hear(name string, id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := wire.NameKey(name)
	if n, asked := s.newest[key]; asked && id > n.id {
		s.newest[key] = newest{name, id}
	}
}

// forget makes everything be looked for again.
func (s *spellings) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.ids, s.names, s.newest = 0, nil, nil, nil
}

// learn looks through the names that are new since it was called last.
func (t *tx) learn(s *spellings) {
	var id int64
	var name string
	if s.ids == nil {
		s.ids, s.names, s.newest = map[string][]int64{}, map[int64]string{}, map[string]newest{}
	}
	t.each(`SELECT id, name FROM names WHERE id > ? ORDER BY id`, args{s.last}, func() {
		key := wire.NameKey(name)
		s.ids[key], s.names[id] = append(s.ids[key], id), name
		delete(s.newest, key)
		s.last = id
	}, &id, &name)
}

// ids returns the names.id of all spellings of a name that are here.
func (t *tx) ids(s *spellings, name string) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.learn(s)
	return s.ids[wire.NameKey(name)]
}

// spelled returns an account's name in its newest spelling.
func (t *tx) spelled(p *Person, name string) string {
	if name == "" || wire.SameName(name, p.name) && !p.guest.Load() {
		return orSame(p.name, name)
	}
	key := wire.NameKey(name)
	ids := p.spelt.ids[key]
	if len(ids) < 2 {
		return name
	}
	n, asked := p.spelt.newest[key]
	if !asked {
		t.get(`SELECT n.name, e.id FROM events e JOIN names n ON n.id = e.sender
			WHERE e.id BETWEEN ? AND ? AND NOT e.guest AND e.sender IN (SELECT value FROM json_each(?)) ORDER BY e.id DESC LIMIT 1`,
			args{p.at(0), p.at(maxPlace), list(ids)}, &n.name, &n.id)
		p.spelt.newest[key] = n
	}
	return orSame(n.name, name)
}

// orSame returns the first of two names, unless it or the other one is empty.
func orSame(name, or string) string {
	if name == "" || or == "" {
		return or
	}
	return name
}

// spell gives a row the names as they are spelled now, and says what of it is
// one's own by them.
func (t *tx) spell(p *Person, r *Row) {
	p.spelt.mu.Lock()
	defer p.spelt.mu.Unlock()
	t.learn(&p.spelt)
	if !r.Guest {
		r.From = t.spelled(p, r.From)
	}
	if !r.Own && r.Guest == p.guest.Load() && wire.SameName(r.From, p.name) {
		r.Own, r.Mention = true, false
	}
	r.By, r.Name = t.spelled(p, r.By), t.spelled(p, r.Name)
	if r.Quote != nil {
		r.Quote.From = t.spelled(p, r.Quote.From)
	}
	for i := range r.Reactions {
		x := &r.Reactions[i]
		for j, name := range x.Names {
			x.Names[j] = t.spelled(p, name)
		}
	}
}

// spellHits does for what a search has found what spell does for rows.
func (t *tx) spellHits(p *Person, hits []Hit) {
	p.spelt.mu.Lock()
	defer p.spelt.mu.Unlock()
	t.learn(&p.spelt)
	for i := range hits {
		if h := &hits[i]; !h.Guest {
			h.From = t.spelled(p, h.From)
		}
	}
}
