package session

import (
	"fmt"
	"testing"

	"confab/server/wire"
)

// eventOf returns an event of the lobby behind another one.
func eventOf(seq, prev int64) *wire.Event {
	return &wire.Event{Type: wire.MessageType, Room: wire.Lobby, From: "bob", ID: fmt.Sprint("e", seq), Seq: seq, Prev: prev, Body: wire.Encode(wire.Message{Text: "hello"})}
}

// replicaOf returns a replica of a journal in which the lobby has been named with
// a last seq, and what the server sends after its hello.
func replicaOf(journal string, seq int64) *replica {
	r := newReplica()
	r.begin(&wire.Welcome{Journal: journal})
	r.enter(&wire.RoomInfo{Name: wire.Lobby, Seq: seq}, true)
	return &r
}

func TestAnEventIsAddedOnceAndInItsPlace(t *testing.T) {
	r := replicaOf("j1", 0)
	for i, seq := range []int64{3, 1, 2, 3, 1} {
		if _, fresh := r.add(eventOf(seq, seq-1), "alice"); fresh != (i < 3) {
			t.Errorf("event %d is new: %v", seq, fresh)
		}
	}
	if len(r.all) != 3 || r.all[0].place != 1 || r.all[2].place != 3 || !r.has("e2") || r.find("e2").Seq != 2 {
		t.Errorf("the replica has %+v", r.all)
	}
}

func TestAMissingEventIsAGap(t *testing.T) {
	r := replicaOf("j1", 5)
	r.follow(eventOf(5, 4)) // the first one that comes of a new room: nothing is missing
	if _, ok := r.wanted(); ok {
		t.Error("what was before the user came is wanted")
	}
	r.follow(eventOf(6, 5))
	r.follow(eventOf(9, 7))
	g, ok := r.wanted()
	if want := (gap{room: wire.Lobby, after: 6, before: 9}); !ok || g != want {
		t.Fatalf("wanted is %+v, want %+v", g, want)
	}
	if _, err := r.fill(g, []*wire.Event{eventOf(9, 7)}, false, "alice"); err == nil {
		t.Error("a page of something else fills the gap")
	}
	fresh, err := r.fill(g, []*wire.Event{eventOf(6, 5), eventOf(7, 6)}, true, "alice")
	if err != nil || len(fresh) != 1 || fresh[0].RoomEvent.Seq != 7 {
		t.Errorf("filling comes to %+v, %v, want event 7", fresh, err)
	}
	if g, ok := r.wanted(); ok {
		t.Errorf("%+v is still wanted", g)
	}
}

func TestAnotherJournalComesBehind(t *testing.T) {
	r := replicaOf("j1", 0)
	r.add(eventOf(7, 0), "alice")
	if !r.begin(&wire.Welcome{Journal: "j1", Rooms: []wire.RoomInfo{{Name: wire.Lobby, Seq: 7}}}) {
		t.Error("the same journal counts as another")
	}
	if r.begin(&wire.Welcome{Journal: "j2"}) || r.base != 7 {
		t.Errorf("another journal begins behind %d, want 7", r.base)
	}
	if e, fresh := r.add(eventOf(1, 0), "alice"); !fresh || e.RoomEvent.Seq != 8 {
		t.Errorf("its first event is %+v", e.RoomEvent)
	}
	r.rooms[wire.Lobby].last = 5
	if r.begin(&wire.Welcome{Journal: "j2", Rooms: []wire.RoomInfo{{Name: wire.Lobby, Seq: 4}}}) {
		t.Error("an older copy of a journal counts as the same")
	}
}

// A room may end, and another one of its name begin, while the user is away.
func TestARequestIsForTheRoomThatTheUserSees(t *testing.T) {
	r := replicaOf("j1", 0)
	tea := func(first, seq int64) *wire.RoomInfo { return &wire.RoomInfo{Name: "tea", First: first, Seq: seq} }
	r.enter(tea(3, 5), true)
	e := eventOf(4, 3)
	e.Room = "tea"
	r.follow(e)
	r.add(e, "alice")
	if said := r.aimed(wire.Say{Room: "tea", ID: "k", Text: "hi"}).(wire.Say); said.First != 3 {
		t.Errorf("a message is for the room that began at %d, want 3", said.First)
	}
	if r.isOther("tea", 4) || r.isOther("tea", 0) || r.isOther("nowhere", 1) {
		t.Error("the room counts as another")
	}
	r.enter(tea(9, 9), false)
	if !r.isOther("tea", 4) || r.has("e4") {
		t.Error("the room that has ended counts as this one")
	}
	leave := &wire.Event{Type: wire.LeaveType, Room: "tea", From: "alice", ID: "l", Seq: 8}
	if r.endsMembership(leave, "alice") {
		t.Error("a leave of the room before ends the membership")
	}
	leave.Seq = 10
	if !r.endsMembership(leave, "Alice") || r.endsMembership(leave, "bob") {
		t.Error("the user's own leave alone ends the membership")
	}
	r.leave("tea")
	if _, ok := r.wanted(); ok || r.rooms["tea"] != nil {
		t.Error("something is wanted of a room that the user has left")
	}
}

func TestTheServerIsToldOnceHowFarARoomIsRead(t *testing.T) {
	r := replicaOf("j1", 0)
	r.add(eventOf(3, 0), "alice")
	if !r.read(wire.Lobby, 99) || r.read("nowhere", 1) {
		t.Error("only a room that the user is in can be read")
	}
	if seq, ok := r.ack(wire.Lobby); !ok || seq != 3 {
		t.Errorf("the server is told seq %d, want the newest that is here", seq)
	}
	if _, ok := r.ack(wire.Lobby); ok {
		t.Error("the server is told twice")
	}
	if place, further, ok := r.readElsewhere(&wire.HasRead{Room: wire.Lobby, Seq: 2}); !ok || !further || place != 2 {
		t.Errorf("read elsewhere is %d, %v, %v", place, further, ok)
	}
	if _, further, _ := r.readElsewhere(&wire.HasRead{Room: wire.Lobby, Seq: 1}); further {
		t.Error("how far a room is read goes back")
	}
}
