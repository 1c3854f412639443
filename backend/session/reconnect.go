package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"confab/server/wire"
)

// takenFor is how long a server may go on saying that the user's name is taken:
// it has not noticed yet that the last connection is gone.
const takenFor = 2 * time.Minute

// Why a session reconnects.
var (
	lost    = problem(ConnectionLost)
	resumed = problem(LookingForServer)
)

// reconnectLoop keeps the session connected: after each lost connection it calls
// reconnect, until running ends or the server refuses the user. l is nil if there
// is no connection yet, and reason says why.
func (s *Session) reconnectLoop(running context.Context, l *link, reason *Problem) {
	tries := &reconnector{now: s.now}
	state := Offline
	for {
		held := l != nil // the server may hold the name from that connection
		if l != nil {
			began := time.Now()
			err := l.run(running, s.loop)
			s.loop.do(func() { s.loop.disconnected(l) })
			if running.Err() != nil {
				return
			}
			s.log.Info("connection ended", "reason", err)
			if l.wasAbandoned() {
				tries.backoff = 0
			}
			tries.lasted(time.Since(began))
			state, reason = Offline, lost
			if said, ok := errors.AsType[*byeError](err); ok {
				state, reason = said.becomes()
				tries.notBefore(said.wait())
			}
			if state == Refused {
				s.move(func(at *Connection) { at.State, at.Reason = Refused, reason })
				return
			}
		}
		if l = s.reconnect(running, tries, state, reason, held); l == nil {
			return
		}
		if !s.goOnline(running, l) {
			_ = l.nc.Close()
			return
		}
	}
}

// reconnect tries to register until it succeeds; state and reason are those until
// then, and held says that the server may hold the user's name from a connection
// that was lost. It returns nil when running has ended or the server refuses the
// user.
func (s *Session) reconnect(running context.Context, tries *reconnector, state State, reason *Problem, held bool) *link {
	at := s.At()
	tries.forget()
	for began := time.Now(); ; {
		if s.waitForTry(running, tries, state, reason); running.Err() != nil {
			return nil
		}
		trying, stop := context.WithCancel(running)
		s.loop.do(func() { s.loop.giveUp = stop })
		l, known, p := s.connector.register(trying, at.Address, at.You, "")
		s.loop.do(func() { s.loop.giveUp = nil })
		givenUp := trying.Err() != nil
		stop()
		if p == nil {
			if !s.connector.isWith(known.owner) { // another server answers at this address now
				s.loop.do(func() { s.loop.arrive(known.owner, known.snapshot, Offline, resumed) })
			}
			return l
		}
		if running.Err() != nil {
			return nil
		}
		if givenUp { // Redial
			tries.backoff = 0
			continue
		}
		state, reason = Offline, p
		tries.notBefore(p.back)
		switch {
		case p.Code == NameTaken && held && time.Since(began) < takenFor:
			reason = problem(NameHeld, "name", at.You)
		case p.Code == KeyChanged: // the right server may come back, and nothing is sent before the key is compared
			state = Refused
			tries.slow()
		case p.final():
			s.move(func(at *Connection) { at.State, at.Reason = Refused, reason })
			return nil
		}
	}
}

// waitForTry waits until the next try begins, and reports why and until when.
func (s *Session) waitForTry(running context.Context, tries *reconnector, state State, reason *Problem) {
	if wait := tries.wait(); wait > 0 {
		s.move(func(at *Connection) {
			at.State, at.RetryAt, at.Reason = state, stamp(time.Now().Add(wait)), reason
		})
		if tries.sleep(running, wait) && state == Refused { // the user wants to see the try
			state = Offline
		}
		if running.Err() != nil {
			return
		}
	}
	if state != Refused { // tries after a refusal are not shown
		s.move(func(at *Connection) { at.State, at.RetryAt, at.Reason = state, "", reason })
	}
}

// A byeError is the server's last word.
type byeError struct{ wire.Bye }

func (e *byeError) Error() string { return "the server said bye: " + string(e.Code) }

// longestBack is the longest time for which a server can keep a session away.
const longestBack = 5 * time.Minute

// wait returns for how long the server does not want the session back.
func (e *byeError) wait() time.Duration {
	return time.Duration(min(max(e.Back, 0), int(longestBack/time.Second))) * time.Second
}

// becomes returns the state of a session whose server has said this.
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
