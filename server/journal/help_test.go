package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"confab/server/wire"
)

// open opens a journal until the test ends.
func open(t testing.TB, cfg Config) *Journal {
	t.Helper()
	j, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

// newDir is a directory for a journal that does not exist.
func newDir(t testing.TB) string { return filepath.Join(t.TempDir(), "data") }

var keys atomic.Int64

// line is something said in a room, under a key of its own.
func line(room, from, text string) *wire.Event {
	return &wire.Event{
		Type: "message", Room: room, From: from,
		ID:   fmt.Sprintf("0199a0a0-0000-7000-8000-%012x", keys.Add(1)),
		Body: body(text),
	}
}

func body(text string) json.RawMessage {
	b, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return b
}

// again is e as a client sends it once more.
func again(e *wire.Event) *wire.Event {
	return &wire.Event{Type: e.Type, Room: e.Room, From: e.From, ID: e.ID, Body: e.Body}
}

// say appends lines to a room, one after the other, and returns them.
func say(t testing.TB, j *Journal, room string, texts ...string) (events []*wire.Event) {
	t.Helper()
	for _, text := range texts {
		e := line(room, "alice", text)
		if err := j.Append(t.Context(), []*wire.Event{e}); err != nil {
			t.Fatalf("%q is not stored: %v", text, err)
		}
		events = append(events, e)
	}
	return events
}

// all returns everything in a journal.
func all(t testing.TB, j *Journal) (events []*wire.Event) {
	t.Helper()
	for after := int64(0); ; after = events[len(events)-1].Seq {
		page, err := j.store.after(context.Background(), after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return events
		}
		events = append(events, page...)
	}
}

// wantSame checks that what has been read is what was appended.
func wantSame(t testing.TB, got, want []*wire.Event) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("there are %d events, want %d", len(got), len(want))
	}
	for i := range got {
		if g, w := string(wire.AppendEvent(nil, got[i])), string(wire.AppendEvent(nil, want[i])); g != w {
			t.Fatalf("event %d is\n%swant\n%s", i, g, w)
		}
	}
}
