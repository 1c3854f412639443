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

// follow follows j until the test ends and returns what it hears, one event
// after the other.
func follow(t *testing.T, j *Journal, after int64) <-chan *wire.Event {
	t.Helper()
	heard := make(chan *wire.Event)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := j.Follow(ctx, after, func(events []*wire.Event) {
			for _, e := range events {
				select {
				case heard <- e:
				case <-ctx.Done():
				}
			}
		})
		if !errors.Is(err, context.Canceled) && j.Err() == nil {
			t.Errorf("Follow returned %v, want %v", err, context.Canceled)
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return heard
}

func hear(heard <-chan *wire.Event, n int) (events []*wire.Event) {
	for range n {
		events = append(events, <-heard)
	}
	return events
}

func TestAFollowerGetsWhatIsThereAndThenWhatComes(t *testing.T) {
	for _, memory := range []bool{false, true} {
		t.Run(fmt.Sprint("memory=", memory), func(t *testing.T) {
			j := open(t, Config{Dir: newDir(t), Memory: memory})
			there := say(t, j, "lobby", "one", "two", "three")
			fromStart, fromTwo, fromEnd := follow(t, j, 0), follow(t, j, 2), follow(t, j, 3)
			wantSame(t, hear(fromStart, 3), there)
			come := say(t, j, "den", "four", "five")
			for heard, want := range map[<-chan *wire.Event][]*wire.Event{
				fromStart: come,
				fromTwo:   append(there[2:3:3], come...),
				fromEnd:   come,
			} {
				wantSame(t, hear(heard, len(want)), want)
			}
		})
	}
}

// The live events are those that were appended, not what the disk has of them.
func TestALiveFollowerCostsNoReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := open(t, Config{Dir: newDir(t)})
		heard := follow(t, j, 0)
		synctest.Wait()
		for range 10 {
			if e := say(t, j, "lobby", "hi")[0]; <-heard != e {
				t.Error("the follower has got another event than the one appended")
			}
		}
	})
}

// An event can be read from the disk a moment before the writer gives it.
func TestAFollowerThatReadsFasterThanTheWriterTellsHearsNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		committed, tell := make(chan struct{}, 9), make(chan struct{}, 9)
		j := open(t, Config{Dir: newDir(t), Committed: func(int, time.Duration) {
			committed <- struct{}{}
			<-tell
		}})
		tell <- struct{}{}
		say(t, j, "lobby", "one")
		<-committed
		said := make(chan error, 1)
		go func() { said <- j.Append(t.Context(), []*wire.Event{line("lobby", "alice", "two")}) }()
		<-committed // on disk, and nobody has been told
		heard := follow(t, j, 0)
		hear(heard, 2)
		synctest.Wait()
		tell <- struct{}{}
		tell <- struct{}{}
		if err := <-said; err != nil {
			t.Error(err)
		}
		synctest.Wait()
		say(t, j, "lobby", "three")
		if e := <-heard; e.Seq != 3 {
			t.Errorf("after 2 the follower has heard %d, want 3", e.Seq)
		}
	})
}

func TestAFollowerDoesNotHearAKeyTwice(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	heard := follow(t, j, 0)
	e := line("lobby", "alice", "hi")
	for _, batch := range [][]*wire.Event{{e, again(e)}, {again(e)}, {again(e), line("lobby", "alice", "next")}} {
		if err := j.Append(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	if got := hear(heard, 2); got[0].Seq != 1 || got[1].Seq != 2 {
		t.Errorf("the follower has heard %d and %d, want 1 and 2", got[0].Seq, got[1].Seq)
	}
}

// Followers begin in the middle of a crowd's talk. Whether they get an event
// from the disk or from the writer, they get it once, in its place.
func TestNoGapAndNoDoubleBetweenTheDiskAndTheWriter(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	const speakers, lines, followers = 4, 40, 20
	const all = speakers*lines + followers
	var said, followed sync.WaitGroup
	for s := range speakers {
		said.Go(func() {
			for n := range lines {
				if err := j.Append(t.Context(), []*wire.Event{line("lobby", fmt.Sprint(s), fmt.Sprint(n))}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range followers {
		after := j.Seq() / 2
		ctx, cancel := context.WithCancel(t.Context())
		followed.Go(func() {
			defer cancel()
			next := after + 1
			err := j.Follow(ctx, after, func(events []*wire.Event) {
				for _, e := range events {
					if e.Seq != next {
						t.Errorf("a follower has heard %d, want %d", e.Seq, next)
					}
					next++
				}
				if next > all {
					cancel()
				}
			})
			if next != all+1 {
				t.Errorf("a follower has heard up to %d, want %d: %v", next-1, all, err)
			}
		})
		say(t, j, "den", "meanwhile")
	}
	said.Wait()
	followed.Wait()
}

// The writer waits for nobody. Who is too far behind to be remembered reads from
// the disk what it missed.
func TestAFollowerThatFallsBehindHoldsUpNobodyAndMissesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const few = 100
		j := open(t, Config{Dir: newDir(t), maxBehind: few})
		heard := follow(t, j, 0) // takes nothing yet
		synctest.Wait()
		var want []*wire.Event
		for range few {
			batch := make([]*wire.Event, 30)
			for i := range batch {
				batch[i] = line("lobby", "alice", "go on")
			}
			if err := j.Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			want = append(want, batch...)
		}
		waiting := 0
		j.mu.Lock()
		for w := range j.followers {
			waiting += len(w.waiting)
		}
		j.mu.Unlock()
		if waiting > few {
			t.Errorf("%d events wait in memory for a slow follower, want at most %d", waiting, few)
		}
		want = append(want, say(t, j, "lobby", "the end")...)
		wantSame(t, hear(heard, len(want)), want)
		want = say(t, j, "lobby", "live again")
		if e := <-heard; e != want[0] {
			t.Errorf("the follower has heard %d from the disk, want %d from the writer", e.Seq, want[0].Seq)
		}
	})
}

func TestFollowEndsWhenItIsToldTo(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	say(t, j, "lobby", "hi")
	ctx, cancel := context.WithCancel(t.Context())
	err := j.Follow(ctx, 0, func([]*wire.Event) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Follow returned %v, want %v", err, context.Canceled)
	}
	if len(j.followers) > 0 {
		t.Error("the journal still has a follower")
	}
}

func TestAFollowerGetsSeveralEventsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := open(t, Config{Memory: true})
		var sizes []int
		first, goOn, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			_ = j.Follow(t.Context(), 0, func(events []*wire.Event) {
				if sizes = append(sizes, len(events)); len(sizes) == 1 {
					close(first)
					<-goOn
				}
			})
		}()
		synctest.Wait()
		say(t, j, "lobby", "one")
		<-first
		say(t, j, "lobby", "two", "three", "four")
		close(goOn)
		synctest.Wait()
		if err := j.Close(); err != nil {
			t.Error(err)
		}
		<-done
		if want := []int{1, 3}; !slices.Equal(sizes, want) {
			t.Errorf("the follower has got %v events at once, want %v", sizes, want)
		}
	})
}
