package session

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// keptPast is what is kept of alice, who knows the first three of the lobby.
func (sc *harness) keptPast() (before []*wire.Event) {
	before = sc.messages(3)
	sc.past = &Snapshot{
		Journal: "j1", Top: 3, Role: "moderator", Server: "Lab 3", ServerKey: string(red), Verified: true,
		Rooms: []RoomSnapshot{{Room: Room{Name: wire.Lobby, Members: 2, Read: 2, Seq: 3}, Last: 3}},
	}
	return before
}

// resume begins where alice was.
func (sc *harness) resume() {
	sc.t.Helper()
	if err := sc.Resume(lab, "alice"); err != nil {
		sc.t.Fatalf("resuming comes to %v", err)
	}
}

// wantEvents wants all that has been reported to be the same as want, but for times.
func (sc *harness) wantEvents(want ...Event) {
	sc.t.Helper()
	synctest.Wait()
	var got []Event
	for len(sc.happened) > 0 {
		e := <-sc.happened
		if e.Connection != nil {
			e.Connection.Since, e.Connection.RetryAt = "", ""
		}
		if e.RoomEvent != nil {
			e.RoomEvent.At = time.Time{}
		}
		got = append(got, e)
	}
	if a, b := string(wire.Encode(got)), string(wire.Encode(want)); a != b {
		sc.t.Errorf("reported is\n%s\nwant\n%s", a, b)
	}
}

// A program that starts shows at once what it knows, and what came meanwhile
// once the server is there, each once.
func TestResumingBeginsWhereThePersonWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		before := sc.keptPast()
		sc.goDown(errGone)
		sc.resume()
		offline := Connection{State: Offline, Address: lab, You: "alice", Reason: resumed, Server: "Lab 3", ServerKey: string(red), Verified: true, Role: "moderator"}
		again, notThere := offline, offline
		notThere.Reason = problem(NothingListens, "address", lab)
		lobby := &Room{Name: wire.Lobby, Members: 2, With: []string{}, Read: 2, Seq: 3}
		sc.wantEvents(Event{Forget: true}, Event{Connection: &offline}, Event{Room: lobby}, Event{Connection: &again}, Event{Connection: &notThere})
		if at := sc.At(); at.Journal != "j1" || at.Base != 0 {
			t.Errorf("the session is at %+v, want the journal that is kept", at)
		}
		if all := sc.Backlog(); len(all) != 2 || all[1].Room == nil || all[1].Room.Name != wire.Lobby {
			t.Errorf("the backlog is %+v, want the lobby", all)
		}
		sc.say("k1", "written meanwhile")
		sc.wantMessage("alice", "written meanwhile", Waiting)

		missed := sc.messages(8)
		sc.goDown(nil)
		p := sc.accept()
		if known := p.greet("alice"); known[wire.Lobby] != 3 || len(known) != 1 {
			t.Errorf("the session says that it knows %v, want 3 of the lobby", known)
		}
		p.welcome("alice")
		p.send(missed[3:]...)
		p.want(wire.Who{})
		p.wantHistory(wire.Lobby, 7)
		p.page(true, append(before[1:], missed[:3]...)...) // which reaches further
		p.echo("k1", "written meanwhile")
		p.want(wire.Read{Room: wire.Lobby, Seq: 2}) // the server does not have that
		p.wantNothing(20 * time.Second)
		var heard []string
		for _, m := range sc.quiet() {
			heard = append(heard, m.Text)
		}
		slices.Sort(heard)
		if want := append(numbers(10, 11), append(numbers(4, 9), "written meanwhile")...); !slices.Equal(heard, want) {
			t.Errorf("reported are %q, want %q: what came meanwhile, each once", heard, want)
		}
		if at := sc.At(); at.State != Online || at.Waiting != 0 || sc.recalled != 1 {
			t.Errorf("the session is at %+v and has asked %d times what is kept", at, sc.recalled)
		}
	})
}

