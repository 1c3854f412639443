package session

import (
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

func TestWhoIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.Presence{Came: []string{"zoe"}}) // after us, and before the answer
		p.answer(wire.Present{Names: []string{"dora", "alice"}, More: true})
		p.answer(wire.Presence{Went: []string{"dora"}})
		p.answer(wire.Present{Room: "tea", Names: []string{"eve"}}) // not what was asked
		p.answer(wire.Present{Names: []string{"bob"}})
		sc.wantPeople("alice", "bob", "zoe")
		p.answer(wire.Presence{Came: []string{"ca\arl"}, Went: []string{"bob", "nobody"}})
		sc.wantPeople("alice", "ca\ufffdrl", "zoe")
		if backlog := sc.Backlog(); backlog[1].People == nil || len(backlog[1].People.Names) != 3 {
			t.Errorf("the backlog is %+v, want three people in it", backlog)
		}

		p.drop()
		p = sc.accept()
		p.admit("alice")
		p.answer(wire.Present{Names: []string{"alice"}}) // the others have gone meanwhile
		sc.wantPeople("alice")
	})
}
