package gate

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhoeverHasBeenSilentLongestMakesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		var silent []*visitor
		for i := range maxPending {
			silent = append(silent, s.visit(t, fmt.Sprintf("192.0.2.%d", i%100)))
		}
		began := time.Now()
		s.visit(t, "198.51.100.1").wantIn()
		silent[0].wantRefusal("429 Too many")
		silent[1].wantIn()
		silent[maxPending-1].wantIn()
		wantTime(t, "all that has happened", began, 0)
	})
}

// Being heard is not being done: a first line that has begun is no excuse.
func TestHalfAFirstLineKeepsNobodyOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		oldest := s.visit(t, "192.0.2.1")
		oldest.send("hel")
		for range maxPending {
			s.visit(t, "192.0.2.2").send("h")
		}
		oldest.wantRefusal("429 Too many")
	})
}

func TestWhoeverIsInMakesNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		for range maxPending + 10 {
			s.visit(t, "192.0.2.1").wantIn() // and leaves its place
		}
		silent := s.visit(t, "192.0.2.2")
		for range maxPending - 1 {
			s.visit(t, "192.0.2.1")
		}
		silent.wantIn()
	})
}

// A connection may be put out before its goroutine has come as far as waiting
// for it: what that does next must not give it another five seconds.
func TestWhoeverIsPutOutAtOnceStaysOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		held := make(chan struct{})
		late := s.knock(t, &doorstep{local: at(home), remote: at("192.0.2.1"), hold: func() { <-held }})
		began := time.Now()
		s.leave()
		synctest.Wait()
		close(held)
		late.Want("505 Shutting down")
		late.WantEnd()
		s.Wait()
		wantTime(t, "the gate is empty", began, 0)
	})
}
