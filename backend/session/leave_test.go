package session

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// leave leaves and returns what is closed when it has.
func (sc *harness) leave() (left chan struct{}) {
	left = make(chan struct{})
	go func() {
		defer close(left)
		sc.Leave()
	}()
	return left
}

func TestLeavingIsSaidAfterWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for i := range 10 {
			sc.say(fmt.Sprint("k", i), fmt.Sprint("line ", i))
		}
		began, left := time.Now(), sc.leave()
		for i := range 10 {
			p.echo(fmt.Sprint("k", i), fmt.Sprint("line ", i))
		}
		p.goodbye()
		<-left
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
		at := sc.wantState(Idle)
		if at.Address != lab || at.You != "alice" || at.Waiting != 0 || at.Reason != nil {
			t.Errorf("having left is reported as %+v", at)
		}
		sc.wantNoDial(time.Hour)
	})
}

func TestNoServerKeepsWhoLeaves(t *testing.T) {
	for name, story := range map[string]struct {
		server func(p *peer)
		within time.Duration
	}{
		"it never reads":  {func(*peer) {}, time.Second},
		"it never closes": {func(p *peer) { p.wantSay("k1", "hello"); p.want(wire.Quit{}) }, time.Second},
		"it reads slowly": {func(p *peer) {
			for b := make([]byte, 1); ; {
				<-time.After(time.Second / 20)
				if _, err := p.Read(b); err != nil {
					return
				}
			}
		}, 3 * time.Second},
		"it talks on": {func(p *peer) {
			p.wantSay("k1", "hello")
			p.want(wire.Quit{})
			for {
				if _, err := p.Conn.Write(wire.AppendEvent(nil, p.sc.message("bob", "wait!"))); err != nil {
					return
				}
				<-time.After(time.Second / 10)
			}
		}, time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			sc.say("k1", "hello")
			done := make(chan struct{})
			go func() { defer close(done); story.server(p) }()
			began := time.Now()
			sc.Leave()
			if took := time.Since(began); took > story.within {
				t.Errorf("%s: it took %v, want at most %v", name, took, story.within)
			}
			if state := sc.At().State; state != Idle {
				t.Errorf("%s: the session is %s, want idle", name, state)
			}
			<-done
		})
	}
}

func TestLeavingEndsAConnectAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		began := time.Now()
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.Want("REGISTER alice CHAT/2.0")
		sc.Leave()
		wantProblem(t, <-outcome, Stopped)
		p.WantEnd()
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
		if at := sc.At(); at.State != Idle || at.Reason != nil {
			t.Errorf("the session is at %+v, want it idle", at)
		}
	})
}

func TestLeavingEndsComingBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.goDown(errGone)
		p.drop()
		<-time.After(time.Minute)
		began := time.Now()
		sc.Leave()
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
		if at := sc.At(); at.RetryAt != "" || at.Reason != nil {
			t.Errorf("the session is at %+v, want no word of coming back", at)
		}
		sc.goDown(nil)
		sc.wantNoDial(time.Hour)
		sc.Reconnect() // there is nothing to come back to
		sc.wantNoDial(time.Hour)
		if state := sc.At().State; state != Idle {
			t.Errorf("the session is %s, want idle", state)
		}
	})
}

func TestAnotherServerIsANewBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.says("bob", "hello")
		sc.wantMessage("bob", "hello", Sent)
		p.answer(wire.Names{Names: []string{"alice", "bob"}})
		sc.say("k1", "not for others")
		p.wantSay("k1", "not for others")

		outcome := sc.connect("other:1", "alice")
		p.goodbye()
		sc.journal, sc.seq, sc.rooms = "j2", 0, map[string]int64{wire.Lobby: 0}
		other := sc.accept()
		if known := other.admit("alice"); known[wire.Lobby] != 0 {
			t.Errorf("the other server is told of seq %d", known[wire.Lobby])
		}
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		for e := (Event{}); !e.Forget; e = sc.next() {
		}
		if known := sc.Backlog(); len(known) != 2 || known[1].Room == nil {
			t.Errorf("known is %+v, want nothing but the lobby", known)
		}
		other.says("eve", "hello")
		sc.wantMessage("eve", "hello", Sent)
		other.wantNothing(20 * time.Second)
	})
}

func TestTheSameServerAndNameAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.says("bob", "hello")
		sc.wantMessage("bob", "hello", Sent)
		sc.goDown(errGone)
		p.drop()
		sc.wantState(Offline)
		sc.say("k1", "kept")
		sc.Leave()
		sc.goDown(nil)

		outcome := sc.connect("chat://"+lab, "alice")
		p = sc.accept()
		if known := p.admit("alice"); known[wire.Lobby] != 1 {
			t.Errorf("the server is told that seq %d is known, want 1", known[wire.Lobby])
		}
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		p.echo("k1", "kept")
		synctest.Wait()
		if known := sc.knows(wire.Lobby); !slices.Equal(known, []string{"hello", "kept"}) {
			t.Errorf("known is %q, want both messages", known)
		}
	})
}

func TestClosingIsForGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "last words")
		closed := make(chan struct{})
		go func() { defer close(closed); sc.Close() }()
		p.echo("k1", "last words")
		p.goodbye()
		<-closed
		var last Event
		for e := range sc.happened { // which is closed because Events is
			last = e
		}
		if last.Connection == nil || last.Connection.State != Idle {
			t.Errorf("the last event is %+v, want idle", last)
		}

		sc.Close()
		sc.Leave()
		sc.Reconnect()
		wantProblem(t, sc.Send("lobby", "k2", "hello?", ""), NoServer)
		wantProblem(t, sc.Connect(t.Context(), lab, "alice"), Internal)
		if state := sc.At().State; state != Idle || len(sc.Backlog()) != 3 || len(sc.dialled) != 0 {
			t.Errorf("a closed session is %s, knows %+v and has dialled %d times", state, sc.Backlog(), len(sc.dialled))
		}
	})
}
