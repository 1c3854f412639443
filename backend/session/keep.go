package session

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"confab/server/wire"
)

// How long a session waits between two tries to come back: not before the
// first, then twice as long after every one, and some of that more so that the
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

// Why a session comes back.
var (
	lost    = problem(ConnectionLost)
	resumed = problem(LookingForServer)
)

// keep lives with the server in a goroutine of its own until running ends or
// the server does not want us; l is nil if there is no connection yet, which
// reason is why.
func (s *Session) keep(running context.Context, l *link, reason *Problem) {
	kept := make(chan struct{})
	s.mu.Lock()
	s.kept = kept
	s.mu.Unlock()
	go func() {
		defer close(kept)
		var wait time.Duration // before the next try
		state := Offline
		for {
			if l != nil {
				began := time.Now()
				err := s.hear(running, l)
				if running.Err() != nil {
					return
				}
				s.log.Info("connection ended", "reason", err)
				if time.Since(began) >= lastWait {
					wait = 0
				}
				state, reason = Offline, lost
				if said, ok := errors.AsType[*byeError](err); ok {
					state, reason = said.becomes()
					wait = max(wait, said.wait())
				}
				if state == Refused {
					s.move(func(at *Connection) { at.State, at.Reason = Refused, reason })
					return
				}
			}
			held := l != nil // which a server that has put us out and is asked again does not
			if l = s.comeBack(running, &wait, state, reason, held); l == nil {
				return
			}
			s.welcomed(l)
		}
	}()
}

// longestBack is the longest that a server can have us wait before we come back.
const longestBack = 5 * time.Minute

// wait returns for how long the server does not want us back.
func (e *byeError) wait() time.Duration {
	return time.Duration(min(max(e.Back, 0), int(longestBack/time.Second))) * time.Second
}

// becomes returns how a session stands with a server that has said this.
func (e *byeError) becomes() (State, *Problem) {
	switch {
	case e.Back < 0:
		return Refused, e.problem()
	case e.Code == wire.ByeShutdown:
		return Shutdown, e.problem()
	}
	return Offline, e.problem()
}

// problem says why the server ended the connection.
func (e *byeError) problem() *Problem {
	if slices.Contains(wire.ByeCodes, e.Code) {
		return &Problem{Code: ByeCode(e.Code), Params: clean(e.Params)}
	}
	return unknown(ServerLeaves, ServerLeavesBy, string(e.Code), e.Text)
}

// comeBack tries to register again until it works; wait is how long before the
// next try, state and reason are those until it, and held says that the server
// may hold our name from a connection that was lost. It returns nil when
// running has ended or the server refuses us for good.
func (s *Session) comeBack(running context.Context, wait *time.Duration, state State, reason *Problem, held bool) *link {
	s.mu.Lock()
	address, name := s.at.Address, s.at.You
	s.mu.Unlock()
	select {
	case <-s.again: // left over from before
	default:
	}
	for began := time.Now(); s.pause(running, wait, state, reason); {
		of, past := whose{address: address, name: name}, (*Past)(nil)
		l, err := s.register(running, address, name, "", func(server wire.Fingerprint) map[string]int64 {
			of.server = server
			past = s.pastOf(of)
			return s.rooms(of, past)
		})
		if err == nil {
			of, past = s.spelled(l, of, past)
			if !s.isWith(of) { // another server answers here now
				s.arrive(of, past, Offline, resumed)
			}
			return l
		}
		if running.Err() != nil {
			return nil
		}
		p, _ := errors.AsType[*Problem](err) // register returns no other
		state, reason, *wait = Offline, p, max(*wait, p.back)
		if p.Code == NameTaken && held && time.Since(began) < takenFor {
			reason = problem(NameHeld, "name", name)
		} else if p.Code == KeyChanged { // the right one may come back, and before the key is compared nothing is said
			state, *wait = Refused, lastWait
		} else if p.final() {
			s.move(func(at *Connection) { at.State, at.Reason = Refused, reason })
			return nil
		}
	}
	return nil
}

// pause waits until the next try begins, reports why and until when, and makes
// the next wait longer. It returns false when running has ended.
func (s *Session) pause(running context.Context, wait *time.Duration, state State, reason *Problem) bool {
	if *wait > 0 {
		pause := jitter(*wait)
		s.move(func(at *Connection) {
			at.State, at.RetryAt, at.Reason = state, stamp(time.Now().Add(pause)), reason
		})
		select {
		case <-time.After(pause):
		case <-s.again:
			*wait = 0
			if state == Refused { // somebody wants to see that it is tried
				state = Offline
			}
		case <-running.Done():
			return false
		}
	}
	if state != Refused { // as which a try is made quietly
		s.move(func(at *Connection) { at.State, at.RetryAt, at.Reason = state, "", reason })
	}
	*wait = min(max(2**wait, firstWait), lastWait)
	return true
}

// jitter returns d and up to two fifths more: never less than the server asked for.
func jitter(d time.Duration) time.Duration {
	return d + rand.N(2*d/5)
}
