package hub

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"confab/server/wire"
)

// Whatever changes the rooms, in whatever order, is taken back without a trace.
func TestADraftIsUndone(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	names := []string{"alice", "bob", "Bob", "carol", "dave"}
	d := &draft{rooms: newRooms()}
	kept := newRooms() // has what was committed alone
	undone, at := 0, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for n := range 2000 {
		var some []*wire.Event
		for range 1 + r.IntN(8) {
			e := &wire.Event{From: names[r.IntN(len(names))], Room: fmt.Sprint("room", r.IntN(8)), ID: fmt.Sprint(n), At: at.Add(time.Duration(n) * time.Hour)}
			body := wire.RoomBody{}
			switch e.Type = []string{wire.OpenType, wire.JoinType, wire.LeaveType, wire.TopicType, wire.InviteType}[r.IntN(5)]; e.Type {
			case wire.OpenType:
				body.Private = r.IntN(3) == 0
				if r.IntN(3) == 0 {
					other := names[r.IntN(len(names))]
					e.Room, body = wire.DirectRoom(e.From, other, 1), wire.RoomBody{Private: true, With: two(e.From, other)}
				}
			case wire.TopicType:
				body.Topic = fmt.Sprint("topic ", n)
			case wire.InviteType:
				body.Name, body.Offer = names[r.IntN(len(names))], r.IntN(4) > 0
			case wire.LeaveType:
				body.Offer = r.IntN(3) == 0
			}
			if e.Body = wire.Encode(body); d.Check(e) == nil {
				d.Apply(e)
				some = append(some, e)
			}
		}
		if r.IntN(2) == 0 {
			d.Undo()
			undone += len(some)
		} else {
			d.Commit()
			for _, e := range some {
				kept.apply(e, nil)
			}
		}
		kept.offers.changed = nil // which nothing is noted in of a draft
		if !reflect.DeepEqual(d.rooms, kept) {
			t.Fatalf("after %d rounds the draft has other rooms than what is stored makes", n+1)
		}
	}
	if undone < 500 {
		t.Errorf("%d changes were undone, want more for a test", undone)
	}
}
