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
	maxJournal = 256 // bytes of what its journal is called, which is not shown
)

// stand notes what the person may do; said is nil where names are nobody's. The
// caller holds mu.
func (s *Session) stand(at *Connection, said *wire.Self) {
	if said == nil {
		said = &wire.Self{}
	}
	s.known.guest = said.Guest
	at.Guest, at.Role = said.Guest, role(said.Role)
	at.Muted, at.MutedUntil, at.MutedReason = said.Muted, "", ""
	if said.Muted {
		s.muteEnds = endIn(said.For)
		at.MutedUntil, at.MutedReason = stampOf(s.muteEnds), shown(said.Reason, wire.MaxReason)
	}
}

// maxSeconds is the longest time that a server is believed: a hundred years.
const maxSeconds = 100 * 365 * 24 * 3600

// endIn returns when something ends that the server says ends in so many
// seconds; the zero time if it does not. It counts from now, whatever the
// server's clock says, and goes on counting if this device's clock is set.
func endIn(seconds int64) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Now().Add(time.Duration(min(seconds, maxSeconds)) * time.Second)
}

// stampOf is stamp, and empty for the zero time.
func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

// unmute reports that the person may speak again once the time of a mute is
// over, which the server does not say. It returns how long it is until then; 0
// if there is nothing to wait for. The caller holds mu.
func (s *Session) unmute() (left time.Duration) {
	if s.at.MutedUntil == "" { // nobody is muted, or for good
		return 0
	}
	if left = time.Until(s.muteEnds); left > 0 {
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

// stands takes what the person may do now. The caller holds mu.
func (s *Session) stands(l *link, said *wire.Self) {
	s.moveLocked(func(at *Connection) { s.stand(at, said) })
	l.signal() // it waits for the end of a mute
}
