package session

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
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
const (
	lost    = "The connection was lost."
	resumed = "Looking for the server."
)

// keep lives with the server in a goroutine of its own until running ends or
// the server does not want us; l is nil if there is no connection yet, which
// reason is why.
func (s *Session) keep(running context.Context, l *link, reason string) {
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
func (e *byeError) becomes() (State, string) {
	switch {
	case e.Back < 0:
		return Refused, e.forGood()
	case e.Code == wire.ByeShutdown:
		return Shutdown, "The server was shut down."
	case e.Code == wire.ByeSlow:
		return Offline, "The connection was too slow and was ended."
	}
	return Offline, "The server ended the connection: " + shown(e.Text, maxReason)
}

// forGood says in words why the server does not want us back.
func (e *byeError) forGood() string {
	switch e.Code {
	case wire.ByeKicked, wire.ByeReleased:
		return said("You were removed from the server", e.Params.Text("reason"), "You can reconnect.")
	case wire.ByeBanned:
		return said("You are banned from the server", e.Params.Text("reason"), "Ask whoever runs it.")
	case wire.ByeRevoked:
		return said("This device is none of yours on the server any more", "", "To have it back, add it on another device of yours.")
	}
	return "The server ended the connection: " + shown(e.Text, maxReason)
}

// said returns what happened, why, and what to do next as sentences.
func said(what, why, next string) string {
	if why = strings.TrimRight(shown(why, maxReason), ". "); why != "" {
		what += ": " + why
	}
	return ended(what) + " " + next
}

// ended returns a sentence with its end.
func ended(sentence string) string {
	sentence = strings.TrimRight(sentence, ". ")
	if strings.HasSuffix(sentence, "!") || strings.HasSuffix(sentence, "?") {
		return sentence
	}
	return sentence + "."
}

// comeBack tries to register again until it works; wait is how long before the
// next try, state and reason are those until it, and held says that the server
// may hold our name from a connection that was lost. It returns nil when
// running has ended or the server refuses us for good.
func (s *Session) comeBack(running context.Context, wait *time.Duration, state State, reason string, held bool) *link {
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
		state, reason, *wait = Offline, p.Sentence, max(*wait, p.back)
		if p.Code == NameTaken && held && time.Since(began) < takenFor {
			reason = "The server still holds your name from the lost connection."
		} else if p.Code == KeyChanged { // the right one may come back, and before the key is compared nothing is said
			state, *wait = Refused, lastWait
		} else if p.final() {
			s.move(func(at *Connection) { at.State, at.Reason, at.Code = Refused, reason, p.Code })
			return nil
		}
	}
	return nil
}

// pause waits until the next try begins, reports why and until when, and makes
// the next wait longer. It returns false when running has ended.
func (s *Session) pause(running context.Context, wait *time.Duration, state State, reason string) bool {
	if *wait > 0 {
		pause := jitter(*wait)
		s.move(func(at *Connection) {
			at.State, at.RetryAt, at.Reason = state, stamp(time.Now().Add(pause)), reason
			if state == Refused {
				at.Code = KeyChanged
			}
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
