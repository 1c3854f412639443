package session

import "confab/server/wire"

// A taker is what a session does with an answer of its kind.
type taker func(s *Session, l *link, answer any)

// takers has one for each row of the registry. What an answer says to a request
// of ours is taken first: the outbox is not waited for with mu.
var takers = map[*wire.AnswerKind]taker{}

func init() {
	take((*Session).described)
	take((*Session).paged)
	take((*Session).failed)
	take(locked((*Session).changePeople))
	take(locked((*Session).arePresent))
	take(locked((*Session).types))
	take(locked((*Session).hasRead))
	take(locked((*Session).stands))
	take(locked((*Session).areMine))
	take(locked((*Session).asks))
	take(locked(toAsker[wire.Done]))
	take(locked(toAsker[wire.InvitationToken]))
	take(locked(toAsker[wire.AuditLog]))
	take(locked(toAsker[wire.SanctionList]))
	take(locked((*Session).offered))
	take(locked((*Session).blocks))
	take(nothing[wire.Welcome]) // greet has taken the one that there is
	take(nothing[wire.Pong])    // it was a sign of life, which listen has noted
	take(nothing[wire.Bye])     // listen has ended with it
}

// take has do take the answers that are a T.
func take[T any](do func(*Session, *link, *T)) {
	takers[wire.AnswerOf(new(T))] = func(s *Session, l *link, answer any) { do(s, l, answer.(*T)) }
}

// locked returns do for a caller that does not hold mu.
func locked[T any](do func(*Session, *link, *T)) func(*Session, *link, *T) {
	return func(s *Session, l *link, answer *T) {
		s.mu.Lock()
		defer s.mu.Unlock()
		do(s, l, answer)
	}
}

// toAsker gives an answer to whoever has asked for it. The caller holds mu.
func toAsker[T any](s *Session, l *link, answer *T) {
	s.answer(l, wire.AnswerOf(answer).ID(answer), answer)
}

// nothing is for answers that are taken elsewhere.
func nothing[T any](*Session, *link, *T) {}
