package session

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// leave leaves and returns what is closed when it has.
func (sc *scene) leave() (left chan struct{}) {
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
			p.want(fmt.Sprint("@alice: line ", i))
		}
		p.want("DISCONNECT alice CHAT/1.0")
		p.drop()
		<-left
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
		at := sc.wantState(Idle)
		if at.Address != lab || at.You != "alice" || at.Waiting != 0 || at.Reason != "" {
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
		"it never closes": {func(p *peer) { p.want("@alice: hello"); p.want("DISCONNECT alice CHAT/1.0") }, time.Second},
		"it reads slowly": {func(p *peer) {
			for b := make([]byte, 1); ; {
				<-time.After(time.Second / 20)
				if _, err := p.nc.Read(b); err != nil {
					return
				}
			}
		}, 3 * time.Second},
		"it talks on": {func(p *peer) {
			p.want("@alice: hello")
			p.want("DISCONNECT alice CHAT/1.0")
			for {
				if _, err := p.nc.Write([]byte("@bob: wait!\n")); err != nil {
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
		p.want("REGISTER alice CHAT/1.0")
		sc.Leave()
		wantProblem(t, <-outcome, NotConnected)
		p.wantEnd()
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
		if at := sc.At(); at.State != Idle || at.Reason != "" {
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
		if at := sc.At(); at.RetryAt != "" || at.Reason != "" {
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
		p.write("@bob: hello\n")
		seq := sc.wantMessage("bob", "hello", Sent).Seq

		outcome := sc.connect("other:1", "alice")
		p.want("DISCONNECT alice CHAT/1.0")
		p.drop()
		other := sc.accept()
		other.admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if known := len(sc.Backlog()) - 1; known != 0 {
			t.Errorf("%d messages are known, want none", known)
		}
		other.write("@eve: hello\n")
		if m := sc.wantMessage("eve", "hello", Sent); m.Seq <= seq {
			t.Errorf("after seq %d comes %d", seq, m.Seq)
		}
	})
}

func TestTheSameServerAndNameAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.write("@bob: hello\n")
		sc.wantMessage("bob", "hello", Sent)
		sc.goDown(errGone)
		p.drop()
		sc.wantState(Offline)
		sc.say("k1", "kept")
		sc.Leave()
		sc.goDown(nil)

		outcome := sc.connect("chat://"+lab, "alice")
		p = sc.accept()
		p.admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		p.want("@alice: kept")
		synctest.Wait()
		backlog := sc.Backlog()
		if len(backlog) != 3 || backlog[1].Message.Text != "hello" || backlog[2].Message.State != Sent {
			t.Errorf("the backlog is %+v, want both messages", backlog)
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
		p.want("@alice: last words")
		p.want("DISCONNECT alice CHAT/1.0")
		p.drop()
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
		wantProblem(t, sc.Send("lobby", "k2", "hello?"), NotConnected)
		wantProblem(t, sc.Connect(t.Context(), lab, "alice"), Internal)
		if state := sc.At().State; state != Idle || len(sc.Backlog()) != 2 || len(sc.dialled) != 0 {
			t.Errorf("a closed session is %s, knows %+v and has dialled %d times", state, sc.Backlog(), len(sc.dialled))
		}
	})
}
