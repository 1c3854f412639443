package session

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// How long a session waits between two tries to come back: twice as long after
// every one that failed, give or take a fifth so that the clients of a server
// that comes back do not come all at once.
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
		for {
			if l != nil {
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
			}
			if l = s.comeBack(running); l == nil {
				return
			}
		}
	}()
}

// comeBack tries to register again until it works. It returns nil when
// running has ended or the server refuses us for good.
func (s *Session) comeBack(running context.Context) *link {
	s.mu.Lock()
	address, name := s.at.Address, s.at.You
	s.mu.Unlock()
	select {
	case <-s.again: // left over from before
	default:
	}
	s.move(func(at *Connection) {
		at.State, at.RetryAt, at.Reason = Offline, "", "The connection was lost."
	})
	lost := time.Now()
	for wait := firstWait; ; wait = min(2*wait, lastWait) {
		l, err := s.register(running, address, name)
		if err == nil {
			return l
		}
		if running.Err() != nil {
			return nil
		}
		p, _ := errors.AsType[*Problem](err) // register returns no other
		if p.Code == NameTaken && time.Since(lost) < takenFor {
			p = problem(NameTaken, "The server still holds your name from the lost connection.")
		} else if p.final() {
			s.move(func(at *Connection) { at.State, at.Reason = Refused, p.Sentence })
			return nil
		}
		pause := jitter(wait)
		s.move(func(at *Connection) {
			at.RetryAt, at.Reason = stamp(time.Now().Add(pause)), p.Sentence
		})
		select {
		case <-time.After(pause):
		case <-s.again:
			wait = firstWait / 2
		case <-running.Done():
			return nil
		}
		s.move(func(at *Connection) { at.RetryAt = "" })
	}
}

// jitter returns d, give or take a fifth.
func jitter(d time.Duration) time.Duration {
	return d - d/5 + rand.N(2*d/5)
}
