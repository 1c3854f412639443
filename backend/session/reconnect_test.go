package session

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

var errGone = fmt.Errorf("dial tcp: %w", syscall.ECONNREFUSED)

func TestALostConnectionComesBackByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		began := time.Now()
		p.drop()
		at := sc.wantState(Offline)
		if at.Reason == nil || at.RetryAt != "" || at.Address != lab || at.You != "alice" {
			t.Errorf("the loss is reported as %+v", at)
		}
		p = sc.accept() // at once
		p.admit("alice")
		if at := sc.wantState(Online); at.Reason != nil || at.RetryAt != "" {
			t.Errorf("being back is reported as %+v", at)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
		sc.say("k1", "here again")
		p.wantSay("k1", "here again")
	})
}

func TestTheWaitsForAServerGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.goDown(errGone)
		p.drop()
		if at := sc.wantState(Offline); at.RetryAt != "" {
			t.Errorf("the first try is reported for %s, want it at once", at.RetryAt)
		}
		var spread []float64
		for _, want := range []time.Duration{500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000} {
			want *= time.Millisecond
			began, at := time.Now(), sc.wantState(Offline)
			if began != time.Now() || said(at.Reason) != `refused address="lab:6667"` {
				t.Errorf("a try that failed is reported as %+v after %v", at, time.Since(began))
			}
			retry := sc.wantState(Offline) // the wait is over
			waited := time.Since(began)
			if waited < want || waited > want*7/5 {
				t.Errorf("the wait was %v, want %v and up to two fifths more", waited, want)
			}
			if retry.RetryAt != "" || at.RetryAt != stamp(began.Add(waited)) || at.Since != retry.Since {
				t.Errorf("the wait is reported as %+v and then %+v; it ended at %s", at, retry, stamp(time.Now()))
			}
			spread = append(spread, float64(waited)/float64(want))
		}
		for _, s := range spread[1:] {
			if s != spread[0] {
				return
			}
		}
		t.Errorf("every wait is %v of what is meant, want them to differ", spread[0])
	})
}

func TestReconnectTriesAtOnceAndTheWaitsBeginAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.goDown(errGone)
		p.drop()
		<-time.After(2 * time.Minute) // the waits are half a minute by now
		sc.quiet()

		began := time.Now()
		sc.Reconnect()
		sc.Reconnect() // once more changes nothing
		sc.wantState(Offline)
		if at := sc.wantState(Offline); at.RetryAt > stamp(began.Add(700*time.Millisecond)) || began != time.Now() {
			t.Errorf("at %s the next try is for %s, want it within 0.7s", stamp(began), at.RetryAt)
		}
		sc.goDown(nil)
		sc.Reconnect()
		sc.accept().admit("alice")
		sc.wantState(Online)
		if began != time.Now() {
			t.Errorf("it took %v, want no time", time.Since(began))
		}
	})
}

// A server that lets us in and puts us out again must not have us in a circle.
func TestAServerThatPutsUsOutIsNotTriedInACircle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.enter(lab).drop()
		began := time.Now()
		for range 8 {
			p := sc.accept()
			p.admit("alice")
			p.drop()
		}
		if took := time.Since(began); took < 40*time.Second {
			t.Errorf("eight connections were made in %v, want the waits to grow", took)
		}
		p := sc.accept()
		p.admit("alice")
		<-time.After(30 * time.Second) // this one is good
		p.drop()
		began = time.Now()
		sc.accept()
		if took := time.Since(began); took != 0 {
			t.Errorf("after a good connection the first try came after %v, want it at once", took)
		}
	})
}

func TestWhatIsSaidOfflineGoesOutOnceAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.goDown(errors.New("no network"))
		p.drop()
		sc.wantState(Offline)
		sc.quiet()
		for i := range 20 {
			sc.say(fmt.Sprint("k", i), fmt.Sprint("line ", i))
			sc.wantMessage("alice", fmt.Sprint("line ", i), Waiting)
			if at := sc.wantState(Offline); at.Waiting != i+1 {
				t.Errorf("%d messages wait, want %d", at.Waiting, i+1)
			}
		}
		sc.goDown(nil)
		p = sc.accept()
		p.admit("alice")
		if at := sc.wantState(Online); at.Waiting != 20 {
			t.Errorf("%d messages wait, want 20", at.Waiting)
		}
		for i := range 20 {
			p.echo(fmt.Sprint("k", i), fmt.Sprint("line ", i))
			sc.wantMessage("alice", fmt.Sprint("line ", i), Sent)
			if at := sc.wantState(Online); at.Waiting != 19-i {
				t.Errorf("%d messages wait, want %d", at.Waiting, 19-i)
			}
		}
		sc.say("next", "and live")
		p.wantSay("next", "and live")
	})
}

// A line that the connection broke off is said again, and so is one that nobody
// knows to have arrived.
func TestWhatHasNoEchoIsSaidAgainUnderItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "one")
		sc.say("k2", "two\nlines")
		sc.say("k3", "three")
		p.echo("k1", "one")
		p.wantSay("k2", "two\nlines") // and is lost with its echo
		half := make([]byte, 20)
		if _, err := io.ReadFull(p.Conn.Conn, half); err != nil {
			t.Fatal(err)
		}
		p.drop()
		p = sc.accept()
		p.admit("alice")
		p.echo("k2", "two\nlines")
		p.echo("k3", "three")
		p.wantNothing(20 * time.Second)
	})
}

func TestWhatWaitsOutlivesAConnectThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.enter(lab).drop()
		sc.accept() // comes back, and is not let in
		sc.say("k1", "kept")
		outcome := sc.connect("elsewhere:1", "alice")
		sc.accept().drop()
		if err := <-outcome; err == nil {
			t.Fatal("the connect did not fail")
		}
		sc.enter(lab).wantSay("k1", "kept")
	})
}

func TestRedialGivesUpAConnectionAndATry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.enter(lab) // which says nothing from now on: packets to it are lost
		began := time.Now()
		for range 3 {
			sc.Redial()
			sc.wantState(Offline)
			sc.accept() // nor does this one answer
			synctest.Wait()
			sc.Redial()
			p := sc.accept()
			p.admit("alice")
			sc.wantState(Online)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
	})
}
