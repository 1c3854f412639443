package session

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// said stores something that bob says in a room.
func (sc *harness) said(room string) *wire.Event {
	n := sc.seq + 1
	return sc.make(wire.MessageType, room, "bob", fmt.Sprint("k", n), wire.Message{Text: fmt.Sprint(room, n)})
}

func TestARoomThatIsNewHereBringsItsNewestPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.said("tea") // on the page before that
		page := []*wire.Event{sc.said("tea"), sc.said("tea")}
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		if known := p.admit("alice"); len(known) != 1 {
			t.Errorf("the session says that it knows %v, want the lobby alone", known)
		}
		p.wantHistory("tea", 4)
		p.page(true, page...) // one page is enough
		p.wantNothing(20 * time.Second)
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if known := sc.knows("tea"); !slices.Equal(known, []string{"tea2", "tea3"}) {
			t.Errorf("known is %q", known)
		}
		p.drop()
		p = sc.accept()
		if known := p.admit("alice"); known["tea"] != 3 {
			t.Errorf("the session says that it knows %v, want tea up to 3", known)
		}
		p.wantNothing(20 * time.Second)
	})
}

// Another room has the name now: what was said in the one that has ended is
// forgotten, and of the new one the newest page is wanted, not what follows that.
func TestAnotherRoomOfTheSameNameIsNewHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		old := []*wire.Event{sc.said("tea"), sc.said("tea")}
		p := sc.enter(lab)
		p.wantHistory("tea", 3)
		p.page(false, old...)
		sc.wantMessage("bob", "tea1", Sent)
		sc.wantMessage("bob", "tea2", Sent)
		p.drop()
		p = sc.accept()
		now := []*wire.Event{sc.said("lobby"), sc.said("tea"), sc.said("tea")}
		now[1].Prev = 0
		if known := p.greet("alice"); known["tea"] != 2 {
			t.Errorf("the session says that it knows %v, want tea up to 2", known)
		}
		p.answer(wire.Welcome{
			Journal: sc.journal, You: "alice", Limits: wire.Limits{Line: wire.MaxLine, Page: wire.MaxPage, Rate: wire.Rate, Burst: wire.Burst},
			Rooms: []wire.RoomInfo{{Name: wire.Lobby, Seq: 3, Members: 1}, {Name: "tea", Seq: 5, First: 4, Members: 1}},
		})
		p.send(now[2]) // of what a hello brings, without what is before it
		p.want(wire.Who{})
		if room := sc.wantRoom("tea"); room.First != 4 || room.Read != 0 {
			t.Errorf("the room is reported as %+v", room)
		}
		synctest.Wait()
		if known := sc.knows("tea"); !slices.Equal(known, []string{"tea5"}) {
			t.Errorf("known is %q, want nothing of the room that has ended", known)
		}
		p.drop()
		if known := sc.accept().greet("alice"); known["tea"] != 5 {
			t.Errorf("the session says that it knows %v, want tea up to 5", known)
		}
	})
}

func TestWhoBecomesAMember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		before := sc.said("tea")
		if err := sc.Do(wire.Join{Room: "tea", ID: "j"}); err != nil {
			t.Fatal(err)
		}
		p.want(wire.Join{Room: "tea", ID: "j"})
		p.answer(wire.RoomInfo{Name: "tea", Seq: 1, Topic: "lea\x1bves", Members: 2, Private: true, With: []string{"alice", "b\aob"}})
		p.send(sc.make(wire.JoinType, "tea", "alice", "j", struct{}{}))
		room := sc.wantRoom("tea")
		if room.Topic != "lea\ufffdves" || room.Members != 2 || !room.Private || !slices.Equal(room.With, []string{"alice", "b\ufffdob"}) || room.Left {
			t.Errorf("the room is reported as %+v", room)
		}
		c := sc.next().RoomEvent
		if c == nil || c.Type != wire.JoinType || c.From != "alice" || c.Room != "tea" || c.ID != "j" {
			t.Errorf("the join is reported as %+v", c)
		}
		if at := sc.wantState(Online); at.Waiting != 0 {
			t.Errorf("%d requests wait, want none", at.Waiting)
		}
		p.wantHistory("tea", 2)
		p.page(false, before)
		sc.wantMessage("bob", "tea1", Sent)
		var known []Event
		for _, e := range sc.Backlog() {
			if e.Room != nil && e.Room.Name == "tea" {
				known = append(known, e)
			}
		}
		if len(known) != 1 || known[0].Room.Topic != room.Topic {
			t.Errorf("the backlog has %+v of the room", known)
		}
	})
}

