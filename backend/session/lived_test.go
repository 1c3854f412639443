package session_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"confab/build/repeat"
)

// Clients that have lived through drops, restarts of the server, slow reading
// and saying things twice hold exactly what one holds that fetches everything
// afresh; and all that they were told is kept is there once.
func TestWhoLivedThroughEverythingHoldsWhatAFreshOneFetches(t *testing.T) {
	var all trials
	for seed := range uint64(repeat.Times(2)) {
		seed = 2*seed + 1 // 1 and 3 see something of everything
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { all.add(liveThrough(t, rand.New(rand.NewPCG(seed, 6)))) })
	}
	if all.lost == 0 || all.restarts == 0 || all.slow == 0 || all.gaps == 0 {
		t.Errorf("they have lived through %+v, want some of each", all)
	}
}

// trials are what clients have lived through.
type trials struct{ lost, restarts, slow, gaps int }

func (a *trials) add(b trials) {
	a.lost, a.restarts, a.slow, a.gaps = a.lost+b.lost, a.restarts+b.restarts, a.slow+b.slow, a.gaps+b.gaps
}

func liveThrough(t *testing.T, r *rand.Rand) trials {
	lab := openLab(t)
	var people []*survivor
	for _, name := range []string{"alice", "bob", "carol", "dan"} {
		people = append(people, lab.survivor(name))
	}
	for range 130 {
		p := people[r.IntN(len(people))]
		switch r.IntN(17) {
		case 0:
			p.cable.pull()
		case 1:
			p.cable.plug(t)
			if !p.paused { // a session whose reader stands still does so itself
				p.Reconnect()
			}
		case 2:
			p.read(false)
		case 3:
			p.read(true)
		case 4:
			if r.IntN(4) == 0 {
				lab.restart()
			}
		case 5:
			if r.IntN(3) == 0 {
				lab.talk(600, "short") // more than a hello brings
			}
		case 16:
			if r.IntN(2) == 0 {
				lab.talk(60, strings.Repeat("long ", 1600)) // more than waits for somebody who does not read
			}
		case 6, 7, 8:
			p.change(r)
		case 9:
			p.sayAgain(r)
		default:
			p.say(fmt.Sprint("number ", r.IntN(1000)))
		}
	}
	for _, p := range people {
		p.read(true)
		p.cable.plug(t)
	}
	defer impatient(people)()
	for _, p := range people {
		p.say("that was all")
	}

	want := lab.fetch(people)
	for _, p := range people {
		p.wantAll(want)
	}
	for _, p := range people {
		for _, key := range p.asked {
			n := 0
			for _, e := range want {
				if e.ID == key {
					n++
				}
			}
			if n != 1 && (n > 0 || !p.isGone(key)) {
				t.Errorf("%s asked for %s, and it is there %d times", p.name, key, n)
			}
		}
	}
	met := lab.trials()
	t.Logf("%d events, %+v", len(want), met)
	return met
}
