package session

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// What a server can have a session keep has limits, whatever it says.
func TestAServerCannotFillTheMemory(t *testing.T) {
	k := newReplica()
	for i := range maxRooms + 100 {
		if fits := k.enter(&wire.RoomInfo{Name: fmt.Sprint("r", i)}, false); fits != (i < maxRooms) {
			t.Fatalf("room %d: there is place: %v", i, fits)
		}
	}
	if len(k.rooms) != maxRooms {
		t.Errorf("%d rooms are kept, want %d", len(k.rooms), maxRooms)
	}
	for i := range int64(maxGaps + 100) {
		k.follow(&wire.Event{Room: "r0", Seq: 3*i + 3, Prev: 3*i + 2})
	}
	if len(k.gaps) != maxGaps || k.gaps[maxGaps-1].before != 3*(maxGaps+99)+3 {
		t.Errorf("%d gaps are kept, want the newest %d", len(k.gaps), maxGaps)
	}
	if k.follow(&wire.Event{Room: "unknown", Seq: 9, Prev: 8}); len(k.rooms) != maxRooms {
		t.Errorf("%d rooms are kept after an event of another one", len(k.rooms))
	}

	long := []byte(strings.Repeat("x", wire.MaxLine)) // no JSON, which is quickly read
	for i := range int64(3 * maxKnownBytes / wire.MaxLine) {
		k.add(&wire.Event{Type: wire.MessageType, Room: "r0", Seq: i + 1, Body: long}, "alice")
		if k.bytes > maxKnownBytes*11/10 {
			t.Fatalf("%d bytes are kept", k.bytes)
		}
	}
	bytes := 0
	for _, p := range k.all {
		bytes += p.bytes
	}
	if bytes != k.bytes || bytes < maxKnownBytes*9/10 {
		t.Errorf("%d bytes are kept and %d counted", bytes, k.bytes)
	}

	var p roster
	p.begin()
	tooLong := strings.Repeat("x", maxNameBytes+1)
	for i, last := 0, false; !last; i++ {
		names := []string{tooLong}
		for n := range 3000 {
			names = append(names, fmt.Sprint(i, "-", n))
		}
		last = p.page(&wire.Names{Names: names, More: true}) // and there are always more
	}
	if c := p.change(&wire.Presence{Came: []string{"one more"}}); c != nil {
		t.Errorf("one more than are kept is told: %+v", c)
	}
	if _, here := p.here[tooLong]; len(p.here) != maxPeople || len(p.coming) != 0 || here {
		t.Errorf("%d people are kept, want %d", len(p.here), maxPeople)
	}
}

// A window counts in float64, and a seq that is next to the greatest number is
// no way to make the places of another journal lower.
func TestPlacesHaveALimit(t *testing.T) {
	k := newReplica()
	k.begin(&wire.Welcome{Journal: "j1"})
	if _, fresh := k.add(&wire.Event{Seq: MaxPlace}, "alice"); !fresh {
		t.Error("the greatest place is not taken")
	}
	k.begin(&wire.Welcome{Journal: "j2"})
	if e, fresh := k.add(&wire.Event{Seq: 1}, "alice"); fresh {
		t.Errorf("behind the greatest place comes %+v", e)
	}
}

func TestAHostileSeqIsNotAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for _, line := range []string{
			`{"type":"room","name":"tea","seq":9223372036854775807}`,
			`{"type":"room","name":"tea","seq":-1}`,
			`{"type":"room","name":"tea","seq":1,"read":-1}`,
			`{"type":"room","name":"tea","seq":1,"read":9007199254740992}`,
			`{"type":"room","name":"Tea \u001b[2J","seq":1}`,
			`{"type":"room","name":"tea","seq":1,"with":["a","b","c"]}`,
			`{"type":"message","room":"lobby","seq":9223372036854775807,"prev":9223372036854775806,"at":"2026-01-01T00:00:00Z","from":"eve","id":"k","text":"x"}`,
		} {
			p.Write(line + "\n")
		}
		p.wantNothing(pingAfter / 2)
		if known := sc.Backlog(); len(known) != 2 {
			t.Errorf("known is %+v, want the lobby alone", known)
		}
	})
}

// A session remembers so many messages, the newest.
func TestTheOldestAreForgotten(t *testing.T) {
	k := newReplica()
	for i := range int64(3 * maxKnown) {
		if _, fresh := k.add(&wire.Event{Seq: i + 1, ID: fmt.Sprint(i)}, "alice"); !fresh {
			t.Fatalf("event %d is not taken", i)
		}
		if len(k.all) > maxKnown*11/10 {
			t.Fatalf("%d messages are known", len(k.all))
		}
	}
	for i := range k.all {
		if want := int64(3*maxKnown - len(k.all) + i + 1); k.all[i].place != want {
			t.Fatalf("known is place %d, want %d", k.all[i].place, want)
		}
	}
	if len(k.all) < maxKnown || k.floor != k.all[0].place-1 {
		t.Errorf("%d are known behind %d", len(k.all), k.floor)
	}
}