// What waited when the program ended is shown at once, and goes out in its
// order, with what is written before the server is there behind it.
func TestResumingShowsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{}
		for _, p := range []Pending{{ID: "k1", Server: red, Journal: "j1", Name: "alice"}, {ID: "other", Server: red, Journal: "j2", Name: "alice"}, {ID: "hers", Server: red, Journal: "j1", Name: "eve"}, {ID: "k2", Server: red, Journal: "j1", Name: "alice"}} {
			p.Line = wire.AppendRequest(nil, wire.Say{Room: "lobby", ID: p.ID, Text: "text of " + p.ID, ReplyTo: "m"})
			kept.kept = append(kept.kept, p)
		}
		sc := openWith(t, kept)
		sc.keptPast()
		sc.past.Guest = true
		sc.goDown(errGone)
		sc.resume()
		for _, key := range []string{"k1", "k2"} {
			if m := sc.wantMessage("alice", "text of "+key, Waiting); m.ID != key || !m.Own || !m.Guest || m.ReplyTo != "m" {
				t.Errorf("what waits is reported as %+v", m)
			}
		}
		if at := sc.wantState(Offline); at.Waiting != 2 {
			t.Errorf("%d requests wait, want 2", at.Waiting)
		}
		if err := sc.Send("lobby", "k3", "text of k3", "m"); err != nil {
			t.Fatal(err)
		}
		sc.quiet()
		sc.goDown(nil)
		p := sc.accept()
		p.admit("alice")
		for _, key := range []string{"k1", "k2", "k3"} {
			p.want(wire.Say{Room: wire.Lobby, ID: key, Text: "text of " + key, ReplyTo: "m"})
			p.send(sc.make(wire.MessageType, wire.Lobby, "alice", key, wire.Message{Text: "text of " + key, ReplyTo: "m"}))
			sc.wantMessage("alice", "text of "+key, Sent)
		}
		p.want(wire.Read{Room: wire.Lobby, Seq: 2})
		p.wantNothing(20 * time.Second)
		if keys := kept.keys(); !slices.Equal(keys, []string{"other", "hers"}) || sc.At().Waiting != 0 {
			t.Errorf("kept are %q, want what is somebody else's", keys)
		}
	})
}

// A server that will not have the person is not asked again and again.
func TestResumingIsRefused(t *testing.T) {
	for name, server := range map[string]func(sc *harness, p *peer){
		"the name is a stranger's": func(_ *harness, p *peer) { p.Write("401 Client already registered\n") },
		"banned":                   func(_ *harness, p *peer) { p.Write("403 Banned\n") },
		"revoked": func(_ *harness, p *peer) {
			p.Write("200 ok\n")
			p.read()
			p.answer(wire.Bye{Code: wire.ByeRevoked, Back: -1})
		},
		"another key": nil,
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.keptPast()
			if server == nil {
				sc.goDown(problem(KeyChanged))
			}
			sc.resume()
			if server != nil {
				p := sc.accept()
				p.Want("REGISTER alice CHAT/2.0")
				server(sc, p)
			}
			if at := sc.wantState(Refused); at.Reason == nil || at.Journal != "j1" || at.ServerKey != string(red) {
				t.Errorf("%s: it is reported as %+v", name, at)
			}
			sc.wantNoDial(time.Hour)
			sc.say("k1", "kept") // for when it has been sorted out
			sc.goDown(nil)
			sc.Reconnect()
			p := sc.accept()
			if known := p.admit("alice"); known[wire.Lobby] != 3 {
				t.Errorf("%s: the session says that it knows %v", name, known)
			}
			p.wantSay("k1", "kept")
		})
	}
}

// A server with another key is refused as long as it is there, quietly, and the
// right one is found again by itself.
func TestTheRightServerIsFoundAgainByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.keptPast()
		sc.goDown(problem(KeyChanged))
		sc.resume()
		if at := sc.wantState(Refused); !at.Reason.is(KeyChanged) || at.RetryAt != "" {
			t.Errorf("it is reported as %+v", at)
		}
		<-time.After(10 * time.Minute)
		for len(sc.happened) > 0 {
			if e := <-sc.happened; e.Connection != nil && e.Connection.State != Refused {
				t.Errorf("meanwhile it is reported as %+v", *e.Connection)
			}
		}
		sc.goDown(nil)
		began := time.Now()
		sc.accept().admit("alice")
		if took := time.Since(began); took > 2*lastWait {
			t.Errorf("it takes %v", took)
		}
		if at := sc.wantState(Online); at.Reason != nil {
			t.Errorf("it is reported as %+v", at)
		}
	})
}

func TestResumingWhereNothingIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.goDown(errGone)
		if err := sc.Resume("chat://"+lab+"#t=secret", "alice"); err != nil {
			t.Fatal(err)
		}
		if at := sc.wantState(Offline); at.Address != lab || at.RetryAt != "" || at.Reason == nil {
			t.Errorf("it is reported as %+v", at)
		}
		wantProblem(t, sc.Send("lobby", "k1", "for whom?", ""), NoServer)
		sc.goDown(nil)
		p := sc.accept()
		p.admit("alice") // without the invitation
		sc.wantState(Online)
		sc.say("k1", "hello")
		p.echo("k1", "hello")
		p.drop()
		sc.accept().admit("alice")
	})
}

func TestWhatCannotBeResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		wantProblem(t, sc.Resume("localhost", "alice"), InvalidAddress)
		wantProblem(t, sc.Resume(lab, "two words"), InvalidName)
		wantProblem(t, sc.Resume(lab, "admin"), NameForbidden)
		if at := sc.At(); at.State != Idle || at.Reason == nil {
			t.Errorf("the session is at %+v", at)
		}
		sc.wantNoDial(time.Hour)
		sc.Close()
		wantProblem(t, sc.Resume(lab, "alice"), Internal)
	})
}

// Who leaves while the session looks for the server is left alone; and the same
// person may be resumed again, with what has been heard since.
func TestResumingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.keptPast()
		sc.goDown(errGone)
		sc.resume()
		sc.Leave()
		sc.goDown(nil)
		sc.wantNoDial(time.Hour)

		sc.resume()
		p := sc.accept()
		if known := p.admit("alice"); known[wire.Lobby] != 3 || sc.recalled != 1 {
			t.Errorf("the session says that it knows %v, and has asked %d times", known, sc.recalled)
		}
		p.says("bob", "hello")
		sc.wantMessage("bob", "hello", Sent)
		sc.proof = &proof{server: blue}
		outcome := sc.connect("other:1", "alice")
		p.want(wire.Read{Room: wire.Lobby, Seq: 2})
		p.goodbye()
		sc.past.Rooms[0].Last = 4
		other := sc.accept()
		if known := other.admit("alice"); known[wire.Lobby] != 0 {
			t.Errorf("another server is told of %v", known)
		}
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		sc.quiet()
		sc.proof = &proof{server: red}
		left := asks(func() error { return sc.Resume(lab, "alice") })
		other.goodbye()
		if err := <-left; err != nil {
			t.Fatal(err)
		}
		forgotten := false
		for e := sc.next(); e.Connection == nil || e.Connection.State != Offline; e = sc.next() {
			forgotten = forgotten || e.Forget
		}
		if known := sc.accept().admit("alice"); known[wire.Lobby] != 4 || !forgotten {
			t.Errorf("the session says that it knows %v, want what is kept now; the other server is forgotten: %v", known, forgotten)
		}
	})
}

// Whose server has begun a new journal gets its events behind all that is kept,
// and rooms that are no more are left.
func TestResumingAtAnotherJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.keptPast()
		sc.past.Base, sc.past.Top = 10, 13
		sc.past.Rooms[0].Last = 13
		sc.past.Rooms = append(sc.past.Rooms, RoomSnapshot{Room: Room{Name: "tea"}, Last: 9}, RoomSnapshot{Room: Room{Name: "gone", Left: true}, Last: 12}, RoomSnapshot{Room: Room{Name: "No Room"}})
		sc.journal, sc.seq, sc.rooms = "j2", 0, map[string]int64{wire.Lobby: 0}
		first := sc.message("eve", "new")
		sc.resume()
		p := sc.accept()
		if known := p.greet("alice"); known[wire.Lobby] != 3 || known["tea"] != 0 || len(known) != 2 {
			t.Errorf("the session says that it knows %v, want seqs of its journal", known)
		}
		p.welcome("alice")
		p.want(wire.Who{})
		p.wantHistory(wire.Lobby, 2)
		p.page(false, first)
		if m := sc.wantMessage("eve", "new", Sent); m.Seq != 14 || m.Prev != 0 {
			t.Errorf("it is reported as %+v, want place 14 and nothing before it", m)
		}
		p.says("eve", "second")
		if m := sc.wantMessage("eve", "second", Sent); m.Seq != 15 || m.Prev != 14 {
			t.Errorf("it is reported as %+v, want place 15 behind 14", m)
		}
		p.answer(wire.Names{Names: []string{"alice"}})
		if room := sc.wantRoom("tea"); !room.Left {
			t.Errorf("the room is reported as %+v", room)
		}
		p.wantNothing(20 * time.Second) // not what was read of the other journal either
		if at := sc.At(); at.Journal != "j2" || at.Base != 13 {
			t.Errorf("the session is at %+v, want the new journal behind place 13", at)
		}
	})
}

// Who connects by hand is remembered, too; what is not the last server's is not
// asked for again.
func TestConnectingTellsWhatIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.keptPast()
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		if known := p.admit("alice"); known[wire.Lobby] != 3 {
			t.Errorf("the session says that it knows %v, want 3 of the lobby", known)
		}
		if err := errors.Join(<-outcome); err != nil {
			t.Fatal(err)
		}
		var states []State
		for e := sc.next(); e.Room == nil; e = sc.next() { // what is known, and by then of which server
			if e.Connection != nil {
				states = append(states, e.Connection.State)
				if last := e.Connection; len(states) == 2 && (last.Journal != "j1" || last.ServerKey != string(red)) {
					t.Errorf("before the rooms it is reported as %+v", last)
				}
			}
		}
		if !slices.Equal(states, []State{Connecting, Connecting}) {
			t.Errorf("the first room is reported after %q", states)
		}
		if at := sc.wantState(Online); at.Journal != "j1" {
			t.Errorf("being there is reported as %+v", at)
		}
		sc.wantRoom(wire.Lobby) // behind it, as the server has it
		sc.Leave()
		outcome = sc.connect(lab, "alice")
		p = sc.accept()
		p.admit("alice")
		if err := <-outcome; err != nil || sc.recalled != 1 {
			t.Errorf("connecting again comes to %v, after asking %d times what is kept", err, sc.recalled)
		}
	})
}

