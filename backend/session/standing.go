package session

import (
	"time"

	"confab/server/wire"
)

// How much is shown of what a server says, in characters.
const (
	maxServer  = 64  // of its name
	maxReason  = 300 // of its sentences
	maxAddress = 64  // of where somebody comes from
)

// stand notes what the person may do; said is nil where names are nobody's. The
// caller holds mu.
func (s *Session) stand(at *Connection, said *wire.Standing) {
	if said == nil {
		said = &wire.Standing{}
	}
	s.known.guest = said.Guest
	at.Guest, at.Role = said.Guest, role(said.Role)
	at.Muted, at.MutedUntil, at.MutedReason = said.Muted, "", ""
	if said.Muted {
		at.MutedUntil, at.MutedReason = localTime(said.Until), shown(said.Reason, wire.MaxReason)
	}
}

// unmute reports that the person may speak again once the time of a mute is
// over, which the server does not say. It returns how long it is until then; 0
// if there is nothing to wait for. By this device's clock that may be a little
// early: what is said then the server refuses once more. The caller holds mu.
func (s *Session) unmute() (left time.Duration) {
	until, err := time.Parse(time.RFC3339, s.at.MutedUntil)
	if err != nil { // nobody is muted, or for good
		return 0
	}
	if left = time.Until(until); left > 0 {
		return left
	}
	s.moveLocked(func(at *Connection) { at.Muted, at.MutedUntil, at.MutedReason = false, "", "" })
	return 0
}

// role returns a role that there is, or none.
func role(r wire.Role) string {
	switch r {
	case wire.Member, wire.Moderator, wire.Administrator:
		return string(r)
	}
	return ""
}

// heardOfNames takes what the server says of whose names are whose: by itself,
// or because somebody has asked. The caller holds mu.
func (s *Session) heardOfNames(l *link, answer any) {
	switch a := answer.(type) {
	case *wire.Standing:
		s.moveLocked(func(at *Connection) { s.stand(at, a) })
		l.signal() // it waits for the end of a mute
	case *wire.DeviceList:
		s.areMine(l, a)
		s.answer(l, a.Key, a)
	case *wire.Asking:
		s.asks(a)
	case *wire.Done:
		s.answer(l, a.Key, a)
	case *wire.Invited:
		s.answer(l, a.Key, a)
	case *wire.Audited:
		s.answer(l, a.Key, a)
	case *wire.Sanctioned:
		s.answer(l, a.Key, a)
	}
}
