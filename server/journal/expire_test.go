package journal

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/sqlite"
	"confab/server/wire"
)

const day = 24 * time.Hour

func TestOldEventsExpireAndTheirKeysStayKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{Dir: newDir(t), Retention: 3 * day}
		j := open(t, cfg)
		opened := &wire.Event{Type: "open", Room: "den", From: "alice", ID: "open den", Body: []byte(`{}`)}
		if err := j.Append(t.Context(), []*wire.Event{opened}); err != nil {
			t.Fatal(err)
		}
		var old []*wire.Event
		for range 2*expireAtOnce + 10 { // more than one transaction
			old = append(old, line("den", "alice", "long ago"))
		}
		if err := j.Append(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * day)
		young := say(t, j, "den", "lately")
		if n := len(all(t, j)); n != 1+len(old)+len(young) {
			t.Errorf("after 2 days there are %d events, want all", n)
		}
		time.Sleep(day + 2*expireEvery)
		synctest.Wait()

		want := append([]*wire.Event{opened}, young...)
		wantSame(t, all(t, j), want)
		if young[0].Prev != old[len(old)-1].Seq {
			t.Errorf("what remains is after %d, want %d as before", young[0].Prev, old[len(old)-1].Seq)
		}

		for _, when := range []string{"now", "after a restart"} {
			same, other := again(old[3]), again(old[4])
			other.Body = body("something else")
			if err := j.Append(t.Context(), []*wire.Event{same, other}); !errors.Is(err, ErrIDReused) {
				t.Errorf("%s: Append returned %v, want %v", when, err, ErrIDReused)
			}
			if other.Seq != 0 {
				t.Errorf("%s: another event under an old key has seq %d, want 0", when, other.Seq)
			}
			wantSame(t, []*wire.Event{same}, old[3:4])
			wantSame(t, all(t, j), want)
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			j = open(t, Config{Dir: cfg.Dir})
		}

		r, err := Check(t.Context(), cfg.Dir)
		if err != nil || len(r.Problems) > 0 || r.Expired != int64(len(old)) || r.Events != int64(len(want)) {
			t.Errorf("the report is %+v, %v", r, err)
		}
	})
}

// What was written otherwise or taken back before it expired is known, too, by
// its key, its room and its sender.
func TestWhatWasChangedAndHasExpiredIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{Dir: newDir(t), Retention: day}
		j := open(t, cfg)
		edited, removed, other := line("den", "alice", "one"), line("den", "alice", "two"), line("den", "alice", "three")
		edit := &wire.Event{Type: "edit", Room: "den", From: "alice", ID: "e1", Body: wire.Encode(wire.EditBody{Target: edited.ID, Text: "four"})}
		edit2 := &wire.Event{Type: "edit", Room: "den", From: "alice", ID: "e2", Body: wire.Encode(wire.EditBody{Target: edited.ID, Text: "five"})}
		said := []*wire.Event{edited, removed, other, edit, edit2}
		var again, bobs []*wire.Event
		for _, e := range said {
			again = append(again, &wire.Event{Type: e.Type, Room: e.Room, From: e.From, ID: e.ID, Body: e.Body})
			bobs = append(bobs, &wire.Event{Type: e.Type, Room: e.Room, From: "bob", ID: e.ID, Body: e.Body})
		}
		appendAll(t, j, said...)
		appendAll(t, j, &wire.Event{Type: "retract", Room: "den", From: "alice", ID: "r1", Body: wire.Encode(wire.EditBody{Target: removed.ID})})
		time.Sleep(3 * day)
		synctest.Wait()
		if left := all(t, j); len(left) > 0 {
			t.Errorf("%d events have not expired", len(left))
		}
		if err := j.Append(t.Context(), again); err != nil {
			t.Errorf("what was said is said again: %v", err)
		}
		for i, e := range again {
			if e.Seq != said[i].Seq {
				t.Errorf("%s %s is %d, want %d", e.Type, e.ID, e.Seq, said[i].Seq)
			}
		}
		if err := j.Append(t.Context(), bobs); !errors.Is(err, ErrIDReused) {
			t.Errorf("another's keys come to %v", err)
		}
		for _, e := range bobs {
			if e.Seq != 0 {
				t.Errorf("another's %s %s is %d", e.Type, e.ID, e.Seq)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// Numbers go on after the last one, also when that has expired.
func TestSeqGoesOnWhenEverythingHasExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{Dir: newDir(t), Retention: day}
		j := open(t, cfg)
		say(t, j, "lobby", "one", "two")
		time.Sleep(3 * day)
		synctest.Wait()
		if n := len(all(t, j)); n != 0 {
			t.Fatalf("there are %d events, want none", n)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		j = open(t, cfg)
		e := say(t, j, "lobby", "three")[0]
		if e.Seq != 3 || e.Prev != 2 {
			t.Errorf("the next event is %d after %d, want 3 after 2", e.Seq, e.Prev)
		}
		if got := <-follow(t, j, 0); got.Seq != 3 {
			t.Errorf("a follower from the start has heard %d, want 3", got.Seq)
		}
	})
}

