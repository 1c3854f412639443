package journal

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"strings"
	"testing"

	"confab/server/model"
	"confab/server/sqlite"
	"confab/server/wire"
)

const oneBody = len(`{"text":"0"}`)

func TestPagesHaveEndsAndLimits(t *testing.T) {
	for _, memory := range []bool{false, true} {
		t.Run(fmt.Sprint("memory=", memory), func(t *testing.T) {
			j := open(t, Config{Dir: newDir(t), Memory: memory})
			var lobby []*wire.Event // with seq 1, 3, 5, … 19
			for i := range 10 {
				lobby = append(lobby, say(t, j, "lobby", fmt.Sprint(i))...)
				say(t, j, "den", "something else")
			}
			for _, c := range []struct {
				q        Query
				from, to int // in lobby
			}{
				{Query{}, 0, 10},
				{Query{Limit: 3}, 0, 3},
				{Query{After: 5, Limit: 3}, 3, 6},
				{Query{After: 6, Limit: 3}, 3, 6},
				{Query{After: 17}, 9, 10},
				{Query{After: 19}, 10, 10},
				{Query{After: math.MaxInt64}, 10, 10},
				{Query{Before: math.MaxInt64, Limit: 4}, 6, 10},
				{Query{Before: 19, Limit: 4}, 5, 9},
				{Query{Before: 3, Limit: 4}, 0, 1},
				{Query{Before: 1}, 0, 0},
				{Query{Before: 15, After: 5, Limit: 100}, 3, 7},
				{Query{Before: 15, After: 5, Limit: 2}, 5, 7},
				{Query{Before: 5, After: 15}, 0, 0},
				{Query{Limit: math.MaxInt}, 0, 10},
				{Query{Bytes: 1}, 0, 2}, // the one that has them, and the one that tells that there are more
				{Query{Bytes: oneBody}, 0, 2},
				{Query{Bytes: oneBody + 1}, 0, 3},
				{Query{Bytes: 3 * oneBody, After: 5}, 3, 7},
				{Query{Bytes: 3 * oneBody, After: 5, Limit: 2}, 3, 5},
				{Query{Bytes: 3 * oneBody, Before: 15}, 3, 7},
				{Query{Bytes: 9 * oneBody}, 0, 10},
				{Query{Bytes: 100 * oneBody}, 0, 10},
			} {
				c.q.Room = "lobby"
				page, err := j.Page(t.Context(), c.q)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%+v", c.q)
				wantSame(t, page, lobby[c.from:c.to])
			}
			if page, err := j.Page(t.Context(), Query{Room: "nowhere"}); err != nil || len(page) != 0 {
				t.Errorf("a room that does not exist has the page %v, %v, want nothing", page, err)
			}
			for _, q := range []Query{{Limit: -1}, {Before: -1}, {After: -1}} {
				if _, err := j.Page(t.Context(), q); err == nil {
					t.Errorf("%+v is no error", q)
				}
			}
		})
	}
}

func TestAPageIsNeverLongerThanItsLimit(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	batch := make([]*wire.Event, MaxPage+10)
	for i := range batch {
		batch[i] = line("lobby", "alice", "hi")
	}
	if err := j.Append(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{0, MaxPage, MaxPage + 5} {
		if page, err := j.Page(t.Context(), Query{Room: "lobby", Limit: limit}); err != nil || len(page) != MaxPage {
			t.Errorf("limit %d gives %d events, %v, want %d", limit, len(page), err, MaxPage)
		}
	}
}

func TestAnEventIsFoundByItsKey(t *testing.T) {
	for _, memory := range []bool{false, true} {
		j := open(t, Config{Dir: newDir(t), Memory: memory})
		want := say(t, j, "lobby", "one", "two")[1]
		e, err := j.Find(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, []*wire.Event{e}, []*wire.Event{want})
		if _, err := j.Find(t.Context(), "no such key"); !errors.Is(err, ErrUnknown) {
			t.Errorf("Find returned %v, want %v", err, ErrUnknown)
		}
	}
}

func TestWhatRoomsThereAreIsFoundWithoutReadingWhatWasSaid(t *testing.T) {
	for _, memory := range []bool{false, true} {
		j := open(t, Config{Dir: newDir(t), Memory: memory})
		var want []*wire.Event
		for _, kind := range []string{"message", "open", "edit", "invite", "join", "topic", "react", "leave", "retract"} {
			e := &wire.Event{Type: kind, Room: "den", From: "alice", ID: kind, Body: []byte(`{}`)}
			if err := j.Append(t.Context(), []*wire.Event{e}); err != nil {
				t.Fatal(err)
			}
			switch kind {
			case "open", "join", "leave", "topic", "invite":
				want = append(want, e)
			}
		}
		var got []*wire.Event
		for e, err := range j.Changes(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, e)
		}
		wantSame(t, got, want)

		say(t, j, "lobby", "hi")
		last, err := j.Last(t.Context())
		newest := map[string]model.Last{"den": {Seq: 9}, "lobby": {Seq: 10}}
		for room := range newest {
			page, err := j.Page(t.Context(), Query{Room: room, Before: 100, Limit: 1})
			if err != nil || len(page) != 1 {
				t.Fatal(page, err)
			}
			newest[room] = model.Last{Seq: page[0].Seq, At: page[0].At}
		}
		if err != nil || !maps.Equal(last, newest) || newest["den"].Seq != 9 {
			t.Errorf("the rooms end at %v, %v, want %v", last, err, newest)
		}
	}
}

// Nothing that is asked often may read or sort all there is.
func TestNoQueryReadsAllEvents(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	c := j.store.(*disk).c
	for _, q := range queries {
		if q == lastOfRooms {
			continue // reads the rooms, of which there are few
		}
		plan := explain(t, c, q)
		if strings.Contains(plan, "SCAN") || strings.Contains(plan, "B-TREE") {
			t.Errorf("%s\nis answered like this:\n%s", q, plan)
		}
	}
	if plan := explain(t, c, oldEvents); strings.Contains(plan, "SCAN") || strings.Contains(plan, "B-TREE") {
		t.Errorf("%s\nis answered like this:\n%s", oldEvents, plan)
	}
}

func explain(t *testing.T, c *sqlite.Conn, q string) (plan string) {
	t.Helper()
	s, err := c.Prepare("EXPLAIN QUERY PLAN " + q)
	if err != nil {
		t.Fatal(err)
	}
	args := make([]sqlite.Value, strings.Count(q, "?"))
	for i := range args {
		args[i] = int64(1)
	}
	row := make([]sqlite.Value, 4) // id, parent, unused, detail
	if err := s.Each(row, func() error { plan += row[3].(string) + "\n"; return nil }, args...); err != nil {
		t.Fatal(err)
	}
	return plan
}
