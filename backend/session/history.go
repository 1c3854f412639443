package session

import (
	"context"
	"math"

	"confab/server/wire"
)

// History asks the server for what was said and done in a room right before a
// place, or for the newest if that is 0, and returns it oldest first, up to
// wire.MaxPage of it, and whether there is more before it. Every event is a
// Message or a Change, and is not reported as an Event besides: nothing else
// follows from it. Of what is of another journal than the server's, or before
// its first, there is nothing to be had, which is no error. The error is a Problem.
func (s *Session) History(ctx context.Context, room string, before int64) (events []Event, more bool, err error) {
	if err := isAskable(room); err != nil {
		return nil, false, err
	}
	if before < 0 {
		return nil, false, problem(Internal)
	}
	s.mu.Lock()
	g := gap{room: room, before: before - s.known.base}
	if before == 0 {
		g.before = math.MaxInt64
	}
	if s.link != nil && g.before <= 1 {
		s.mu.Unlock()
		return []Event{}, false, nil
	}
	request := wire.History{Room: room, Before: g.before, Limit: wire.MaxPage}
	if before == 0 {
		request.Before = 0
	}
	q := &question{kind: aHistory, gap: g, line: wire.AppendRequest(nil, request), answer: make(chan any, 1)}
	l, err := s.put(q)
	s.mu.Unlock()
	if err != nil {
		return nil, false, err
	}
	answer, err := s.await(ctx, l, q)
	if err != nil {
		return nil, false, err
	}
	page, ok := answer.(*historyPage)
	if !ok {
		return nil, false, notUnderstood()
	}
	return page.events, page.more, nil
}

// isAskable returns why a server need not be asked about a room.
func isAskable(room string) error {
	if !wire.IsRoom(room) {
		return problem(BadRoom, "max", wire.MaxRoom)
	}
	return nil
}

// A historyPage is what History returns.
type historyPage struct {
	events []Event
	more   bool
}

// history returns a page as a *historyPage, or an error if it cannot be what
// was asked for. Of what is remembered it changes nothing but the greatest
// place: the places of another journal are to be behind it.
func (k *known) history(g gap, page []*wire.Event, more bool, err error, you string) any {
	if err != nil || len(page) > wire.MaxPage || !isPage(page, g.room, g.before) {
		return errPage
	}
	p := &historyPage{events: []Event{}, more: more && len(page) > 0}
	for _, e := range page {
		if !soundEvent(e) || !isSeq(e.Seq, k.base) {
			continue
		}
		k.top = max(k.top, k.base+e.Seq)
		p.events = append(p.events, toEvent(e, k.base, you, k.guest))
	}
	if p.more && len(p.events) == 0 { // whoever asks for what is before it would ask for this again
		return errPage
	}
	return p
}
