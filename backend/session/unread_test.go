package session

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// A program that does not read Events keeps the server waiting, and nothing else:
// every method returns, and what has happened is there when it reads.
func TestWithoutAReaderOfEventsEveryMethodReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const lines, sent = 500, 200
		sc := openUnread(t, nil)
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		written := 0
		go func() {
			for ; written < lines; written++ {
				if _, err := p.Conn.Write(wire.AppendEvent(nil, sc.message("bob", "hello"))); err != nil {
					return
				}
			}
		}()
		synctest.Wait()
		if written == lines || written > 3*maxQueued {
			t.Errorf("the session has taken %d lines that are not read, want it to let the server wait", written)
		}
		for i := range sent {
			sc.say(fmt.Sprint("k", i), "hello")
		}
		if at := sc.At(); at.State != Online || len(sc.Backlog()) < sent {
			t.Errorf("the session is %s", at.State)
		}

		outcome = sc.connect("elsewhere:1", "alice") // leaves the lab first
		p = sc.accept()
		p.greet("alice")
		p.welcome("alice")
		synctest.Wait()
		sc.Leave()
		wantProblem(t, <-outcome, Stopped)
		sc.Close()

		var got []Event
		for e := range sc.Events() {
			got = append(got, e)
		}
		if len(got) > 3*maxQueued+2*sent {
			t.Errorf("%d events have waited", len(got))
		}
		seq, mine := int64(0), 0
		for _, e := range got {
			if m := e.RoomEvent; m != nil && m.Waits() {
				mine++
			} else if m != nil && m.Seq != seq+1 {
				t.Fatalf("after seq %d comes %d", seq, m.Seq)
			} else if m != nil {
				seq = m.Seq
			}
		}
		if last := got[len(got)-1].Connection; mine != sent || last == nil || last.State != Idle {
			t.Errorf("%d of %d messages are reported, and last %+v", mine, sent, last)
		}
	})
}

// Between two tries the session reports what it does, whether or not it is read.
func TestWithoutAReaderOfEventsTheTriesGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := openUnread(t, nil)
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		sc.goDown(errors.New("no route"))
		p.drop()
		<-time.After(time.Second)
		for i := range maxQueued {
			sc.say(fmt.Sprint("k", i), "hello")
		}
		<-time.After(24 * time.Hour)
		sc.Reconnect()
		<-time.After(10 * time.Minute)
		sc.say("k-last", "hello")
		if at := sc.At(); at.State != Offline || at.Waiting != maxQueued+1 {
			t.Errorf("the session is %s, and %d wait", at.State, at.Waiting)
		}
		sc.Leave()
		sc.Close()
		n := 0
		for range sc.Events() {
			n++
		}
		if n > 4*maxQueued {
			t.Errorf("%d events have waited, want a day of tries to be a few", n)
		}
	})
}

// Leaving takes no longer than usual if the server goes on talking to a program
// that does not read Events.
func TestLeavingDoesNotWaitForTheReaderOfEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := openUnread(t, nil)
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		go func() {
			for _, e := range sc.messages(500) {
				if _, err := p.Conn.Write(wire.AppendEvent(nil, e)); err != nil {
					return
				}
			}
		}()
		synctest.Wait()
		began := time.Now()
		sc.Close()
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("leaving takes %v", took)
		}
		for range sc.Events() {
		}
	})
}
