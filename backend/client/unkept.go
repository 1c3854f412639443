package client

import (
	"confab/backend/archive"
	"confab/backend/session"
)

// An unkept is the set of rooms of which the archive lacks something that the
// session has already reported: the server does not send it again, so the
// backfiller fetches it. It belongs to the state.
type unkept map[string]bool

// add notes the rooms of events that the archive has not taken. A server cannot
// fill the memory: there are no more rooms than the archive stores.
func (u unkept) add(events []session.Event) {
	for _, e := range events {
		if e.RoomEvent == nil {
			continue
		}
		if room := e.RoomEvent.Room; u[room] || len(u) < archive.MaxRooms {
			u[room] = true
		}
	}
}
