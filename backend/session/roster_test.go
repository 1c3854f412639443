package session

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

func TestWhoIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.Presence{Came: []string{"zoe"}}) // after us, and before the answer
		p.answer(wire.Names{Names: []string{"dora", "alice"}, More: true})
		p.answer(wire.Presence{Went: []string{"dora"}})
		p.want(wire.Who{After: "alice"})
		p.answer(wire.Names{Room: "tea", Names: []string{"eve"}}) // not what was asked
		p.answer(wire.Names{Names: []string{"bob"}})
		sc.wantPeople("alice", "bob", "zoe")
		p.answer(wire.Presence{Came: []string{"ca\arl"}, Went: []string{"bob", "nobody"}})
		sc.wantPeople("alice", "ca\ufffdrl", "zoe")
		if backlog := sc.Backlog(); backlog[1].People == nil || len(backlog[1].People.Names) != 3 {
			t.Errorf("the backlog is %+v, want three people in it", backlog)
		}

		p.drop()
		p = sc.accept()
		p.admit("alice")
		p.answer(wire.Names{Names: []string{"alice"}}) // the others have gone meanwhile
		sc.wantPeople("alice")
	})
}

// What the window is told of a presence grows with the presence, not with how
// many are there: 60 bytes from a server made 3.5 MB of the whole list before.
func TestAPresenceIsToldAlone(t *testing.T) {
	var p roster
	p.begin()
	names := make([]string, maxPeople)
	for i := range names {
		names[i] = fmt.Sprintf("%032d", i)
	}
	p.page(&wire.Names{Names: names})
	whole := len(asJSON(t, Event{People: p.all()}))
	for _, c := range []struct {
		said wire.Presence
		want string
	}{
		{wire.Presence{Went: names[:1]}, `{"presence":{"went":["` + names[0] + `"]}}`},
		{wire.Presence{Came: names[:1], Guests: names[:1]}, `{"presence":{"came":["` + names[0] + `"],"guests":["` + names[0] + `"]}}`},
		{wire.Presence{Came: names[:1], Moderators: names[:1]}, `{"presence":{"came":["` + names[0] + `"],"moderators":["` + names[0] + `"]}}`},
		{wire.Presence{Came: names[:1], Moderators: names[:1]}, ""}, // is so already
		{wire.Presence{Went: []string{"nobody"}, Guests: names}, ""},
	} {
		got := ""
		if changed := p.change(&c.said); changed != nil {
			got = asJSON(t, Event{Presence: changed})
		}
		if got != c.want {
			t.Errorf("of %d bytes the window is told %d: %.200s, want %s", len(wire.AppendAnswer(nil, c.said)), len(got), got, c.want)
		}
	}
	t.Logf("one of %d people goes: %d bytes for the window, where all of them are %d", len(names), len(asJSON(t, Event{Presence: &Presence{Went: names[:1]}})), whole)
}

func asJSON(t *testing.T, e Event) string {
	t.Helper()
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// All are told once for each connection, however often a server lists them.
func TestAListThatNobodyAskedForIsNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.Names{Names: []string{"alice", "bob"}})
		sc.wantPeople("alice", "bob")
		p.answer(wire.Names{Names: []string{"eve"}})
		p.answer(wire.Presence{Came: []string{"dora"}})
		sc.wantPeople("alice", "bob", "dora")
	})
}
