package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// wantOffers waits until invitations are reported, and returns their rooms.
func (sc *harness) wantOffers() (rooms, fresh []string) {
	sc.t.Helper()
	for {
		if o := sc.next().Offers; o != nil {
			for _, one := range o.Offers {
				rooms = append(rooms, one.Room)
			}
			for _, one := range o.Fresh {
				fresh = append(fresh, one.Room)
			}
			return rooms, fresh
		}
	}
}

// A server cannot fill the memory with invitations and names, and what cannot be
// one is none.
func TestAHostileServerInvitesAndBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.greet("alice")
		p.welcome("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		p.want(wire.Who{})
		p.answer(wire.Names{Names: []string{"alice"}})
		for _, bad := range []wire.Offer{{Room: "No Room", From: "eve"}, {Room: "tea"}, {Room: "tea", From: strings.Repeat("e", 1000)}, {Room: "tea", Over: true}} {
			p.answer(bad)
		}
		for i := range wire.MaxOffers + 1 {
			p.answer(wire.Offer{Room: fmt.Sprint("r", i), From: "eve\x1b", Topic: strings.Repeat("t", 1000), Members: -1})
		}
		for i := range wire.MaxOffers {
			rooms, fresh := sc.wantOffers()
			if len(rooms) != i+1 || rooms[0] != fmt.Sprint("r", i) || !slices.Equal(fresh, rooms[:1]) {
				t.Fatalf("reported are %q, new %q", rooms, fresh)
			}
		}
		p.answer(wire.Offer{Room: "r3", Over: true})
		if rooms, fresh := sc.wantOffers(); len(rooms) != wire.MaxOffers-1 || fresh != nil {
			t.Errorf("after one is over there are %d, new %q", len(rooms), fresh)
		}
		for i := range wire.MaxBlocked + 1 {
			p.answer(wire.Blocked{Names: []string{fmt.Sprint("n", i), ""}, Guests: []string{"n7"}})
		}
		p.answer(wire.Blocked{Names: []string{"N7"}, Off: true})
		for {
			if b := sc.next().Blocked; b != nil && !slices.Contains(b.Names, "n7") && len(b.Names) > 7 {
				if len(b.Names) != wire.MaxBlocked-1 || len(b.Guests) != 0 {
					t.Errorf("blocked are %d, of them %q guests", len(b.Names), b.Guests)
				}
				break
			}
		}
		p.drop()
		sc.accept().admit("alice") // of which the welcome says that nothing waits
		if rooms, fresh := sc.wantOffers(); len(rooms)+len(fresh) > 0 {
			t.Errorf("after a welcome there are still %q", rooms)
		}
	})
}

// An invitation goes when its time is over, though the server says nothing then,
// and whatever else happens.
func TestAnInvitationExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		began := time.Now()
		wantAfter := func(d time.Duration, want ...string) {
			t.Helper()
			rooms, fresh := sc.wantOffers()
			if took := time.Since(began); !slices.Equal(rooms, want) || fresh != nil || took != d {
				t.Errorf("after %v there are %q, new %q, want %q after %v", took, rooms, fresh, want, d)
			}
		}
		for _, o := range []wire.Offer{{Room: "never", From: "eve"}, {Room: "late", From: "eve", For: 20}, {Room: "soon", From: "eve", For: 10}} {
			p.answer(o)
		}
		for _, want := range [][]string{{"never"}, {"late", "never"}, {"soon", "late", "never"}} {
			wantAfter(0, want...)
		}
		wantAfter(10*time.Second, "late", "never")
		wantAfter(20*time.Second, "never")
		if backlog := sc.Backlog(); !slices.ContainsFunc(backlog, func(e Event) bool { return e.Offers != nil && len(e.Offers.Offers) == 1 }) {
			t.Errorf("a window that comes later is told %+v", backlog)
		}
	})
}

// Those for which the welcome has no place come behind it: they are no news either.
func TestInvitationsBehindTheWelcomeAreNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		tea, den := wire.Offer{Room: "tea", From: "eve"}, wire.Offer{Room: "den", From: "eve"}
		p := sc.enter(lab)
		p.answer(tea)
		if rooms, fresh := sc.wantOffers(); len(rooms) != 1 || fresh != nil {
			t.Errorf("on coming reported are %q, new %q", rooms, fresh)
		}
		p.answer(wire.Names{Names: []string{"alice"}})
		p.drop()
		p = sc.accept()
		p.admit("alice")
		sc.wantOffers() // none are in the welcome
		for _, c := range []struct {
			said  wire.Offer
			fresh []string
		}{{tea, nil}, {den, []string{"den"}}} {
			p.answer(c.said)
			if rooms, fresh := sc.wantOffers(); rooms[0] != c.said.Room || !slices.Equal(fresh, c.fresh) {
				t.Errorf("on coming back reported are %q, new %q, want %q", rooms, fresh, c.fresh)
			}
		}
	})
}

// What changes nothing is not reported: a short line would have long lists told again.
func TestWhatChangesNothingIsNotReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		offer := wire.Offer{Room: "tea", From: "bob", Topic: "leaves", Members: 2, For: 1000}
		p.answer(offer)
		p.answer(wire.Blocked{Names: []string{"eve", "gus"}, Guests: []string{"gus"}})
		sc.wantOffers()
		sc.quiet()
		p.answer(offer)
		for _, b := range []wire.Blocked{
			{Names: []string{}}, {Names: []string{"eve"}}, {Names: []string{"gus"}, Guests: []string{"gus"}}, {Names: []string{"mallory", ""}, Off: true},
		} {
			p.answer(b)
		}
		synctest.Wait()
		for len(sc.happened) > 0 {
			if e := <-sc.happened; e.Offers != nil || e.Blocked != nil {
				t.Errorf("reported are %+v, %+v", e.Offers, e.Blocked)
			}
		}
		p.answer(wire.Blocked{Names: []string{"GUS"}}) // an account now
		if b := sc.next().Blocked; b == nil || !slices.Equal(b.Names, []string{"eve", "GUS"}) || len(b.Guests) != 0 {
			t.Errorf("reported is %+v", b)
		}
	})
}

// The session's mu is held meanwhile.
func TestTakingBlockedNamesIsLinear(t *testing.T) {
	work := func(n int) float64 {
		said := &wire.Blocked{}
		for i := range n {
			said.Names = append(said.Names, fmt.Sprint("NAME-", i)) // of which each key is an allocation
		}
		return testing.AllocsPerRun(1, func() { new(blocklist).take(said) })
	}
	if few, many := work(100), work(1000); many > 15*few {
		t.Errorf("100 names are %.0f allocations, and 1,000 are %.0f", few, many)
	}
}
