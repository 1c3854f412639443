package client

import (
	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// An intake applies what the session reports to the state. The pump makes one for
// each batch of events, within core.do.
type intake struct{ *state }

// onEvents takes events in their order. Events in a row that the archive stores
// go there together.
func (in intake) onEvents(events []session.Event) {
	for len(events) > 0 {
		n := 0
		for n < len(events) && isStored(events[n]) {
			n++
		}
		if n > 0 {
			in.store(events[:n])
			events = events[n:]
			continue
		}
		in.onEvent(events[0])
		events = events[1:]
	}
}

// isStored reports whether the archive stores an event.
func isStored(e session.Event) bool {
	return e.RoomEvent != nil && !e.RoomEvent.Waits() || e.Room != nil
}

// isMessage reports whether an event is a message.
func isMessage(e session.Event) bool { return e.RoomEvent != nil && e.RoomEvent.IsMessage() }

// store stores events and tells the window what they change. A message that
// cannot be stored is told all the same: the server has it, and it is fetched
// again.
func (in intake) store(events []session.Event) {
	if in.at.State == session.Connecting || in.account == nil && in.at.State != session.Online {
		return // of a server that the session leaves, or what is recalled of the next one
	}
	for _, e := range events {
		in.roster.meet(e)
	}
	defer in.closed(events) // after the rooms themselves: a later room of that name is another room
	if in.account == nil {
		in.showOnly(events)
		return
	}
	changed, err := in.account.Store(events)
	if err != nil {
		in.notStored(events, err)
	} else {
		in.screen.over(ArchiveFails)
		if len(in.unkept) > 0 {
			in.backfill()
		}
	}
	for _, name := range changed.Anew { // empty first: nothing of the room before is shown with what comes now
		in.screen.emit(Event{Room: in.shown(archive.Room{Name: name, With: []string{}}, false)})
	}
	for _, row := range changed.Rows {
		in.screen.emit(Event{Row: &row})
	}
	for _, part := range changed.Parts {
		in.screen.emit(Event{Part: &part})
	}
	in.showRooms(changed.Rooms)
	in.notifier.messages(changed.Fresh, in.rooms)
	if len(changed.Refused) > 0 { // shown now, and fetched when there is room
		in.checkQuota()
		in.unkept.add(changed.Refused)
		in.showOnly(changed.Refused)
	}
}

// notStored takes that the archive has failed to store events.
func (in intake) notStored(events []session.Event, err error) {
	in.log.Error("the archive cannot store what was said", "error", err)
	in.unkept.add(events)
	if in.archive.Trouble() == nil {
		in.screen.warn(session.NewProblem(ArchiveFails))
	}
	for _, e := range events {
		if isMessage(e) {
			in.screen.emit(Event{Row: in.row(e.RoomEvent)})
		}
	}
}

// closed tells the window which rooms a moderator has closed, whether there is an
// archive or not.
func (in intake) closed(events []session.Event) {
	for _, e := range events {
		if ch := e.RoomEvent; ch != nil && ch.Type == wire.CloseType {
			in.screen.emit(Event{Closed: &Closed{Room: ch.Room, By: ch.From, Own: wire.SameName(ch.From, in.at.You), Reason: ch.Reason}})
		}
	}
}

// showOnly shows events for which the archive has no room: what is said now is
// shown although it cannot be found later.
func (in intake) showOnly(events []session.Event) {
	for _, e := range events {
		switch {
		case isMessage(e):
			if _, known := in.rooms[e.RoomEvent.Room]; known { // or there are too many
				in.screen.emit(Event{Row: in.row(e.RoomEvent)})
			}
		case e.Room != nil:
			r := e.Room
			in.showRooms([]archive.Room{{Name: r.Name, Topic: r.Topic, Members: r.Members, Private: r.Private, With: r.With, Left: r.Left, Read: r.Read, Seq: r.Seq}})
		}
	}
}

// onEvent takes an event that the archive does not store.
func (in intake) onEvent(e session.Event) {
	switch {
	case e.Connection != nil:
		in.connected(*e.Connection)
	case e.RoomEvent != nil:
		if !in.has(e.RoomEvent) {
			in.screen.emit(Event{Row: in.row(e.RoomEvent)})
		}
	case e.Read != nil:
		in.read(e.Read.Room, e.Read.Seq)
	case e.Disk != nil:
		in.screen.serverDisk(e.Disk.Trouble)
	case e.Offers != nil:
		in.setOffers(e.Offers)
	case e.Blocked != nil:
		in.setBlocked(e.Blocked)
	case e.Typing != nil && in.isBlocked(e.Typing.From):
		// Blocked users are hidden while they type, too.
	case e.Forget:
		// The state is forgotten when the next account is known.
	default:
		in.roster.meet(e)
		in.screen.emit(Event{People: e.People, Presence: e.Presence, Devices: e.Devices, Asking: e.Asking, Refusal: e.Refusal, Typing: e.Typing})
	}
}

// read takes how far the user has read a room on another device.
func (in intake) read(room string, seq int64) {
	if in.account == nil {
		return
	}
	now, err := in.account.Read(room, seq)
	if err != nil {
		in.log.Error("the archive cannot store what has been read", "error", err)
		return
	}
	in.showRooms([]archive.Room{now})
}
