package session

import (
	"slices"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// inTea is a welcome of alice, who is in the room tea that began at first.
func (p *peer) inTea(first, seq int64) {
	p.T.Helper()
	p.answer(wire.Welcome{Journal: "j1", You: "alice", Limits: wire.Limits{Line: wire.MaxLine, Page: wire.MaxPage}, Rooms: []wire.RoomInfo{
		{Name: wire.Lobby, Members: 1}, {Name: "tea", Seq: seq, First: first, Members: 2},
	}})
}

// backAfterTheEnd brings alice back to a server where the room that she has
// written for has ended, and another device of hers is in the next one of the name.
func (sc *harness) backAfterTheEnd() *peer {
	sc.t.Helper()
	p := sc.accept()
	p.greet("alice")
	p.inTea(9, 10)
	return p
}

func TestWhatWaitsForARoomGoesToNoOtherOfItsName(t *testing.T) {
	for _, c := range []struct{ first, aim int64 }{{1, 1}, {0, 2}} { // an older server, or archive, does not say the first
		synctest.Test(t, func(t *testing.T) {
			kept := &box{}
			sc := openWith(t, kept)
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			p.greet("alice")
			p.inTea(c.first, 2)
			if err := <-outcome; err != nil {
				t.Fatal(err)
			}
			p.drop()
			sc.goDown(errGone)
			sc.wantState(Offline)
			requests := []any{
				wire.Say{Room: "tea", ID: "k1", Text: "secret"}, wire.Edit{Room: "tea", ID: "k2", Target: "m", Text: "secret"},
				wire.Retract{Room: "tea", ID: "k3", Target: "m"}, wire.React{Room: "tea", ID: "k4", Target: "m", Emoji: "👍"},
				wire.Leave{Room: "tea", ID: "k5"}, wire.Topic{Room: "tea", ID: "k6", Topic: "secret"},
				wire.Invite{Room: "tea", ID: "k7", Name: "bob"}, wire.Remove{Room: "tea", ID: "k8", Target: "m"},
			}
			for _, request := range append(requests, wire.Say{Room: wire.Lobby, ID: "k9", Text: "hi"}) {
				if err := sc.Do(request); err != nil {
					t.Fatal(err)
				}
			}
			if err := sc.Do(requests[0]); err != nil {
				t.Errorf("the same once more came to %v", err)
			}
			for i, p := range kept.kept[:len(requests)] {
				r, bad := wire.ParseRequest(p.Line[:len(p.Line)-1])
				if kind := wire.RequestOf(requests[i]); bad != nil || kind.First(r) != c.aim {
					t.Errorf("kept is %s, want it for the room that began at %d", p.Line, c.aim)
				}
			}

			sc.goDown(nil)
			sc.Reconnect()
			p = sc.backAfterTheEnd()
			var refused []string
			for range requests {
				for {
					if e := sc.next(); e.Refusal != nil {
						refused = append(refused, e.Refusal.ID+" "+string(e.Refusal.Reason.Code))
						break
					}
				}
			}
			want := []string{"k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8"}
			for i := range want {
				want[i] += " room-ended"
			}
			if !slices.Equal(refused, want) {
				t.Errorf("refused is %q, want %q", refused, want)
			}
			synctest.Wait()
			if keys := kept.keys(); !slices.Equal(keys, []string{"k9"}) {
				t.Errorf("kept is %q, want what is for the lobby", keys)
			}
			p.want(wire.Who{})
			p.want(wire.Say{Room: wire.Lobby, ID: "k9", Text: "hi"})

			// Whoever wrote it says it once more, and means the room as it is now.
			if err := sc.Do(requests[0]); err != nil {
				t.Fatal(err)
			}
			for {
				if say, ok := p.read().(*wire.Say); ok {
					if say.First != 9 {
						t.Errorf("said again it is for the room that began at %d, want 9", say.First)
					}
					break
				}
			}
		})
	}
}

// A program that starts anew knows from the outbox alone which room was meant.
func TestWhatWaitedSinceBeforeTheStartIsForItsRoomAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{}
		line := wire.AppendRequest(nil, wire.Say{Room: "tea", ID: "k1", Text: "secret", First: 2})
		old := wire.AppendRequest(nil, wire.Say{Room: "tea", ID: "k2", Text: "of an older program"})
		kept.kept = []Pending{
			{ID: "k1", Server: red, Journal: "j1", Name: "alice", Line: line},
			{ID: "k2", Server: red, Journal: "j1", Name: "alice", Line: old},
		}
		sc := openWith(t, kept)
		outcome := sc.connect(lab, "alice")
		p := sc.backAfterTheEnd()
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if r := sc.wantRefusal("k1"); r.Reason.Code != Code(wire.RoomEnded) {
			t.Errorf("it is refused because of %v", r.Reason)
		}
		for {
			if say, ok := p.read().(*wire.Say); ok {
				if say.ID != "k2" {
					t.Errorf("the server receives %+v", say)
				}
				break
			}
		}
	})
}
