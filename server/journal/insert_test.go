package journal

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// What is sent again among new messages takes the place it had, the others
// follow one another, and rules count each of them once.
func TestAmongMessagesThatAreStoredTogetherSomeAreKnown(t *testing.T) {
	for _, known := range [][]int{{}, {0}, {15}, {16}, {36}, {0, 1, 20, 36}} {
		t.Run(fmt.Sprint(known), func(t *testing.T) {
			j := open(t, Config{Dir: newDir(t)})
			rules := &counting{}
			j.Obey(rules)
			batch := make([]*wire.Event, 37) // 16, 16, 4, 1
			for i := range batch {
				batch[i] = line("lobby", "alice", fmt.Sprint("line ", i))
			}
			twice, other := again(batch[30]), again(batch[31])
			other.Body = body("something else")
			batch = append(batch, twice, other)
			var want []*wire.Event
			isKnown := map[int]bool{}
			for _, i := range known {
				before := again(batch[i])
				if err := j.Append(t.Context(), []*wire.Event{before}); err != nil {
					t.Fatal(err)
				}
				want = append(want, before)
				isKnown[i] = true
			}
			refused, _ := errors.AsType[model.Refusals](j.Append(t.Context(), batch))
			if len(refused) != 1 || !errors.Is(refused[other], ErrIDReused) {
				t.Errorf("%d are refused, the last one with %v, want it alone", len(refused), refused[other])
			}
			for i, e := range batch[:37] {
				if !isKnown[i] {
					want = append(want, e)
				}
			}
			wantSame(t, all(t, j), want)
			for i, e := range want {
				if e.Seq != int64(i+1) || e.Prev != int64(i) {
					t.Errorf("event %d is %d after %d", i+1, e.Seq, e.Prev)
				}
			}
			if twice.Seq != batch[30].Seq {
				t.Errorf("what came twice is %d and %d", batch[30].Seq, twice.Seq)
			}
			if rules.applied != 37 {
				t.Errorf("the rules have seen %d events, want 37", rules.applied)
			}
		})
	}
}

// counting are rules that count.
type counting struct{ applied, open int }

func (c *counting) Check(*wire.Event) error { return nil }
func (c *counting) Apply(*wire.Event) bool  { c.applied++; c.open++; return false }
func (c *counting) Commit()                 { c.open = 0 }
func (c *counting) Undo()                   { c.applied, c.open = c.applied-c.open, 0 }

// What is about a message finds it, although both are stored at the same time.
func TestWhatComesWithItsMessageFindsIt(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	say(t, j, "lobby", "the room's first")
	message, removed := line("lobby", "alice", "first"), line("lobby", "alice", "nobody reads this")
	about := func(kind string, b string) *wire.Event {
		e := line("lobby", "alice", "")
		e.Type, e.Body = kind, []byte(b)
		return e
	}
	batch := []*wire.Event{
		message, line("lobby", "bob", "between"),
		about(wire.EditType, `{"target":"`+message.ID+`","text":"second"}`),
		removed, line("lobby", "bob", "between"),
		about(wire.RetractType, `{"target":"`+removed.ID+`"}`),
	}
	for range wire.MaxReactions + 1 {
		batch = append(batch, about(wire.ReactType, fmt.Sprintf(`{"target":"%s","emoji":"%s"}`, message.ID, emoji(len(batch)))))
	}
	refused, _ := errors.AsType[model.Refusals](j.Append(t.Context(), batch))
	if last := batch[len(batch)-1]; len(refused) != 1 || !errors.Is(refused[last], model.ErrReactions) {
		t.Errorf("%d are refused, the last one with %v, want it alone", len(refused), refused[last])
	}
	for e, want := range map[*wire.Event]string{message: "second", removed: ""} {
		got, err := j.Find(context.Background(), e.ID)
		if err != nil || textOf(got) != want {
			t.Errorf("it says %s, %v, want %q", got.Body, err, want)
		}
	}
}
