package session

import (
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// A server that stops says so, and when to look for it.
func TestAServerThatShutsDownIsLookedForLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.says("bob", "last words")
		p.answer(wire.Bye{Code: wire.ByeShutdown, Text: "The server shuts down.", Back: 5})
		p.WantEnd()
		sc.wantMessage("bob", "last words", Sent)
		began := time.Now()
		at := sc.wantState(Shutdown)
		if at.Reason == nil || at.RetryAt < stamp(began.Add(5*time.Second)) || at.RetryAt > stamp(began.Add(7*time.Second)) {
			t.Errorf("at %s it is reported as %+v", stamp(began), at)
		}
		sc.say("k1", "kept")
		if at := sc.wantState(Shutdown); at.Waiting != 1 {
			t.Errorf("%d requests wait, want 1", at.Waiting)
		}
		p = sc.accept()
		if stamp(time.Now()) != at.RetryAt {
			t.Errorf("it is dialled at %s, want %s", stamp(time.Now()), at.RetryAt)
		}
		p.admit("alice")
		p.wantSay("k1", "kept")
	})
}

// What the server has said last is there to be read when a write fails.
func TestLastWordsAreHeardAfterAWriteThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p, deafen := sc.enterDeaf()
		deafen()
		sc.say("k1", "kept")
		synctest.Wait()
		p.answer(wire.Bye{Code: wire.ByeShutdown, Text: "The server shuts down.", Back: 5})
		if at := sc.wantState(Shutdown); at.Waiting != 1 {
			t.Errorf("%d requests wait, want 1", at.Waiting)
		}
		sc.wantBackWith("k1", "kept")
	})
}

// A connection to which nothing can be written does not outlive that for long.
func TestAConnectionThatTakesNothingIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p, deafen := sc.enterDeaf()
		<-time.After(extendEvery) // what the server says now would give it more time
		began := time.Now()
		deafen()
		sc.say("k1", "kept")
		go func() {
			for range 20 { // and still it says something now and then
				<-time.After(100 * time.Millisecond)
				if _, err := p.Conn.Write(wire.AppendAnswer(nil, wire.Presence{Came: []string{"bob"}})); err != nil {
					return
				}
			}
		}()
		sc.wantState(Offline)
		if took := time.Since(began); took > leaveFor {
			t.Errorf("it is given up after %v, want %v", took, leaveFor)
		}
		sc.wantBackWith("k1", "kept")
	})
}

func TestReconnectDoesNotWaitForAServerThatShutDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.Bye{Code: wire.ByeShutdown, Back: 300})
		sc.wantState(Shutdown)
		sc.goDown(errGone)
		sc.Reconnect() // and it is not back yet
		for sc.wantState(Offline).RetryAt == "" {
		}
		sc.goDown(nil)
		began := time.Now()
		sc.Reconnect()
		sc.accept().admit("alice")
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
	})
}

// The server says after how many seconds it wants us back.
func TestAGoodbyeSaysWhenToComeBack(t *testing.T) {
	for _, c := range []struct {
		bye         wire.Bye
		says        string
		first, last time.Duration
	}{
		{wire.Bye{Code: wire.ByeSlow, Text: "You were too slow.", Back: 1}, "bye-slow", time.Second, 7 * time.Second / 5},
		{wire.Bye{Code: wire.ByeSilent, Text: "You said nothing.", Back: 0}, "bye-silent", 0, 0},
		{wire.Bye{Code: wire.CodeNotRead, Text: "The disk.", Back: 10}, "bye-not-read", 10 * time.Second, 14 * time.Second},
		{wire.Bye{Code: "news", Text: "\x1b[2J", Back: 1 << 40}, `bye-unknown text="�[2J"`, longestBack, longestBack * 7 / 5},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			p.answer(c.bye)
			began := time.Now()
			if at := sc.wantState(Offline); said(at.Reason) != c.says {
				t.Errorf("%s is told as %q, want %q", c.bye.Code, said(at.Reason), c.says)
			}
			sc.accept()
			if took := time.Since(began); took < c.first || took > c.last {
				t.Errorf("%s: the session comes back after %v, want %v to %v", c.bye.Code, took, c.first, c.last)
			}
		})
	}
}

