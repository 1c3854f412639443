package journal

import (
	"slices"
	"testing"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// withFile is a message that has a file, and a picture with its preview.
func withFile(room, id string) *wire.Event {
	body := `{"text":"","files":[{"hash":"file","size":1,"name":"a"},{"hash":"picture","size":1,"name":"b","preview":"small"}]}`
	return &wire.Event{Type: wire.MessageType, Room: room, From: "Ann", ID: id, Body: []byte(body)}
}

func wantRooms(t *testing.T, j *Journal, want ...string) {
	t.Helper()
	for _, hash := range []string{"file", "picture", "small"} {
		rooms, err := j.RoomsWithFile(t.Context(), hash)
		if slices.Sort(rooms); err != nil || !slices.Equal(rooms, want) {
			t.Errorf("%s is in %q, %v, want %q", hash, rooms, err, want)
		}
	}
}

func TestTheJournalKnowsWhichMessagesHaveFiles(t *testing.T) {
	dir := newDir(t)
	j := open(t, Config{Dir: dir})
	mustAppend := func(events ...*wire.Event) {
		t.Helper()
		if err := j.Append(t.Context(), events); err != nil {
			t.Fatal(err)
		}
	}
	mustAppend(&wire.Event{Type: wire.OpenType, Room: "den", From: "Ann", ID: "o1", Body: []byte("{}")})
	mustAppend(withFile("lobby", "m1"), withFile("den", "m2"))
	say(t, j, "lobby", `not a file: ,"files":[{"hash":"none"`)
	wantRooms(t, j, "den", "lobby")
	if hashes, err := j.FilesOf(t.Context(), "ann"); err != nil || len(hashes) != 6 {
		t.Errorf("Ann has posted %q, %v", hashes, err)
	}
	if e, err := j.At(t.Context(), 2); err != nil || e.ID != "m1" {
		t.Errorf("event 2 is %+v, %v", e, err)
	}
	if rooms, err := j.RoomsWithFile(t.Context(), "none"); err != nil || len(rooms) > 0 {
		t.Errorf("a text makes a file: %q, %v", rooms, err)
	}
	mustAppend(&wire.Event{Type: wire.EditType, Room: "lobby", From: "Ann", ID: "e1", Body: []byte(`{"target":"m1","text":"more"}`)})
	wantRooms(t, j, "den", "lobby")
	mustAppend(&wire.Event{Type: wire.RetractType, Room: "lobby", From: "Ann", ID: "r1", Body: []byte(`{"target":"m1"}`)})
	wantRooms(t, j, "den")
	mustAppend(&wire.Event{Type: wire.CloseType, Room: "den", From: "Ann", ID: "c1", Body: []byte("{}")})
	wantRooms(t, j)
	if hashes, err := j.FilesOf(t.Context(), "ann"); err != nil || len(hashes) > 0 {
		t.Errorf("of a room that has ended there are %q, %v", hashes, err)
	}
	if _, err := j.At(t.Context(), 3); err != model.ErrUnknown {
		t.Errorf("a message of a room that has ended is %v", err)
	}
	mustAppend(withFile("lobby", "m3"))
	wantRooms(t, j, "lobby")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	d := must(openDisk(dir, nil))
	if _, _, err := d.expire(time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if rooms, err := d.roomsWithFile(t.Context(), "small"); err != nil || len(rooms) > 0 {
		t.Errorf("a message that has expired has a file: %q, %v", rooms, err)
	}
	if err := d.close(); err != nil {
		t.Error(err)
	}
}
