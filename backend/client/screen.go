package client

import (
	"slices"

	"confab/backend/session"
	"confab/server/wire"
)

// A screen is the window and what holds there: the warnings and the unread count.
// It belongs to the state.
type screen struct {
	window   Window // nil before Start
	unread   int    // as it was told last
	warnings []*session.Problem
	emitted  int // turns, see pacer, that the window has been told since takeEmitted
}

// emit tells the window something. An Event without a member is not told.
func (s *screen) emit(e Event) {
	if s.window != nil && e != (Event{}) {
		s.emitted += turnsOf(e)
		s.window.Emit(e)
	}
}

// takeEmitted returns how many turns the window has been told since it was called last.
func (s *screen) takeEmitted() int {
	n := s.emitted
	s.emitted = 0
	return n
}

// setUnread tells the window how much is unread, if the number has changed.
func (s *screen) setUnread(n int) {
	if n != s.unread && s.window != nil {
		s.unread = n
		s.window.Unread(n)
	}
}

// warn tells the window a warning that holds until the user has read it or over
// takes it back. A warning that holds is not told again.
func (s *screen) warn(p *session.Problem) {
	if slices.ContainsFunc(s.warnings, func(w *session.Problem) bool { return w.Code == p.Code }) {
		return
	}
	s.warnings = append(s.warnings, p)
	s.emit(Event{Warning: p})
}

// over takes back the warning with a code, if it holds. If its reason comes
// again, the window is warned again.
func (s *screen) over(code session.Code) {
	if i := slices.IndexFunc(s.warnings, func(w *session.Problem) bool { return w.Code == code }); i >= 0 {
		s.warnings = slices.Delete(s.warnings, i, i+1)
		s.emit(Event{Over: code})
	}
}

// archiveTrouble warns of what is wrong with the archive now, and takes back
// what was.
func (s *screen) archiveTrouble(trouble error) {
	for other, code := range troubles {
		if other != trouble {
			s.over(code)
		}
	}
	if code := troubles[trouble]; code != "" {
		s.warn(session.NewProblem(code))
		s.over(ArchiveFails) // which says less
	}
}

// serverDisk warns of what is wrong with the server's disk now, and takes back
// what was.
func (s *screen) serverDisk(trouble wire.Code) {
	for wrong, code := range map[wire.Code]session.Code{wire.CodeNotStored: ServerFull, wire.CodeNotRead: ServerBlind} {
		if wrong == trouble {
			s.warn(session.NewProblem(code))
		} else {
			s.over(code)
		}
	}
}
