package session

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// How long a session waits between two tries to come back: not before the
// first, then twice as long after every one, give or take a fifth so that the
// clients of a server that comes back do not come all at once. A connection
// that was lost before it lasted lastWait is no better than a try that failed:
// a server that takes us and puts us out must not have us back in a circle.
const (
	firstWait = 500 * time.Millisecond
	lastWait  = 30 * time.Second
)

// takenFor is how long a server may go on saying that our name is taken: it has
// not noticed yet that our last connection is gone.
const takenFor = 2 * time.Minute

// keep lives with the server in a goroutine of its own until running ends or
// the server does not want us; l is nil if there is no connection yet.
func (s *Session) keep(running context.Context, l *link) {
	kept := make(chan struct{})
	s.mu.Lock()
	s.kept = kept
	s.mu.Unlock()
	go func() {
		defer close(kept)
		var wait time.Duration // before the next try
		for {
			if l != nil {
				began := time.Now()
				switch err := s.hear(running, l); {
				case running.Err() != nil:
					return
				case errors.Is(err, errGoodbye):
					s.move(func(at *Connection) {
						at.State, at.Reason = Shutdown, "The server was shut down."
					})
					return
				default:
					s.log.Info("connection lost", "reason", err)
				}
				if time.Since(began) >= lastWait {
					wait = 0
				}
			}
			if l = s.comeBack(running, &wait); l == nil {
				return
			}
		}
	}()
}

// comeBack tries to register again until it works; wait is how long before the
// next try. It returns nil when running has ended or the server refuses us for
// good.
func (s *Session) comeBack(running context.Context, wait *time.Duration) *link {
	s.mu.Lock()
	address, name := s.at.Address, s.at.You
	s.mu.Unlock()
	select {
	case <-s.again: // left over from before
	default:
	}
	reason := "The connection was lost."
	for lost := time.Now(); s.pause(running, wait, reason); {
		l, err := s.register(running, address, name)
		if err == nil {
			return l
		}
		if running.Err() != nil {
			return nil
		}
		p, _ := errors.AsType[*Problem](err) // register returns no other
		reason = p.Sentence
		if p.Code == NameTaken && time.Since(lost) < takenFor {
			reason = "The server still holds your name from the lost connection."
		} else if p.final() {
			s.move(func(at *Connection) { at.State, at.Reason = Refused, reason })
			return nil
		}
	}
	return nil
}

// pause waits until the next try begins, reports why and until when, and makes
// the next wait longer. It returns false when running has ended.
func (s *Session) pause(running context.Context, wait *time.Duration, reason string) bool {
	if *wait > 0 {
		pause := jitter(*wait)
		s.move(func(at *Connection) {
			at.State, at.RetryAt, at.Reason = Offline, stamp(time.Now().Add(pause)), reason
		})
		select {
		case <-time.After(pause):
		case <-s.again:
			*wait = 0
		case <-running.Done():
			return false
		}
	}
	s.move(func(at *Connection) { at.State, at.RetryAt, at.Reason = Offline, "", reason })
	*wait = min(max(2**wait, firstWait), lastWait)
	return true
}

// jitter returns d, give or take a fifth.
func jitter(d time.Duration) time.Duration {
	return d - d/5 + rand.N(2*d/5)
}