// A day when the clock was wrong.
func TestAnEventFromTheFutureHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := open(t, Config{Dir: newDir(t), Retention: day})
		events := say(t, j, "lobby", "one", "from the future", "three")
		c, err := sqlite.Open(j.store.(*disk).file)
		if err != nil {
			t.Fatal(err)
		}
		err = c.Exec("UPDATE events SET at = at + 10000000000 WHERE seq = 2")
		if err := errors.Join(err, c.Close()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * day)
		synctest.Wait()
		if got := all(t, j); len(got) != 1 || got[0].Seq != events[1].Seq {
			t.Errorf("there are %d events, want the one from the future", len(got))
		}
		time.Sleep(120 * day)
		synctest.Wait()
		if n := len(all(t, j)); n != 0 {
			t.Errorf("there are %d events when the future is past, want none", n)
		}
	})
}

func TestAMemoryForgetsWhatIsOldOrTooMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := open(t, Config{Memory: true, Retention: day})
		for range 5 {
			batch := make([]*wire.Event, remembered)
			for i := range batch {
				batch[i] = line("lobby", "alice", "hi")
			}
			if err := j.Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
		m := j.store.(*memory)
		if n := len(m.events); n < remembered || n >= 2*remembered || len(m.byID) != n {
			t.Errorf("the memory has %d events and %d keys, want %d to %d", n, len(m.byID), remembered, 2*remembered)
		}
		if got, _ := j.Page(t.Context(), Query{Room: "lobby", Before: 5*remembered + 1, Limit: 1}); len(got) != 1 || got[0].Seq != 5*remembered {
			t.Errorf("the newest is %v", got)
		}
		time.Sleep(3 * day)
		synctest.Wait()
		if n := len(m.events) + len(m.byID); n > 0 {
			t.Errorf("after 3 days there are %d, want none", n)
		}
	})
}

// What has expired is in no file any more, however it lay there, and neither is
// what a room was about long ago: of that the latest stays.
func TestWhatHasExpiredIsInNoFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{Dir: newDir(t), Retention: 3 * day}
		j := open(t, cfg)
		topic := func(room, key, text string) *wire.Event {
			return &wire.Event{Type: "topic", Room: room, From: "alice", ID: key, Body: wire.ByGuest(wire.Encode(wire.RoomBody{Topic: text}))}
		}
		appendAll(t, j,
			&wire.Event{Type: "open", Room: "den", From: "alice", ID: "o1", Body: wire.Encode(wire.RoomBody{Topic: "needle first", Private: true})},
			&wire.Event{Type: "open", Room: "tea", From: "alice", ID: "o2", Body: wire.Encode(wire.RoomBody{Topic: "only topic"})},
			topic("den", "t1", "needle second"), topic("den", "t2", "needle third"))
		for _, size := range []int{1, 10, 100, 1000} {
			for range 20 {
				appendAll(t, j, line("den", "alice", strings.Repeat("needle ", size)))
			}
		}
		time.Sleep(3*day + 2*expireEvery)
		synctest.Wait()
		want := []string{`{"private":true}`, `{"topic":"only topic"}`, `{"guest":true}`, `{"guest":true,"topic":"needle third"}`}
		for i, e := range all(t, j) {
			if string(e.Body) != want[i] {
				t.Errorf("%s is %s, want %s", e.ID, e.Body, want[i])
			}
		}
		if found := inFiles(t, cfg.Dir, "needle first"); len(found) > 0 {
			t.Errorf("%q have an old topic", found)
		}
		for _, text := range []string{"needle needle", `"needle "`} {
			if found := inFiles(t, cfg.Dir, text); len(found) > 0 {
				t.Errorf("%q have %q still", found, text)
			}
		}

		said := topic("den", "t1", "needle second")
		if appendAll(t, j, said); said.Seq != 3 {
			t.Errorf("an old topic that is said again is %d, want 3", said.Seq)
		}
		appendAll(t, j, topic("den", "t3", "new"), topic("tea", "t4", "new")) // what they replace is old by now
		time.Sleep(2 * expireEvery)
		synctest.Wait()
		for _, text := range []string{"needle", "only topic"} {
			if found := inFiles(t, cfg.Dir, text); len(found) > 0 {
				t.Errorf("%q have %q still", found, text)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		if r, err := Check(t.Context(), cfg.Dir); err != nil || len(r.Problems) > 0 {
			t.Errorf("the journal is %+v, %v", r, err)
		}
	})
}
