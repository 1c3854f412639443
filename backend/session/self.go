package session

import (
	"time"

	"confab/server/wire"
)

// How much is shown of what a server says, in characters.
const (
	maxServer  = 64  // of its name
	maxReason  = 300 // of its sentences
	maxAddress = 64  // of where a device or a user comes from
	maxJournal = 256 // bytes of what its journal is called, which is not shown
)

// A self is what the user may do on the server. What there is to report of it is
// in the Connection.
type self struct {
	muteEnds time.Time // when the mute ends, if the Connection says that it does
}

// set takes what the server says into at; nil is for a server where names belong
// to nobody. It reports whether the user is a guest.
func (s *self) set(at *Connection, said *wire.Self) (guest bool) {
	if said == nil {
		said = &wire.Self{}
	}
	at.Guest, at.Role = said.Guest, role(said.Role)
	at.Muted, at.MutedUntil, at.MutedReason = said.Muted, "", ""
	if said.Muted {
		s.muteEnds = endIn(said.For)
		at.MutedUntil, at.MutedReason = stampOf(s.muteEnds), sanitize(said.Reason, wire.MaxReason)
	}
	return said.Guest
}

// mutedFor returns how long it is until the mute of at ends, which the server does
// not say; 0 if it has ended by now. It does not end for a Connection without
// MutedUntil: then ok is false.
func (s *self) mutedFor(at *Connection, now time.Time) (left time.Duration, ok bool) {
	return max(s.muteEnds.Sub(now), 0), at.MutedUntil != ""
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

// role returns a role that there is, or none.
func role(r wire.Role) string {
	switch r {
	case wire.Member, wire.Moderator, wire.Administrator:
		return string(r)
	}
	return ""
}
