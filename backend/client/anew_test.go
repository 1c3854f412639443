package client_test

import (
	"encoding/json"
	"slices"
	"testing"

	"confab/backend/client"
	"confab/backend/session"
	"confab/server/wire"
)

// Another room has the name of one that has ended, and something was said in it
// already: all of it comes at once, and the window is told of an empty room first,
// so that it shows nothing of the one before among it.
func TestAnotherRoomOfTheSameNameIsToldEmptyFirst(t *testing.T) {
	p := open(t, "")
	p.Happen(session.Event{Connection: &session.Connection{State: session.Online, Address: "lab:1", You: "alice"}})
	said := func(key, text string, seq int64) session.Event {
		c := wire.Content{Text: text}
		return session.Event{RoomEvent: &session.RoomEvent{
			Event: wire.Event{ID: key, Seq: seq, Room: "tea", From: "bob", Type: wire.MessageType, Body: wire.Encode(c)}, Content: c,
		}}
	}
	p.Happen(session.Event{Room: &session.Room{Name: "tea", First: 1, Seq: 2}}, said("k1", "old", 2))
	before := len(p.told())
	p.Happen(session.Event{Room: &session.Room{Name: "tea", First: 5, Seq: 6}}, said("k2", "new", 6))
	events := p.told()[before:]
	empty := slices.IndexFunc(events, func(e client.Event) bool { return e.Room != nil && e.Room.Name == "tea" && e.Room.Seq == 0 })
	row := slices.IndexFunc(events, func(e client.Event) bool { return e.Row != nil && e.Row.Text == "new" })
	full := slices.IndexFunc(events, func(e client.Event) bool { return e.Room != nil && e.Room.Name == "tea" && e.Room.Seq == 6 })
	if empty < 0 || row < empty || full < row {
		t.Errorf("the window is told of an empty room as event %d, of what was said in it as %d, of the room with it as %d", empty, row, full)
	}
}

// That a room was closed is told without an archive, too.
func TestARoomThatIsClosedIsToldWithoutAnArchive(t *testing.T) {
	p := open(t, "")
	must(t, p.kept.Close())
	p.Happen(
		session.Event{Connection: &session.Connection{State: session.Online, Address: "lab:1", You: "alice"}},
		session.Event{RoomEvent: &session.RoomEvent{
			Event: wire.Event{ID: "k1", Seq: 3, Room: "tea", From: "mod", Type: wire.CloseType, Body: json.RawMessage(`{"reason":"empty"}`)}, Content: wire.Content{Reason: "empty"},
		}},
	)
	if !p.wasTold(func(e client.Event) bool {
		return e.Closed != nil && *e.Closed == client.Closed{Room: "tea", By: "mod", Reason: "empty"}
	}) {
		t.Errorf("the window is told %+v", p.told())
	}
}
