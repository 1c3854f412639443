package session

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// Another journal is there, or an older copy of the one that was: its numbers
// mean something else, and everything in it is new. What waits is not for the
// people of another one; whoever wrote it decides.
func TestAnotherJournalBeginsAnew(t *testing.T) {
	for name, put := range map[string]func(sc *harness) (page []*wire.Event){
		"another journal, shorter": func(sc *harness) []*wire.Event {
			sc.journal, sc.seq, sc.rooms = "j2", 0, map[string]int64{wire.Lobby: 0}
			return []*wire.Event{sc.message("eve", "new 1"), sc.message("eve", "new 2")}
		},
		"another journal, longer": func(sc *harness) []*wire.Event {
			sc.journal, sc.seq, sc.rooms = "j2", 100, map[string]int64{wire.Lobby: 100}
			return []*wire.Event{sc.message("eve", "new 1"), sc.message("eve", "new 2")}
		},
		"an older copy": func(sc *harness) []*wire.Event {
			sc.seq, sc.rooms = 0, map[string]int64{wire.Lobby: 0}
			sc.journal = "j1-again"
			page := []*wire.Event{sc.message("eve", "new 1"), sc.message("eve", "new 2")}
			sc.journal = "j1"
			return page
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sc := open(t)
				p := sc.enter(lab)
				for range 5 {
					p.says("bob", "old")
				}
				place := int64(0)
				for range 5 {
					place = sc.wantMessage("bob", "old", Sent).Seq
				}
				sc.goDown(errGone)
				p.drop()
				sc.wantState(Offline)
				sc.say("k1", "waits")
				sc.wantMessage("alice", "waits", Waiting)

				page := put(sc)
				known := []string{"old", "old", "old", "old", "old", "new 1", "new 2"}
				sc.goDown(nil)
				p = sc.accept()
				if known := p.greet("alice"); known[wire.Lobby] != 5 {
					t.Errorf("the session says that it knows seq %d, want 5", known[wire.Lobby])
				}
				p.welcome("alice")
				if sc.journal != "j1" {
					sc.wantRefusal("k1")
					if at := sc.wantState(Online); at.Waiting != 0 {
						t.Errorf("%d requests wait, want none", at.Waiting)
					}
				}
				p.want(wire.Who{})
				p.wantHistory(wire.Lobby, page[1].Seq+1)
				p.page(false, page...)
				for _, text := range []string{"new 1", "new 2"} {
					m := sc.wantMessage("eve", text, Sent)
					if m.Seq <= place {
						t.Errorf("after place %d comes %d", place, m.Seq)
					}
					place = m.Seq
				}
				if sc.journal == "j1" {
					p.echo("k1", "waits")
					known = append(known, "waits")
					if m := sc.wantMessage("alice", "waits", Sent); m.Seq <= place {
						t.Errorf("after place %d comes %d", place, m.Seq)
					}
				}
				p.wantNothing(20 * time.Second)
				if got := sc.knows(wire.Lobby); !slices.Equal(got, known) {
					t.Errorf("known is %q, want %q", got, known)
				}
				sc.quiet()
				p.says("eve", "live")
				if m := sc.wantMessage("eve", "live", Sent); m.Seq <= place {
					t.Errorf("after place %d comes the live one with %d", place, m.Seq)
				}
			})
		})
	}
}

// What the other journal brings because of the number it was told, and what the
// page has, is one.
func TestAnotherJournalThatBringsSomething(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.send(sc.messages(3)...)
		synctest.Wait()
		p.drop()
		sc.journal, sc.seq, sc.rooms = "j2", 0, map[string]int64{wire.Lobby: 0}
		all := sc.messages(5)
		p = sc.accept()
		p.greet("alice")
		p.welcome("alice")
		p.send(all[3:]...)
		p.want(wire.Who{})
		p.wantHistory(wire.Lobby, 6)
		p.page(false, all...)
		p.wantNothing(20 * time.Second)
		sc.wantKnown([]string{"1", "2", "3", "1", "2", "3", "4", "5"})
	})
}
