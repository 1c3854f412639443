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
	if l.fetching != nil {
		return nil, pingAfter
	}
	g, ok := s.known.wanted()
	if !ok {
		return nil, pingAfter
	}
	if wait := time.Until(l.fetchAfter); wait > 0 {
		return nil, wait
	}
	l.fetching = &g
	return wire.AppendRequest(nil, wire.History{Room: g.room, Before: g.before, Limit: wire.MaxPage}), 0
}

// fetched takes a page.
func (s *Session) fetched(l *link, p *wire.Page) {
	page, err := wire.ParseEvents(p)
	for _, e := range page {
		s.answeredBy(l, e)
	}
	s.mu.Lock()
	defer s.settle()
	if l.fetching == nil {
		s.log.Warn("the server sends a page that nobody asked for")
		return
	}
	g := *l.fetching
	l.fetching = nil
	l.signal()
	var fresh []Event
	if err == nil {
		fresh, err = s.known.fill(g, page, p.More, l.name)
	}
	if err != nil {
		s.log.Warn("what was missed cannot be read", "error", err)
		l.fetchAfter = time.Now().Add(fetchAgain)
	}
	for _, e := range fresh {
		s.emit(e)
	}
}

// notFetched takes it that there is no page: not now, or not for us.
func (s *Session) notFetched(l *link, e *wire.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.Warn("what was missed cannot be had", "code", e.Code)
	if l.fetching == nil {
		return
	}
	g := *l.fetching
	l.fetching = nil
	l.signal()
	if e.Code == wire.CodeNotRead {
		l.fetchAfter = time.Now().Add(fetchAgain)
		return
	}
	s.known.giveUp(g)
}
