package session

import (
	"errors"
	"slices"
	"time"

	"confab/server/wire"
)

// A kind is what a question asks for that has no key: answers of one kind come
// in the order in which they were asked for.
type kind string

// The kinds, which are also what the server's errors about them name.
const (
	aHistory kind = "history"
	aWho     kind = "who"
)

// next returns the question of a kind that the server answers next, or nil. The
// caller holds the session's mu.
func (l *link) next(of kind) *question {
	for _, q := range l.questions {
		if q.key == "" && q.kind == of && q.line == nil {
			return q
		}
	}
	return nil
}

// fetches reports whether a page is on its way that the session has asked for
// itself. The caller holds the session's mu.
func (l *link) fetches() bool {
	return slices.ContainsFunc(l.questions, func(q *question) bool { return q.answer == nil })
}

// unordered takes the server's error about a request without a key.
func (s *Session) unordered(l *link, e *wire.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := l.next(kind(e.Request))
	switch {
	case q == nil:
		s.log.Warn("the server refuses", "code", e.Code, "request", shown(e.Request, wire.MaxKey))
	case q.answer == nil:
		s.notFetched(l, q, e)
	default:
		l.forget(q)
		q.answer <- e
	}
}

// unreadable takes an answer that cannot be read: the question that it is to
// ends now, or its asker would wait for nothing.
func (s *Session) unreadable(l *link, err error) {
	s.log.Warn("the server says what cannot be read", "error", err)
	said, ok := errors.AsType[*wire.Unreadable](err)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answer(l, said.ID, errPage) {
		return
	}
	q := l.next(answersTo[said.Type])
	switch {
	case q == nil:
	case q.answer == nil:
		l.forget(q)
		l.fetchAfter = time.Now().Add(fetchAgain)
		l.signal()
	default:
		l.forget(q)
		q.answer <- errPage
	}
}

// answersTo are the kinds of questions by the types of their answers.
var answersTo = map[string]kind{
	wire.AnswerOf(wire.Page{}).Type:  aHistory,
	wire.AnswerOf(wire.Names{}).Type: aWho,
}
