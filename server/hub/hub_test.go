package hub

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/chat1"
	"confab/server/wire"
)

func TestALineGoesToEverybodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, shutdown := open(t, limits())
		alice, bob, eve := enter(t, h, "alice"), enter(t, h, "bob"), enter(t, h, "eve")

		alice.Say("are you there?")
		bob.Want("@alice: are you there?")
		eve.Want("@alice: are you there?")
		bob.Say("yes")
		alice.Want("@bob: yes") // and not her own line first
		eve.Want("@bob: yes")

		go shutdown()
		for _, c := range []*client{alice, bob, eve} {
			c.Want("DISCONNECT CHAT/1.0")
			c.WantEnd()
		}
	})
}

func TestWhoLeavesIsRemoved(t *testing.T) {
	for _, goodbye := range []string{"DISCONNECT alice CHAT/1.0\n", ""} {
		synctest.Test(t, func(t *testing.T) {
			h, _ := open(t, limits())
			alice := enter(t, h, "alice")
			enter(t, h, "bob")
			alice.Write(goodbye)
			_ = alice.Close()
			<-alice.end
			synctest.Wait() // nobody touches the members meanwhile
			if n := len(h.rooms.byName[wire.Lobby].members); n != 1 {
				t.Errorf("the room has %d members, want bob alone", n)
			}
			enter(t, h, "alice")
		})
	}
}

func TestAReaderThatIsTooFarBehindIsPutOutAndTheRoomGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		h, _ := open(t, cfg)
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		slow := enter(t, h, "slow") // never reads

		line := strings.Repeat("x", 100)
		for range 2 * cfg.SendQueue / len(line) {
			alice.Say(line)
			bob.Want("@alice: " + line)
		}
		synctest.Wait()
		enter(t, h, "slow") // the name is free at once
		alice.Say("still here")
		bob.Want("@alice: still here")
		began := time.Now()
		if err := <-slow.end; err != nil {
			t.Errorf("it was refused: %v", err)
		}
		if waited := time.Since(began); waited != flushFor {
			t.Errorf("it had %v for the last that it gets, want %v", waited, flushFor)
		}
	})
}

func TestAReaderHasTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		slow := enter(t, h, "slow") // never reads
		began := time.Now()

		alice.Say("hello?")
		bob.Want("@alice: hello?")
		<-slow.end
		if waited := time.Since(began); waited != 10*time.Second {
			t.Errorf("the slow reader was put out after %v, want 10s", waited)
		}
	})
}

// A reader that takes a little now and then is as slow as one that takes
// nothing: the time runs from when the oldest line began to wait.
func TestATrickleIsNotEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice := enter(t, h, "alice")
		slow := enter(t, h, "slow")
		began := time.Now()

		alice.Say(strings.Repeat("x", 900))
		trickled := make(chan int)
		go func() {
			n := 0
			for b := make([]byte, 1); ; n++ {
				<-time.After(time.Second)
				if _, err := slow.Conn.Read(b); err != nil {
					trickled <- n
					return
				}
			}
		}()
		<-slow.end
		if waited := time.Since(began); waited != 10*time.Second {
			t.Errorf("the slow reader was put out after %v, want 10s", waited)
		}
		if n := <-trickled; n < 9 {
			t.Errorf("the slow reader has read %d bytes, want one a second", n)
		}
	})
}

// What the kernel has taken no longer waits.
func TestOnlyWhatWaitsCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		line := strings.Repeat("x", 60<<10)
		cut := string(chat1.AppendMessage(nil, wire.V1, &wire.Event{Type: wire.MessageType, From: "alice", Body: wire.SaidBody([]byte(line))}, nil))
		cfg.SendQueue, cfg.MaxLine = 4*len(cut), wire.MaxLine
		h, _ := open(t, cfg)
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		synctest.Wait()
		take := func() {
			for piece := range strings.Lines(cut) {
				bob.Want(strings.TrimSuffix(piece, "\n"))
			}
		}
		for range 4 { // as much as may wait
			alice.Say(line)
		}
		for range 8 { // and as much again as bob takes
			take()
			synctest.Wait()
			alice.Say(line)
		}
		for range 4 {
			take()
		}
	})
}

func TestOneLineMayBeLargerThanTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.SendQueue = 100
		h, _ := open(t, cfg)
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		synctest.Wait() // nothing else waits for bob
		alice.Say(strings.Repeat("x", 500))
		bob.Want("@alice: " + strings.Repeat("x", 500))
	})
}

func TestAFloodIsDelayedAndNothingIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst = 10, 50
		h, _ := open(t, cfg)
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		began := time.Now()

		go func() {
			for i := range 100 {
				alice.Say(fmt.Sprint("line ", i))
			}
		}()
		for i := range 100 {
			bob.Want(fmt.Sprint("@alice: line ", i))
			if i == 49 && time.Since(began) != 0 {
				t.Errorf("the burst took %v, want no time", time.Since(began))
			}
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("100 lines took %v, want 5s: 50 at once and 50 at 10 a second", took)
		}
		// Bob is not delayed by it.
		bob.Say("easy")
		alice.Want("@bob: easy")
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("bob's line came after %v, want 5s", took)
		}
	})
}

func TestWhoeverIsDelayedCanStillBePutOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst = 0.001, 1
		h, shutdown := open(t, cfg)
		alice := enter(t, h, "alice")
		go alice.Write("one\ntwo\n") // two has to wait for 1000 s
		synctest.Wait()
		began := time.Now()
		go shutdown()
		alice.Want("DISCONNECT CHAT/1.0")
		<-alice.end
		if took := time.Since(began); took != 0 {
			t.Errorf("the end took %v, want no time", took)
		}
	})
}

func TestWhoSaysMuchAndGoesIsHeardForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst = 2, 1
		h, _ := open(t, cfg)
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		began := time.Now()

		alice.Write(strings.Repeat("x\n", 100)) // 50 s of it
		_ = alice.Close()
		go bob.Write("@bob: alice?\n") // cannot be written to her
		said := make(chan int)
		go func() { said <- bob.Drain() }()
		<-alice.end
		if took := time.Since(began); took < cfg.MaxAge || took > cfg.MaxAge+2*time.Second {
			t.Errorf("alice was out after %v, want %v and a little", took, cfg.MaxAge)
		}
		enter(t, h, "alice") // the name is free
		_ = bob.Close()
		if n := <-said; n < 20 {
			t.Errorf("bob heard %d lines, want at least 20", n)
		}
	})
}

func TestOfManyClaimsOfANameOneWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		const claims = 200
		ends := make(chan error, claims)
		for i := range claims {
			name := []string{"alice", "Alice", "ALICE", "aLICE"}[i%4]
			c := connect(t, h, name, "REGISTER "+name+" CHAT/1.0")
			go c.Drain()
			go func() { ends <- <-c.end }()
		}
		synctest.Wait() // whoever has won is still in
		if len(ends) != claims-1 {
			t.Errorf("%d of %d claims were refused, want all but one", len(ends), claims)
		}
		for range len(ends) {
			if err := <-ends; !errors.Is(err, wire.NameTaken) {
				t.Errorf("a claim ended with %v, want %v", err, wire.NameTaken)
			}
		}
	})
}

func TestTheServerTakesSoManyClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.MaxClients = 2
		h, _ := open(t, cfg)
		alice := enter(t, h, "alice")
		enter(t, h, "bob")
		if err := <-connect(t, h, "eve", "REGISTER eve CHAT/1.0").end; !errors.Is(err, wire.Full) {
			t.Errorf("the third is answered with %v, want %v", err, wire.Full)
		}
		alice.Write("DISCONNECT\n")
		<-alice.end
		enter(t, h, "eve")
	})
}

func TestShutdownTellsEverybodyAndWaitsForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, shutdown := open(t, limits())
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		stuck := enter(t, h, "stuck") // never reads
		began := time.Now()

		alice.Write("@alice: last words\n")
		synctest.Wait()
		go shutdown()
		bob.Want("@alice: last words")
		bob.Want("DISCONNECT CHAT/1.0")
		bob.WantEnd()
		if took := time.Since(began); took != 0 {
			t.Errorf("bob had to wait %v, want no time", took)
		}
		<-stuck.end
		if took := time.Since(began); took != flushFor {
			t.Errorf("the end took %v, want %v", took, flushFor)
		}
		if err := <-connect(t, h, "late", "REGISTER late CHAT/1.0").end; !errors.Is(err, wire.ShuttingDown) {
			t.Errorf("a late client is answered with %v, want %v", err, wire.ShuttingDown)
		}
	})
}

func TestALongLineEndsTheConnectionWithAReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		h, _ := open(t, cfg)
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		go func() {
			alice.Write("before\n")
			_, _ = alice.Conn.Write([]byte(strings.Repeat("x", 2*cfg.MaxLine))) // cut off in the middle
		}()
		bob.Want("@alice: before")
		alice.Want("400 Line too long")
		alice.Want("DISCONNECT CHAT/1.0")
		alice.WantEnd()
		bob.Say("she is gone")
		enter(t, h, "alice")
	})
}
