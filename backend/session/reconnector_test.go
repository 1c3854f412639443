package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheWaitsBetweenTriesDouble(t *testing.T) {
	r := &reconnector{}
	if wait := r.wait(); wait != 0 {
		t.Errorf("the first try waits %v, want none", wait)
	}
	for want := firstWait; want < 10*lastWait; want *= 2 {
		least := min(want, lastWait)
		if wait := r.wait(); wait < least || wait >= least+2*least/5 {
			t.Errorf("a try waits %v, want %v and up to two fifths more", wait, least)
		}
	}
}

func TestHowLongTheConnectionLastedCounts(t *testing.T) {
	r := &reconnector{}
	r.wait()
	r.wait()
	r.lasted(lastWait - 1)
	if wait := r.wait(); wait < 2*firstWait {
		t.Errorf("after a short connection a try waits %v, want it to wait on", wait)
	}
	r.lasted(lastWait)
	if wait := r.wait(); wait != 0 {
		t.Errorf("after a long connection a try waits %v, want none", wait)
	}
	r.notBefore(7 * time.Second)
	if wait := r.wait(); wait < 7*time.Second {
		t.Errorf("a try waits %v, and the server wants 7s", wait)
	}
	r.slow()
	if wait := r.wait(); wait < lastWait {
		t.Errorf("a slow try waits %v, want %v", wait, lastWait)
	}
}

func TestAWaitCanBeEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := make(chan struct{}, 1)
		r := &reconnector{now: now, backoff: lastWait}
		sleep := func(ctx context.Context) (hurried bool, took time.Duration) {
			began := time.Now()
			hurried = r.sleep(ctx, r.wait())
			return hurried, time.Since(began)
		}
		if hurried, took := sleep(t.Context()); hurried || took < lastWait {
			t.Errorf("a wait takes %v, and is cut short: %v", took, hurried)
		}
		now <- struct{}{}
		if hurried, took := sleep(t.Context()); !hurried || took != 0 {
			t.Errorf("a wait that is to end takes %v", took)
		}
		if hurried, took := sleep(t.Context()); hurried || took < firstWait || took >= 2*firstWait {
			t.Errorf("the wait after it takes %v, want it to begin with the shortest", took)
		}
		now <- struct{}{}
		r.forget()
		if hurried, _ := sleep(t.Context()); hurried {
			t.Error("a request to try now that is forgotten ends a wait")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if hurried, took := sleep(ctx); hurried || took != time.Millisecond {
			t.Errorf("a session that leaves waits %v", took)
		}
	})
}
