package session

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"confab/server/wire"
)

// Limits of what a person asks and waits for.
const (
	answerFor    = 5 * time.Second // for the server's answer
	maxQuestions = 16              // that wait for one
)

// A question is a request whose answer somebody waits for. It is asked over one
// connection, once: what it is about may be otherwise by the next one. The
// answer has its key, or is the next one of its kind: see ordered.go.
type question struct {
	key    string
	line   []byte   // nil once it has been given to the writer
	answer chan any // takes one; closed when the connection is lost; nil if the session asks for itself

	// Of what has no key.
	kind  kind
	gap   gap      // of history: what is asked for
	room  string   // of who
	names []string // of who: those that have been said so far
	said  int      // of who: how many have been said so far
}

// ask asks the server for what request makes of a new key, and returns the
// answer, which is a *T, and the connection that it came over. The error is a Problem.
func ask[T any](ctx context.Context, s *Session, request func(key string) any) (*T, *link, error) {
	answer, l, err := s.ask(ctx, request)
	if err != nil {
		return nil, nil, err
	}
	said, ok := answer.(*T)
	if !ok {
		return nil, nil, notUnderstood()
	}
	return said, l, nil
}

// ask is ask for answers of several types.
func (s *Session) ask(ctx context.Context, request func(key string) any) (answer any, l *link, err error) {
	key := rand.Text()
	asked := request(key)
	s.mu.Lock()
	asked = s.known.aimed(asked)
	s.mu.Unlock()
	line, err := askable(asked)
	if err != nil {
		return nil, nil, err
	}
	q := &question{key: key, line: line, answer: make(chan any, 1)}
	s.mu.Lock()
	l, err = s.put(q)
	s.mu.Unlock()
	if err != nil {
		return nil, nil, err
	}
	answer, err = s.await(ctx, l, q)
	return answer, l, err
}

// await returns the answer to q, which has been put to l. The error is a
// Problem, the server's too.
func (s *Session) await(ctx context.Context, l *link, q *question) (answer any, err error) {
	lost, silent := AskLost, AskSilent
	if q.key == "" { // nothing is done by what has none
		lost, silent = QueryLost, QuerySilent
	}
	select {
	case answer, ok := <-q.answer:
		if !ok {
			return nil, problem(lost)
		}
		if e, refused := answer.(*wire.Error); refused {
			return nil, denied(e)
		}
		return answer, nil
	case <-ctx.Done():
		s.giveUp(l, q)
		return nil, problem(StoppedWaiting)
	case <-time.After(answerFor):
		s.giveUp(l, q)
		return nil, problem(silent)
	}
}

// notUnderstood says that the server's answer is none to what was asked.
func notUnderstood() *Problem {
	return problem(NotUnderstood)
}

// askable returns a request as a line, or why no server would have it.
func askable(request any) ([]byte, error) {
	if bad := wire.Check(request); bad != nil {
		return nil, denied(bad)
	}
	return wire.AppendRequest(nil, request), nil
}

// put has q asked over the connection that there is. The caller holds mu.
func (s *Session) put(q *question) (*link, error) {
	l := s.link
	switch {
	case l == nil:
		return nil, problem(NotConnected)
	case len(q.line)-1 > s.maxLine:
		return nil, tooLong(q.line, s.maxLine)
	case len(l.questions) >= maxQuestions:
		return nil, problem(TooManyAsked)
	}
	l.questions = append(l.questions, q)
	l.signal()
	return l, nil
}

// giveUp forgets q, whose answer nobody waits for any more. What has no key and
// has been asked keeps its place: the next answer of its kind is still its own,
// but no further page is asked for.
func (s *Session) giveUp(l *link, q *question) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q.said = maxPeople
	if q.key != "" || q.line != nil {
		l.forget(q)
	}
}

// forget takes q from what has been asked and not answered. The caller holds
// the session's mu.
func (l *link) forget(q *question) {
	l.questions = slices.DeleteFunc(l.questions, func(other *question) bool { return other == q })
}

// answer gives what the server says under a key to whoever has asked, and
// reports whether somebody has. The caller holds mu.
func (s *Session) answer(l *link, key string, answer any) bool {
	i := slices.IndexFunc(l.questions, func(q *question) bool { return key != "" && q.key == key })
	if i < 0 {
		return false
	}
	l.questions[i].answer <- answer
	l.questions = slices.Delete(l.questions, i, i+1)
	return true
}

// unasked returns the line of the oldest question that has not been asked, or
// nil. The caller holds the session's mu.
func (l *link) unasked() (line []byte) {
	for _, q := range l.questions {
		if q.line != nil {
			line, q.line = q.line, nil
			return line
		}
	}
	return nil
}

// unanswered tells all who wait that the connection is lost. The caller holds mu.
func (s *Session) unanswered(l *link) {
	for _, q := range l.questions {
		if q.answer != nil {
			close(q.answer)
		}
	}
	l.questions = nil
}
