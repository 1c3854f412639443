package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// A list is what came of asking for members.
type list struct {
	names []string
	err   error
}

func (sc *harness) membersOf(room string) (outcome chan list) {
	outcome = make(chan list, 1)
	go func() {
		names, err := sc.Members(sc.t.Context(), room)
		outcome <- list{names, err}
	}()
	return outcome
}

// The answers have no key. They come in the order of the questions, each in as
// many lines as it takes, and are not who is connected.
func TestMembersComeInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		tea := sc.membersOf("tea")
		p.want(wire.Who{Room: "tea"})
		den := sc.membersOf("den")
		p.want(wire.Who{Room: "den"})
		lobby := sc.membersOf(wire.Lobby)
		p.want(wire.Who{Room: wire.Lobby})
		p.answer(wire.DeviceList{})                                     // nor has that a key
		p.answer(wire.Names{Room: "cellar", Names: []string{"nobody"}}) // who asked for that?
		p.answer(wire.Names{Room: "tea", Names: []string{"bob", "z\x1bed"}, More: true})
		p.answer(wire.Names{Names: []string{"alice", "bob"}}) // to the session's own question
		p.answer(wire.Error{Code: wire.NotMember, Text: "You are not in this room. Join it first.", Request: "who"})
		p.answer(wire.Names{Room: wire.Lobby, Names: []string{"bob"}})
		p.want(wire.Who{Room: "tea", After: "z\x1bed"}) // its next page, for which the others did not wait
		p.answer(wire.Names{Room: "tea", Names: []string{"alice", "bob", strings.Repeat("x", maxNameBytes+1)}})
		if l := <-tea; l.err != nil || !slices.Equal(l.names, []string{"alice", "bob", "z\ufffded"}) {
			t.Errorf("in tea are %q, %v", l.names, l.err)
		}
		wantProblem(t, (<-den).err, "not-member")
		if l := <-lobby; l.err != nil || !slices.Equal(l.names, []string{"bob"}) {
			t.Errorf("in the lobby are %q, %v", l.names, l.err)
		}
		sc.wantPeople("alice", "bob")
		wantProblem(t, (<-sc.membersOf("")).err, BadRoom)
		p.drop()
		sc.wantState(Offline)
	})
}

func TestMembersHaveALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		outcome := sc.membersOf("tea")
		p.want(wire.Who{Room: "tea"})
		for i := range maxPeople / 4000 {
			var names []string
			for n := range 4000 {
				names = append(names, fmt.Sprint(i, "-", n))
			}
			p.answer(wire.Names{Room: "tea", Names: names, More: true})
			if i < maxPeople/4000-1 { // and then it asks for no more
				p.want(wire.Who{Room: "tea", After: names[len(names)-1]})
			}
		}
		if l := <-outcome; l.err != nil || len(l.names) != maxPeople {
			t.Errorf("there are %d, %v, want %d", len(l.names), l.err, maxPeople)
		}
	})
}