// A server is who has its key, wherever it is: the places of its journal are
// the same at another address.
func TestAServerThatHasMovedIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.keptPast()
		sc.proof = &proof{server: red}
		sc.past.Base, sc.past.Top = 10, 13
		sc.past.Rooms[0].Last = 13
		outcome := sc.connect("moved:1", "alice")
		p := sc.accept()
		if known := p.admit("alice"); known[wire.Lobby] != 3 {
			t.Errorf("the session says that it knows %v, want 3 of the lobby", known)
		}
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		p.says("bob", "new")
		if m := sc.wantMessage("bob", "new", Sent); m.Seq != 14 {
			t.Errorf("it is reported at place %d, want 14: the others are taken", m.Seq)
		}
	})
}

// Another server at an address, whose key the person has a link for, is told
// nothing of the one before, not even which rooms there were.
func TestAnotherServerAtTheSameAddressIsNotKnown(t *testing.T) {
	for name, connected := range map[string]bool{"at the start": false, "after the one before": true} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.keptPast()
			sc.past.Rooms = append(sc.past.Rooms, RoomSnapshot{Room: Room{Name: "secret"}, Last: 2})
			if connected {
				sc.proof = &proof{server: red}
				outcome := sc.connect(lab, "alice")
				sc.accept().admit("alice")
				if err := <-outcome; err != nil {
					t.Fatal(err)
				}
				sc.Leave()
			}
			sc.proof = &proof{server: blue}
			sc.journal, sc.seq, sc.rooms = "j2", 0, map[string]int64{wire.Lobby: 0}
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			if known := p.admit("alice"); known[wire.Lobby] != 0 || len(known) != 1 {
				t.Errorf("%s: another server is told of %v", name, known)
			}
			if err := <-outcome; err != nil {
				t.Fatal(err)
			}
			p.says("bob", "new")
			if m := sc.wantMessage("bob", "new", Sent); m.Seq != 1 {
				t.Errorf("%s: it is reported at place %d, want 1", name, m.Seq)
			}
		})
	}
}

// Of a long absence only so much is fetched as is remembered, of all rooms
// together, and the newest: the rest is for History.
func TestResumingAfterALongAbsence(t *testing.T) {
	const rooms, missed = 4, 3 * maxKnown
	name := func(seq int64) string { return string(rune('a' + seq/missed)) }
	event := func(seq int64) *wire.Event {
		e := &wire.Event{Type: wire.MessageType, Room: name(seq), ID: "k", Seq: seq, Prev: seq - 1}
		if seq%missed == 0 {
			e.Prev = 1
		}
		return e
	}
	past := &Snapshot{Journal: "j1", Top: 1}
	for room := range int64(rooms) {
		past.Rooms = append(past.Rooms, RoomSnapshot{Room: Room{Name: name(room * missed)}, Last: 1})
	}
	k := past.replica()
	k.begin(&wire.Welcome{Journal: "j1"})
	for room := range int64(rooms) { // hello brings the newest of each
		last := event((room+1)*missed - 1)
		k.enter(&wire.RoomInfo{Name: last.Room, Seq: last.Seq}, true)
		k.follow(last)
		k.add(last, "alice")
	}
	pages := 0
	for g, ok := k.wanted(); ok && pages < 1000; g, ok = k.wanted() {
		var page []*wire.Event
		for seq := g.before - wire.MaxPage; seq < g.before; seq++ {
			page = append(page, event(seq))
		}
		if _, err := k.fill(g, page, true, "alice"); err != nil {
			t.Fatal(err)
		}
		pages++
	}
	if pages < maxKnown/wire.MaxPage || pages > maxKnown/wire.MaxPage*12/10 {
		t.Errorf("%d pages were fetched, want those of %d messages", pages, maxKnown)
	}
	if newest := k.all[len(k.all)-1].place; newest != rooms*missed-1 || k.all[len(k.all)-maxKnown].place != newest-maxKnown+1 {
		t.Errorf("known are %d events up to %d, want the newest", len(k.all), newest)
	}
}
