package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// A Connect that has not had its turn yet has none after a Leave.
func TestTheLastWordCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		running, done := sc.begin() // a Connect has the turn …
		outcome := sc.connect(lab, "alice")
		synctest.Wait() // … one waits behind it …
		left := sc.leave()
		synctest.Wait() // … and a Leave behind both, in whatever order they get it
		if running.Err() == nil {
			t.Error("the first goes on, want it to end")
		}
		done()
		<-left
		wantProblem(t, <-outcome, Stopped)
		if state := sc.At().State; state != Idle || len(sc.dialled) > 1 {
			t.Errorf("the session is %s after %d dials", state, len(sc.dialled))
		}
	})
}

// What waits for its turn looks again when it has it.
func TestOfManyReconnectsOneComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.Bye{Code: wire.ByeTooLong, Text: "Too long.", Back: -1})
		sc.wantState(Refused)

		_, done := sc.begin()
		go sc.Reconnect()
		go sc.Reconnect()
		synctest.Wait() // both wait for the turn
		done()
		p = sc.accept()
		synctest.Wait()
		p.admit("alice")
		sc.wantState(Online)
		sc.wantNoDial(time.Minute)
		if state := sc.At().State; state != Online {
			t.Errorf("the session is %s, want online", state)
		}
	})
}

func TestLeavingEndsAReconnectThatWasFaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.Bye{Code: wire.ByeTooLong, Text: "Too long.", Back: -1})
		sc.wantState(Refused)

		_, done := sc.begin()
		go sc.Reconnect()
		synctest.Wait()
		left := sc.leave() // behind it, and with nothing to end yet
		synctest.Wait()
		began := time.Now()
		done()
		select {
		case <-left:
		case <-time.After(time.Hour):
			t.Fatal("leaving does not end")
		}
		if took := time.Since(began); took != 0 || sc.At().State != Idle {
			t.Errorf("the session is %s after %v, want idle at once", sc.At().State, took)
		}
	})
}

// begin takes the turn of whoever connects, until done is called.
func (sc *harness) begin() (running context.Context, done func()) {
	begun, ends, ended := make(chan context.Context), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		sc.runs.begin(func(running context.Context) {
			begun <- running
			<-ends
		})
	}()
	return <-begun, func() { close(ends); <-ended }
}