func TestAGoodbyeForGood(t *testing.T) {
	for code, says := range map[wire.Code]string{wire.ByeTooLong: "bye-line-too-long", wire.ByeShutdown: "bye-shutdown", "news": `bye-unknown text="No more of you."`} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			p.answer(wire.Bye{Code: code, Text: "No more of you.", Back: -1})
			if at := sc.wantState(Refused); said(at.Reason) != says || at.RetryAt != "" {
				t.Errorf("%s is reported as %+v", code, at)
			}
			sc.wantNoDial(time.Hour)
			sc.Reconnect()
			sc.accept().admit("alice")
			sc.wantState(Online)
		})
	}
}

// A goodbye instead of a welcome counts like any other.
func TestAGoodbyeWhileComingBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.enter(lab).drop()
		p := sc.accept()
		p.greet("alice")
		began := time.Now()
		p.answer(wire.Bye{Code: wire.CodeNotRead, Text: "The disk.", Back: 10})
		p = sc.accept()
		if took := time.Since(began); took < 10*time.Second || took > 14*time.Second {
			t.Errorf("the session comes back after %v, want 10s and up to two fifths more", took)
		}
		p.greet("alice")
		p.answer(wire.Bye{Code: wire.ByeQuit, Text: "Goodbye.", Back: -1})
		sc.wantState(Refused)
		sc.wantNoDial(time.Hour)
	})
}

func TestAServerThatStillHoldsTheNameIsGivenTwoMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		began := time.Now()
		p.drop()
		sc.say("k1", "kept")
		for sc.At().State != Refused && time.Since(began) < time.Hour {
			p := sc.accept()
			p.Want("REGISTER alice CHAT/2.0")
			p.Write("401 Client already registered\n")
			synctest.Wait()
		}
		if took := time.Since(began); took < 2*time.Minute || took > 2*time.Minute+42*time.Second {
			t.Errorf("it is refused after %v, want two minutes and a wait at most", took)
		}
		at := sc.wantState(Refused)
		if said(at.Reason) != `name-taken address="lab:6667" name="alice"` || at.Waiting != 1 {
			t.Errorf("the refusal is reported as %+v", at)
		}
		sc.wantNoDial(time.Hour)

		// Whoever asks again asks for a name that is somebody's.
		sc.Reconnect()
		p = sc.accept()
		p.Want("REGISTER alice CHAT/2.0")
		p.Write("401 Client already registered\n")
		synctest.Wait()
		sc.wantState(Refused)
		sc.wantNoDial(time.Hour)

		sc.Reconnect()
		sc.Reconnect() // once more changes nothing
		p = sc.accept()
		p.admit("alice")
		p.wantSay("k1", "kept")
	})
}

func TestWhatStaysTheSameIsNotTriedAgain(t *testing.T) {
	for _, reply := range []string{"400 Invalid registration", "402 Forbidden user name", "403 Banned", "220 smtp.example", "HTTP/1.1 400 Bad Request"} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.enter(lab).drop()
			p := sc.accept()
			p.Want("REGISTER alice CHAT/2.0")
			p.Write(reply + "\n")
			if at := sc.wantState(Refused); at.Reason == nil || at.RetryAt != "" {
				t.Errorf("%q is reported as %+v", reply, at)
			}
			sc.wantNoDial(time.Hour)
		})
	}
}

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	for name, answer := range map[string]func(p *peer){
		"full":          func(p *peer) { p.Write("503 Server full\n") },
		"shutting down": func(p *peer) { p.Write("505 Shutting down\n") },
		"too many":      func(p *peer) { p.Write("429 Too many\n") },
		"closed":        func(p *peer) { p.drop() },
		"silent":        func(p *peer) { <-time.After(registerFor) },
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.enter(lab).drop()
			p := sc.accept()
			p.Want("REGISTER alice CHAT/2.0")
			answer(p)
			p = sc.accept()
			p.admit("alice")
			sc.wantState(Online)
			if state := sc.At().State; state != Online {
				t.Errorf("%s: the session is %s, want online", name, state)
			}
		})
	}
}
