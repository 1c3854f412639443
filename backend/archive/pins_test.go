package archive

import (
	"math/rand/v2"
	"slices"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

// The newest event about a pin counts, in whatever order pages bring them, and a
// message that is not to be read any more is not pinned.
func TestAMessageIsPinnedByTheNewestEventInAnyOrder(t *testing.T) {
	for seed := range uint64(8) {
		d := newDiary(t)
		pin := func(target string, off bool) session.Event {
			e := d.change("lobby", "bob", wire.PinType, target, "")
			e.RoomEvent.Off = off
			e.RoomEvent.Body = wire.Encode(e.RoomEvent.Content)
			return e
		}
		events := []session.Event{
			d.say("lobby", "bob", "one"), d.say("lobby", "bob", "two"), d.say("lobby", "bob", "three"),
			pin("m1", false), pin("m2", false), pin("m2", true), pin("m3", false),
			pin("m1", true), pin("m1", false), d.change("lobby", "bob", wire.RetractType, "m3", ""),
		}
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(events), func(i, k int) { events[i], events[k] = events[k], events[i] })
		for _, e := range events {
			d.store(e)
		}
		var texts []string
		for _, row := range d.page(Ask{Room: "lobby", Flag: wire.PinType, Limit: 50}).Rows {
			texts = append(texts, row.Text)
		}
		if !slices.Equal(texts, []string{"one"}) {
			t.Errorf("seed %d: %q are pinned, want one", seed, texts)
		}
		for _, row := range d.page(Ask{}).Rows {
			if row.Kind == wire.MessageType && slices.Contains(row.Flags, wire.PinType) != (row.ID == "m1") {
				t.Errorf("seed %d: %s has the flags %q", seed, row.ID, row.Flags)
			}
		}
	}
}
