package session

import (
	"context"
	"slices"

	"confab/server/wire"
)

// Members asks the server for the names of a room's members, connected or not,
// and returns them in order; of the lobby's those who are connected. At most so
// many as a server can have a session remember, 100,000, come. The error is a
// Problem.
func (s *Session) Members(ctx context.Context, room string) ([]string, error) {
	if err := isAskable(room); err != nil {
		return nil, err
	}
	q := &question{kind: aWho, room: room, line: wire.AppendRequest(nil, wire.Who{Room: room}), answer: make(chan any, 1)}
	s.mu.Lock()
	l, err := s.put(q)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	answer, err := s.await(ctx, l, q)
	if err != nil {
		return nil, err
	}
	names, ok := answer.([]string)
	if !ok {
		return nil, notUnderstood()
	}
	return names, nil
}

// areMembers takes a page of the names of a room's members, and asks for the
// next one. The caller holds mu.
func (s *Session) areMembers(l *link, said *wire.Names) {
	q := l.next(aWho)
	if q == nil || q.room != said.Room {
		s.log.Warn("the server says who is in a room that nobody asked for")
		return
	}
	for _, name := range said.Names {
		if len(name) <= maxNameBytes && len(q.names) < maxPeople {
			q.names = append(q.names, printable(name))
		}
	}
	l.forget(q)
	q.said += len(said.Names)
	if next := nextPage(said, q.said); next != "" {
		q.line = wire.AppendRequest(nil, wire.Who{Room: q.room, After: next})
		l.questions = append(l.questions, q) // its answer comes behind those to what was asked before
		l.signal()
		return
	}
	slices.Sort(q.names)
	q.answer <- append([]string{}, slices.Compact(q.names)...)
}
