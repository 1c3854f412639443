package session

import (
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// The server says how an account is spelled, and the session goes by that.
func TestTheServerSpellsTheName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		outcome := sc.connect(lab, "Alice")
		p := sc.accept()
		p.greet("Alice")
		p.welcome("alice")
		p.read() // who
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if at := sc.wantState(Online); at.You != "alice" {
			t.Errorf("the person is %s, want alice", at.You)
		}
		for _, from := range []string{"alice", "Alice", "ALICE"} { // which older servers let be
			p.says(from, "hi")
			if m := sc.wantMessage(from, "hi", Sent); !m.Own {
				t.Errorf("what %s has said is not one's own", from)
			}
		}
		sc.say("k1", "to be answered")
		if m := sc.wantMessage("alice", "to be answered", Waiting); !m.Own {
			t.Errorf("what waits is %+v", m)
		}
		p.wantSay("k1", "to be answered")
		e := sc.make(wire.MessageType, wire.Lobby, "Alice", "k1", wire.Message{Text: "to be answered"})
		p.send(e)
		sc.wantMessage("Alice", "to be answered", Sent)
		if at := sc.At(); at.Waiting != 0 {
			t.Errorf("%d wait after the echo", at.Waiting)
		}

		// It comes back by the server's spelling, and knows what it knew.
		p.drop()
		again := sc.accept()
		if known := again.greet("alice"); known[wire.Lobby] != sc.seq {
			t.Errorf("it comes back with %v, want %d", known, sc.seq)
		}
		again.welcome("alice")
		sc.wantState(Online)
	})
}

func TestAServerCannotMakeSomebodyElseOfAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, you := range []string{"", "bob", "alice\n", "\x1b[31malice"} {
			sc := open(t)
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			p.greet("alice")
			p.welcome(you)
			p.read()
			if err := <-outcome; err != nil {
				t.Fatal(err)
			}
			if at := sc.wantState(Online); at.You != "alice" {
				t.Errorf("a server that says %q makes the person %q", you, at.You)
			}
			p.drop()
			sc.Close()
		}
	})
}

func TestWhatIsKeptOfAPersonIsFoundByAnySpelling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.past = &Snapshot{Journal: "j1", ServerKey: string(red), You: "alice", Top: 7, Rooms: []RoomSnapshot{{Room: Room{Name: wire.Lobby}, Last: 7}}}
		sc.seq, sc.rooms[wire.Lobby] = 7, 7
		outcome := sc.connect(lab, "a1ice") // which the server takes for her
		p := sc.accept()
		p.greet("a1ice")
		p.welcome("alice")
		p.read()
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if at := sc.wantState(Online); at.You != "alice" || at.Base != 0 {
			t.Errorf("it is %+v", at)
		}
		p.drop()
		if known := sc.accept().greet("alice"); known[wire.Lobby] != 7 {
			t.Errorf("it comes back with %v, want 7 of the lobby", known)
		}
	})
}
