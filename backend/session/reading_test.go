package session

import (
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// inTea has alice enter the lab and be in tea, in which seq 5 is the last, and
// which the server has read up to 2.
func inTea(t *testing.T) (sc *harness, p *peer) {
	t.Helper()
	sc = open(t)
	p = sc.enter(lab)
	p.answer(wire.RoomInfo{Name: "tea", Members: 2})
	for range 5 {
		p.send(sc.said("tea"))
	}
	p.answer(wire.RoomInfo{Name: "tea", Seq: 5, Read: 2, Members: 2})
	if room := sc.wantRoom("tea"); room.Read != 0 || room.Seq != 0 {
		t.Errorf("the room is reported as %+v, want nothing to be said of it", room)
	}
	if room := sc.wantRoom("tea"); room.Read != 2 || room.Seq != 5 {
		t.Errorf("the room is reported as %+v, want it read up to 2", room)
	}
	return sc, p
}

func TestWhatIsReadIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p := inTea(t)
		sc.Read("tea", 1) // which the server has
		sc.Read("tea", 2)
		sc.Read("nowhere", 3)
		sc.Read("tea", -4)
		p.wantNothing(20 * time.Second)
		sc.Read("tea", 3)
		p.want(wire.Read{Room: "tea", Seq: 3})
		sc.Read("tea", 3)
		sc.Read("tea", 1000) // what is not here has not been read
		p.want(wire.Read{Room: "tea", Seq: 5})
		sc.Read("tea", 4)
		p.wantNothing(20 * time.Second)
	})
}

// What was read while the server was away it is told when it is back, once; and
// again what it has not heard.
func TestWhatWasReadMeanwhileIsToldLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p := inTea(t)
		sc.Read("tea", 3)
		p.want(wire.Read{Room: "tea", Seq: 3}) // and is lost with the connection
		sc.goDown(errGone)
		p.drop()
		sc.wantState(Offline)
		sc.Read("tea", 4)
		sc.Read("tea", 5)
		sc.Read("tea", 4)
		back := func(read int64) *peer {
			sc.goDown(nil)
			p := sc.accept()
			p.greet("alice")
			p.answer(wire.Welcome{Journal: sc.journal, Rooms: []wire.RoomInfo{{Name: wire.Lobby}, {Name: "tea", Seq: 5, Read: read}}})
			p.want(wire.Who{})
			return p
		}
		p = back(2)
		p.want(wire.Read{Room: "tea", Seq: 5})
		p.wantNothing(20 * time.Second)
		p.drop()
		p = back(3) // it has been lost
		p.want(wire.Read{Room: "tea", Seq: 5})
		p.wantNothing(20 * time.Second)
		p.drop()
		back(5).wantNothing(20 * time.Second) // it has arrived
	})
}

// Who leaves has told how far everything is read.
func TestLeavingTellsWhatIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p := inTea(t)
		sc.say("mine", "hello")
		synctest.Wait() // the server does not read on
		sc.Read("tea", 5)
		left := sc.leave()
		synctest.Wait()
		p.wantSay("mine", "hello")
		p.want(wire.Read{Room: "tea", Seq: 5})
		p.goodbye()
		<-left
	})
}

// Another device has read: it is reported when it is further, and not told back.
func TestAnotherDeviceHasRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p := inTea(t)
		for _, seq := range []int64{4, 4, 3, -1, 0, MaxPlace + 1} {
			p.answer(wire.HasRead{Room: "tea", Seq: seq})
		}
		p.answer(wire.HasRead{Room: "nowhere", Seq: 4})
		p.answer(wire.HasRead{Room: "Not \x1b a room", Seq: 4})
		p.says("bob", "hello")
		var reads []Read
		for e := sc.next(); e.RoomEvent == nil || e.RoomEvent.Text != "hello"; e = sc.next() {
			if e.Read != nil {
				reads = append(reads, *e.Read)
			}
		}
		if len(reads) != 1 || reads[0] != (Read{"tea", 4}) {
			t.Errorf("reported is %+v, want tea up to 4", reads)
		}
		for _, e := range sc.Backlog() {
			if e.Room != nil && e.Room.Name == "tea" && e.Room.Read != 4 {
				t.Errorf("the backlog has %+v", *e.Room)
			}
		}
		sc.Read("tea", 4)
		p.wantNothing(20 * time.Second)
		p.answer(wire.RoomInfo{Name: "tea", Seq: 5}) // which says nothing of it
		if room := sc.wantRoom("tea"); room.Read != 4 {
			t.Errorf("the room is reported as %+v, want it read up to 4", room)
		}
	})
}

func TestTypingIsToldNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p := inTea(t)
		for range 10 {
			sc.Typing("tea")
		}
		p.want(wire.Typing{Room: "tea"})
		began := time.Now()
		sc.Typing(wire.Lobby) // is another one
		p.want(wire.Typing{Room: wire.Lobby})
		sc.Typing("nowhere")
		p.wantNothing(typingEvery - time.Second)
		go func() {
			for range 20 {
				sc.Typing("tea")
				<-time.After(time.Second / 10)
			}
		}()
		p.want(wire.Typing{Room: "tea"})
		if took := time.Since(began); took < typingEvery || took > typingEvery+time.Second/10 {
			t.Errorf("it is told again after %v, want %v", took, typingEvery)
		}
		p.wantNothing(2 * time.Second)
		sc.goDown(errGone)
		p.drop()
		sc.wantState(Offline)
		sc.Typing("tea")
		<-time.After(time.Minute)
		sc.goDown(nil)
		sc.Reconnect()
		p = sc.accept()
		p.admit("alice")
		p.wantNothing(20 * time.Second)
	})
}

func TestSomebodyIsWriting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p := inTea(t)
		for _, said := range []wire.IsTyping{
			{Room: "nowhere", From: "bob"}, {Room: "tea"}, {Room: "tea", From: "alice"}, {Room: "\x1b", From: "bob"},
			{Room: "tea", From: string(make([]byte, maxNameBytes+1))}, {Room: "tea", From: "b\x1bob"},
		} {
			p.answer(said)
		}
		p.says("bob", "hello")
		var types []Typing
		for e := sc.next(); e.RoomEvent == nil || e.RoomEvent.Text != "hello"; e = sc.next() {
			if e.Typing != nil {
				types = append(types, *e.Typing)
			}
		}
		if len(types) != 1 || types[0] != (Typing{"tea", "b\ufffdob"}) {
			t.Errorf("reported is %+v, want bob in tea", types)
		}
	})
}