// Who is a member already, or has the room of two, is told so instead of an event.
func TestARoomAnswersARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		if err := sc.Do(wire.Direct{ID: "d", Name: "Bob"}); err != nil {
			t.Fatal(err)
		}
		p.want(wire.Direct{ID: "d", Name: "Bob"})
		sc.wantState(Online)
		p.answer(wire.RoomInfo{Name: "@alice,bob", Members: 2, With: []string{"alice", "bob"}, ID: "d"})
		sc.wantRoom("@alice,bob")
		if at := sc.wantState(Online); at.Waiting != 0 {
			t.Errorf("%d requests wait, want none", at.Waiting)
		}
		p.drop()
		p = sc.accept()
		p.admit("alice")
		p.wantNothing(20 * time.Second) // it has been answered
	})
}

// More rooms than a welcome can hold follow it. What of them is being brought
// is not fetched besides.
func TestRoomsThatFollowTheWelcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.RoomInfo{Name: "tea", Members: 1})
		first := sc.said("tea")
		p.send(first)
		synctest.Wait()
		p.drop()
		missed, other := sc.said("tea"), sc.said("den")
		sc.rooms = map[string]int64{wire.Lobby: 0} // the others are behind the welcome
		p = sc.accept()
		if known := p.greet("alice"); known["tea"] != 1 {
			t.Errorf("the session says that it knows %v", known)
		}
		p.welcome("alice")
		p.answer(wire.RoomInfo{Name: "tea", Seq: 2, Members: 1})
		p.answer(wire.RoomInfo{Name: "den", Seq: 3, Members: 1})
		p.send(missed)
		p.want(wire.Who{})
		p.answer(wire.Names{Names: []string{"alice"}})
		p.wantHistory("den", 4)
		p.page(false, other)
		p.wantNothing(20 * time.Second)
		if tea, den := sc.knows("tea"), sc.knows("den"); len(tea) != 2 || len(den) != 1 {
			t.Errorf("known are %q and %q", tea, den)
		}
	})
}

// A hello holds so many rooms. What happened in the others is fetched.
func TestARoomThatHelloHadNoPlaceFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rooms = wire.MaxRooms + 1
		sc := open(t)
		p := sc.enter(lab)
		for i := range rooms {
			room := fmt.Sprint("r", i)
			p.answer(wire.RoomInfo{Name: room, Members: 1})
			p.send(sc.said(room))
		}
		synctest.Wait()
		p.drop()
		p = sc.accept()
		known := p.greet("alice")
		if len(known) > wire.MaxRooms || len(known) < wire.MaxRooms/2 {
			t.Fatalf("hello names %d rooms", len(known))
		}
		w := wire.Welcome{Journal: sc.journal, Rooms: []wire.RoomInfo{{Name: wire.Lobby}}}
		missed, seqs := map[string]*wire.Event{}, map[string]int64{}
		for i := range rooms {
			room := fmt.Sprint("r", i)
			if _, named := known[room]; !named {
				seqs[room] = sc.rooms[room]
				missed[room] = sc.said(room)
			}
			w.Rooms = append(w.Rooms, wire.RoomInfo{Name: room, Seq: sc.rooms[room]})
		}
		p.answer(w)
		p.want(wire.Who{})
		for range len(missed) {
			h, ok := p.read().(*wire.History)
			if !ok || missed[h.Room] == nil {
				t.Fatalf("the server receives %+v", h)
			}
			p.page(true, missed[h.Room]) // its prev is here
			delete(missed, h.Room)
		}
		p.wantNothing(20 * time.Second)
		for room := range seqs {
			if known := sc.knows(room); len(known) != 2 {
				t.Errorf("of %s known is %q, want both messages", room, known)
			}
		}
	})
}

func TestLeavingARoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.RoomInfo{Name: "tea", Members: 2})
		p.send(sc.make(wire.OpenType, "tea", "alice", "o", struct{}{}), sc.make(wire.LeaveType, "tea", "bob", "b", struct{}{}))
		if room := sc.wantRoom("tea"); room.Left {
			t.Errorf("the room is reported as %+v", room)
		}
		synctest.Wait() // for the events, whose newest the request names
		if err := sc.Do(wire.Leave{Room: "tea", ID: "l"}); err != nil {
			t.Fatal(err)
		}
		p.want(wire.Leave{Room: "tea", ID: "l", First: 2})
		if r := sc.At(); r.Waiting != 1 {
			t.Errorf("%d requests wait, want 1", r.Waiting)
		}
		leave := sc.make(wire.LeaveType, "tea", "alice", "l", struct{}{})
		p.send(leave)
		if room := sc.wantRoom("tea"); !room.Left {
			t.Errorf("the room is reported as %+v, want left", room)
		}
		for _, e := range sc.Backlog() {
			if e.Room != nil && e.Room.Name == "tea" {
				t.Errorf("the backlog has %+v", *e.Room)
			}
		}

		p.answer(wire.RoomInfo{Name: "tea", Seq: leave.Seq, Members: 2}) // invited
		p.send(sc.make(wire.InviteType, "tea", "bob", "i", wire.RoomBody{Name: "alice"}))
		p.send(leave) // the answer to a copy of our request: it is of another membership
		p.wantHistory("tea", leave.Seq+1)
		p.page(false, leave)
		if room := sc.wantRoom("tea"); room.Left {
			t.Errorf("the room is reported as %+v", room)
		}
		synctest.Wait()
		for len(sc.happened) > 0 {
			if r := sc.next().Room; r != nil {
				t.Errorf("an old leave is reported as %+v", *r)
			}
		}
	})
}

// A room that hello named and that was left is a new one when we come again:
// nothing of it comes by itself.
func TestComingBackToARoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.RoomInfo{Name: "tea", Members: 2})
		p.send(sc.make(wire.OpenType, "tea", "bob", "o", struct{}{}))
		synctest.Wait()
		p.drop()
		p = sc.accept()
		if known := p.admit("alice"); known["tea"] != 1 {
			t.Errorf("the session says that it knows %v", known)
		}
		p.send(sc.make(wire.LeaveType, "tea", "alice", "l", struct{}{}))
		missed := sc.said("tea")
		p.answer(wire.RoomInfo{Name: "tea", Seq: missed.Seq, Members: 2})
		p.send(sc.make(wire.InviteType, "tea", "bob", "i", wire.RoomBody{Name: "alice"}))
		p.wantHistory("tea", missed.Seq+1)
		p.page(false, missed)
		p.wantNothing(20 * time.Second)
		if known := sc.knows("tea"); len(known) != 1 {
			t.Errorf("known is %q", known)
		}
	})
}

// Somebody left on another device while this one was away: the server does not
// name the room any more.
func TestARoomThatWasLeftElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.RoomInfo{Name: "tea", Members: 1})
		p.send(sc.said("tea"))
		sc.wantRoom("tea")
		sc.wantMessage("bob", "tea1", Sent)
		p.drop()
		delete(sc.rooms, "tea")
		p = sc.accept()
		p.admit("alice")
		sc.wantState(Online)
		if known := len(sc.Backlog()); known != 4 {
			t.Errorf("%d events are known, want the room to be there until the server has named all", known)
		}
		p.answer(wire.Names{Names: []string{"alice"}})
		if room := sc.wantRoom("tea"); !room.Left {
			t.Errorf("the room is reported as %+v, want left", room)
		}
		p.drop()
		if known := sc.accept().greet("alice"); len(known) != 1 {
			t.Errorf("hello names %v, want the lobby alone", known)
		}
	})
}
