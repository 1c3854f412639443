package archive

import (
	"slices"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

// A type of event costs the archive one row: here is one that sets a flag.
func TestAFlagIsWhatTheNewestEventOfItsTypeSays(t *testing.T) {
	reducers["star"] = &reducer{flag: 2}
	defer delete(reducers, "star")
	star := func(d *diary, target string, off bool) session.Event {
		return d.next("p", "lobby", "bob", "star", wire.Content{Target: target, Off: off})
	}
	d := newDiary(t)
	early := star(d, "m2", false)
	said := []session.Event{d.say("lobby", "bob", "one"), d.say("lobby", "eve", "two")}
	late := star(d, "m3", false)
	off := star(d, "m2", true)
	d.store(early, said[0], said[1])
	starred := func() (ids []string) {
		for _, row := range d.page(Ask{Flag: "star"}).Rows {
			if !slices.Equal(row.Flags, []string{"star"}) {
				t.Errorf("%s has the flags %q", row.ID, row.Flags)
			}
			ids = append(ids, row.ID)
		}
		return ids
	}
	if got := starred(); !slices.Equal(got, []string{"m2"}) {
		t.Errorf("an event that came before its message has set the flag of %q", got)
	}
	if rows := d.store(late).Rows; len(rows) != 1 || rows[0].ID != "m3" {
		t.Errorf("of a flag is told %+v", rows)
	}
	if got := starred(); !slices.Equal(got, []string{"m2", "m3"}) {
		t.Errorf("the flag has %q", got)
	}
	d.store(off)
	if got := starred(); !slices.Equal(got, []string{"m3"}) {
		t.Errorf("after one is taken off the flag has %q", got)
	}
	if page := d.page(Ask{Flag: "star", Limit: 1}); len(page.Rows) != 1 || page.Older {
		t.Errorf("a page of one is %+v", page)
	}
}

// What this program does not know is stored as it came, for one that does.
func TestAnUnknownEventKeepsItsBody(t *testing.T) {
	d := newDiary(t)
	e := d.next("x", "lobby", "bob", "dance", wire.Content{})
	e.RoomEvent.Body = []byte(`{"steps":[1,2],"text":"waltz"}`)
	if _, err := d.p.Store([]session.Event{e}); err != nil {
		t.Fatal(err)
	}
	var body string
	if err := d.p.a.read(func(t *tx) { t.get(`SELECT body FROM events WHERE type = 'dance'`, nil, &body) }); err != nil || body != `{"steps":[1,2],"text":"waltz"}` {
		t.Errorf("its body is %s, %v", body, err)
	}
}
