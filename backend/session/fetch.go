package session

import (
	"time"

	"confab/server/wire"
)

// fetchAgain is when what is missing is asked for again that the server could not read.
const fetchAgain = 10 * time.Second

// fetch returns the line that asks for something that is missing; nil if there
// is nothing, and how long there will be nothing if nobody asks. One page at a
// time is on its way, so that what is said does not have to wait for many. The
// caller holds mu.
func (s *Session) fetch(l *link) (line []byte, wait time.Duration) {
	if l.fetches() {
		return nil, pingAfter
	}
	g, ok := s.known.wanted()
	if !ok {
		return nil, pingAfter
	}
	if wait := time.Until(l.fetchAfter); wait > 0 {
		return nil, wait
	}
	l.questions = append(l.questions, &question{kind: aHistory, gap: g})
	return wire.AppendRequest(nil, wire.History{Room: g.room, Before: g.before, Limit: wire.MaxPage}), 0
}

// paged takes a page: for whoever has asked for it, or what was missing.
func (s *Session) paged(l *link, p *wire.Page) {
	page, err := wire.ParseEvents(p)
	s.mu.Lock()
	q := l.next(aHistory) // and stays that: only what listens takes answers
	if q == nil {
		s.log.Warn("the server sends a page that nobody asked for")
	} else if q.answer != nil {
		l.forget(q)
		q.answer <- s.known.history(q.gap, page, p.More, err, l.name)
	}
	s.mu.Unlock()
	if q != nil && q.answer == nil {
		s.fetched(l, q, page, p.More, err)
	}
}

// fetched takes a page of what was missing; err is why it cannot be read.
func (s *Session) fetched(l *link, q *question, page []*wire.Event, more bool, err error) {
	for _, e := range page {
		s.answeredBy(l, e)
	}
	s.mu.Lock()
	defer s.settle()
	l.forget(q)
	l.signal()
	var fresh []Event
	if err == nil {
		fresh, err = s.known.fill(q.gap, page, more, l.name)
	}
	if err != nil {
		s.log.Warn("what was missed cannot be read", "error", err)
		l.fetchAfter = time.Now().Add(fetchAgain)
	}
	for _, e := range fresh {
		s.emit(e)
	}
}

// notFetched takes it that there is no page: not now, or not for us. The caller
// holds mu.
func (s *Session) notFetched(l *link, q *question, e *wire.Error) {
	s.log.Warn("what was missed cannot be had", "code", e.Code)
	l.forget(q)
	l.signal()
	if e.Code == wire.CodeNotRead {
		l.fetchAfter = time.Now().Add(fetchAgain)
		return
	}
	s.known.giveUp(q.gap)
}
