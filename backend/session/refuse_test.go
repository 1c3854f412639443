package session

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestAGoodbyeOfTheServerIsRespected(t *testing.T) {
	for _, goodbye := range []string{"DISCONNECT CHAT/1.0\n", "DISCONNECT CHAT/1.0\r\n", "DISCONNECT\n", "DISCONNECT CHAT/1.0"} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			p.write("@bob: last words\n" + goodbye)
			p.drop()
			sc.wantMessage("bob", "last words", Sent)
			if at := sc.wantState(Shutdown); at.Reason == "" || at.RetryAt != "" {
				t.Errorf("%q is reported as %+v", goodbye, at)
			}
			sc.wantNoDial(time.Hour)
			sc.say("k1", "kept")
			if at := sc.wantState(Shutdown); at.Waiting != 1 {
				t.Errorf("%d messages wait, want 1", at.Waiting)
			}

			sc.goDown(errGone) // Reconnect, and the server is not back yet
			sc.Reconnect()
			for sc.wantState(Offline).RetryAt == "" {
			}
			sc.goDown(nil)
			p = sc.accept()
			p.admit("alice")
			p.want("@alice: kept")
		})
	}
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
			p.want("REGISTER alice CHAT/1.0")
			p.write("401 Client already registered\n")
			synctest.Wait()
		}
		if took := time.Since(began); took < 2*time.Minute || took > 2*time.Minute+36*time.Second {
			t.Errorf("it is refused after %v, want two minutes and a wait at most", took)
		}
		at := sc.wantState(Refused)
		if at.Reason != "The name alice is taken. Choose another one." || at.Waiting != 1 {
			t.Errorf("the refusal is reported as %+v", at)
		}
		sc.wantNoDial(time.Hour)

		sc.Reconnect()
		sc.Reconnect() // once more changes nothing
		p = sc.accept()
		p.admit("alice")
		p.want("@alice: kept")
	})
}

func TestWhatStaysTheSameIsNotTriedAgain(t *testing.T) {
	for _, reply := range []string{"400 Invalid registration", "402 Forbidden user name", "403 Not allowed: no", "220 smtp.example", "HTTP/1.1 400 Bad Request"} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.enter(lab).drop()
			p := sc.accept()
			p.want("REGISTER alice CHAT/1.0")
			p.write(reply + "\n")
			if at := sc.wantState(Refused); at.Reason == "" || at.RetryAt != "" {
				t.Errorf("%q is reported as %+v", reply, at)
			}
			sc.wantNoDial(time.Hour)
		})
	}
}

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	for name, answer := range map[string]func(p *peer){
		"full":          func(p *peer) { p.write("503 Server full\n") },
		"shutting down": func(p *peer) { p.write("503 Shutting down\n") },
		"too many":      func(p *peer) { p.write("429 Too many\n") },
		"closed":        func(p *peer) { p.drop() },
		"silent":        func(p *peer) { <-time.After(registerFor) },
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.enter(lab).drop()
			p := sc.accept()
			p.want("REGISTER alice CHAT/1.0")
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
