package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestEventsAreNumberedInTheirOrder(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	began := time.Now().Truncate(time.Millisecond)
	batch := []*wire.Event{line("lobby", "alice", "one"), line("den", "bob", "two"), line("lobby", "eve", "three")}
	if err := j.Append(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	four := say(t, j, "lobby", "four")[0]

	for i, want := range []struct{ seq, prev int64 }{{1, 0}, {2, 0}, {3, 1}, {4, 3}} {
		e := append(batch, four)[i]
		if e.Seq != want.seq || e.Prev != want.prev {
			t.Errorf("event %d is %d after %d, want %d after %d", i, e.Seq, e.Prev, want.seq, want.prev)
		}
		if e.At.Before(began) || e.At.After(time.Now()) || e.At.Nanosecond()%1e6 != 0 || e.At.Location() != time.UTC {
			t.Errorf("event %d is at %v, want now in whole milliseconds of UTC", i, e.At)
		}
	}
	if j.Seq() != 4 {
		t.Errorf("the newest event is %d, want 4", j.Seq())
	}
	wantSame(t, all(t, j), append(batch, four))
}

func TestThoseWhoWaitShareATransaction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var commits []int
		first, rest := make(chan struct{}), make(chan struct{})
		j := open(t, Config{Dir: newDir(t), Committed: func(events int, _ time.Duration) {
			if commits = append(commits, events); len(commits) == 1 {
				close(first)
				<-rest // the disk takes its time
			}
		}})
		const crowd = 100
		events := make([]*wire.Event, crowd)
		var said sync.WaitGroup
		for i := range events {
			events[i] = line("lobby", "alice", fmt.Sprint(i))
			said.Go(func() {
				if err := j.Append(t.Context(), events[i:i+1]); err != nil {
					t.Error(err)
				}
			})
			if i == 0 {
				<-first
			}
		}
		synctest.Wait() // all the others wait
		close(rest)
		said.Wait()

		if want := []int{1, crowd - 1}; !slices.Equal(commits, want) {
			t.Errorf("the transactions stored %v events, want %v", commits, want)
		}
		slices.SortFunc(events, func(a, b *wire.Event) int { return int(a.Seq - b.Seq) })
		for i, e := range events {
			if e.Seq != int64(i+1) || e.Prev != int64(i) {
				t.Fatalf("an event is %d after %d, want %d after %d", e.Seq, e.Prev, i+1, i)
			}
		}
		wantSame(t, all(t, j), events)
	})
}

func TestManySpeakAtOnceAndEachLineIsThereOnce(t *testing.T) {
	commits := 0
	j := open(t, Config{Dir: newDir(t), Committed: func(int, time.Duration) { commits++ }})
	const speakers, lines = 16, 20
	var said sync.WaitGroup
	for s := range speakers {
		said.Go(func() {
			seq := int64(0)
			for n := range lines {
				e := line(fmt.Sprint("room ", s%3), fmt.Sprint("speaker ", s), fmt.Sprint(n))
				if err := j.Append(t.Context(), []*wire.Event{e}); err != nil {
					t.Error(err)
				}
				if e.Seq <= seq {
					t.Errorf("a line is %d, and the one before it was %d", e.Seq, seq)
				}
				seq = e.Seq
			}
		})
	}
	said.Wait()
	last := map[string]int64{}
	events := all(t, j)
	for i, e := range events {
		if e.Seq != int64(i+1) || e.Prev != last[e.Room] {
			t.Fatalf("event %d is %d after %d, want %d after %d", i, e.Seq, e.Prev, i+1, last[e.Room])
		}
		last[e.Room] = e.Seq
	}
	if len(events) != speakers*lines {
		t.Errorf("%d events are stored, want %d", len(events), speakers*lines)
	}
	if commits >= speakers*lines {
		t.Errorf("there were %d transactions for %d events", commits, speakers*lines)
	}
}

// Sent again in the same batch, later, and after a restart, the event is what
// it was, and nobody hears it twice.
func TestAKnownKeyIsTheFirstEvent(t *testing.T) {
	for _, memory := range []bool{false, true} {
		t.Run(fmt.Sprint("memory=", memory), func(t *testing.T) {
			cfg := Config{Dir: newDir(t), Memory: memory}
			j := open(t, cfg)
			say(t, j, "lobby", "before")
			first := line("lobby", "alice", "hi")
			twice, later := again(first), again(first)
			if err := j.Append(t.Context(), []*wire.Event{first, twice}); err != nil {
				t.Fatal(err)
			}
			if err := j.Append(t.Context(), []*wire.Event{later}); err != nil {
				t.Fatal(err)
			}
			wantSame(t, []*wire.Event{twice, later}, []*wire.Event{first, first})
			if memory {
				return
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			j = open(t, cfg)
			restarted := again(first)
			if err := j.Append(t.Context(), []*wire.Event{restarted}); err != nil {
				t.Fatal(err)
			}
			wantSame(t, []*wire.Event{restarted}, []*wire.Event{first})
			if n := len(all(t, j)); n != 2 {
				t.Errorf("%d events are stored, want 2", n)
			}
		})
	}
}

func TestAKeyReusedForSomethingElseIsRefused(t *testing.T) {
	for _, memory := range []bool{false, true} {
		for name, change := range map[string]func(*wire.Event){
			"room": func(e *wire.Event) { e.Room = "den" },
			"from": func(e *wire.Event) { e.From = "eve" },
			"type": func(e *wire.Event) { e.Type = "topic" },
			"body": func(e *wire.Event) { e.Body = body("bye") },
			"none": func(e *wire.Event) { e.Body = nil },
		} {
			t.Run(fmt.Sprintf("memory=%v/%s", memory, name), func(t *testing.T) {
				j := open(t, Config{Dir: newDir(t), Memory: memory})
				first := say(t, j, "lobby", "hi")[0]
				other, next := again(first), line("lobby", "alice", "next")
				change(other)
				err := j.Append(t.Context(), []*wire.Event{other, next})
				if !errors.Is(err, ErrIDReused) {
					t.Errorf("Append returned %v, want %v", err, ErrIDReused)
				}
				if other.Seq != 0 || next.Seq != 2 || next.Prev != 1 {
					t.Errorf("the other has seq %d, want 0, and the next %d after %d, want 2 after 1", other.Seq, next.Seq, next.Prev)
				}
				wantSame(t, all(t, j), []*wire.Event{first, next})
			})
		}
	}
}

func TestAnEventMayHaveNoBody(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	e := &wire.Event{Type: "join", Room: "den", From: "bob", ID: "k"}
	same := again(e)
	if err := j.Append(t.Context(), []*wire.Event{e, same}); err != nil || e.Seq != 1 || same.Seq != 1 {
		t.Errorf("Append returned %v, seq %d and %d, want nil, 1 and 1", err, e.Seq, same.Seq)
	}
	wantSame(t, all(t, j), []*wire.Event{e})
}

// Who stops waiting before the writer has begun has stored nothing, for sure.
func TestWhoGivesUpInTimeHasSaidNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, goOn := make(chan struct{}, 9), make(chan struct{})
		j := open(t, Config{Dir: newDir(t), Committed: func(int, time.Duration) {
			began <- struct{}{}
			<-goOn
		}})
		errs := make(chan error)
		go func() { errs <- j.Append(t.Context(), []*wire.Event{line("lobby", "alice", "slow")}) }()
		<-began
		ctx, cancel := context.WithCancel(t.Context())
		e := line("lobby", "bob", "never mind")
		go func() { errs <- j.Append(ctx, []*wire.Event{e}) }()
		synctest.Wait()
		cancel()
		if err := <-errs; !errors.Is(err, context.Canceled) || e.Seq != 0 {
			t.Errorf("Append returned %v and seq %d, want %v and 0", err, e.Seq, context.Canceled)
		}
		close(goOn)
		if err := <-errs; err != nil {
			t.Error(err)
		}
		if n := len(all(t, j)); n != 1 {
			t.Errorf("%d events are stored, want 1", n)
		}
	})
}

func TestWhoGivesUpTooLateHasSaidIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, goOn := make(chan struct{}), make(chan struct{})
		j := open(t, Config{Dir: newDir(t), Committed: func(int, time.Duration) {
			close(began)
			<-goOn
		}})
		ctx, cancel := context.WithCancel(t.Context())
		e, errs := line("lobby", "alice", "hi"), make(chan error)
		go func() { errs <- j.Append(ctx, []*wire.Event{e}) }()
		<-began
		cancel()
		synctest.Wait()
		select {
		case err := <-errs:
			t.Fatalf("Append returned %v although nobody knows what comes of it", err)
		default:
		}
		close(goOn)
		if err := <-errs; err != nil || e.Seq != 1 {
			t.Errorf("Append returned %v and seq %d, want nil and 1", err, e.Seq)
		}
	})
}

func TestCloseStoresWhatWaitsAndThenNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := newDir(t)
		began, goOn := make(chan struct{}, 9), make(chan struct{})
		j := open(t, Config{Dir: dir, Committed: func(int, time.Duration) {
			began <- struct{}{}
			<-goOn
		}})
		var heard []*wire.Event
		followed := make(chan error)
		go func() {
			followed <- j.Follow(t.Context(), 0, func(events []*wire.Event) { heard = append(heard, events...) })
		}()
		events := []*wire.Event{line("lobby", "alice", "first"), line("lobby", "bob", "last")}
		errs := make(chan error, 3)
		go func() { errs <- j.Append(t.Context(), events[:1]) }()
		<-began
		go func() { errs <- j.Append(t.Context(), events[1:]) }()
		synctest.Wait()
		go func() { errs <- j.Close() }()
		synctest.Wait()
		close(goOn)
		for range 3 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if err := <-followed; err != nil {
			t.Errorf("Follow returned %v, want nil", err)
		}
		wantSame(t, heard, events)
		if err := j.Append(t.Context(), []*wire.Event{line("lobby", "alice", "too late")}); !errors.Is(err, ErrClosed) {
			t.Errorf("Append returned %v, want %v", err, ErrClosed)
		}
		if err := j.SetRead(t.Context(), "alice", "lobby", 1); !errors.Is(err, ErrClosed) {
			t.Errorf("SetRead returned %v, want %v", err, ErrClosed)
		}
		wantSame(t, all(t, open(t, Config{Dir: dir})), events)
	})
}
