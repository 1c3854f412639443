package archive

import (
	"reflect"
	"testing"

	"confab/backend/session"
)

func TestWhoWasThereLastIsRecalled(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	met := session.Connection{Address: "lab3:6667", Server: "Lab 3", ServerKey: "key", Verified: true, Role: "member", Journal: "j1", Base: 5}
	d := diaryIn(t, a)
	d.seq = 5
	d.store(entered("lobby", 6, 7), d.say("lobby", "bob", "hi"), d.say("lobby", "bob", "there"))
	other, err := a.Person("another key", "alice")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*Person{other, d.p} { // another server had the address before
		if err := p.Met(met); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = open(t, dir)
	p, err := a.Recall("lab3:6667", "alice")
	if err != nil || p == nil {
		t.Fatalf("recalled is %v, %v", p, err)
	}
	past, err := p.Snapshot()
	want := &session.Snapshot{
		Journal: "j1", Base: 5, Top: 7, Server: "Lab 3", ServerKey: "key", Verified: true, Role: "member", You: "alice",
		Rooms: []session.RoomSnapshot{{Room: session.Room{Name: "lobby", Members: 2, With: []string{}, Read: 6, Seq: 7}, Last: 7}},
	}
	if err != nil || !reflect.DeepEqual(past, want) {
		t.Errorf("their past is %+v, %v, want %+v", past, err, want)
	}
	for _, c := range [][2]string{{"lab3:6668", "alice"}, {"lab3:6667", "bob"}} {
		if p, err := a.Recall(c[0], c[1]); p != nil || err != nil {
			t.Errorf("%q is recalled as %+v, %v", c, p, err)
		}
	}
	if found, err := p.Search("there", "", 0, 10); err != nil || len(found.Hits) != 1 {
		t.Errorf("alice finds %+v, %v", found, err)
	}
	other, err = a.Person("another key", "alice")
	if err != nil {
		t.Fatal(err)
	}
	if found, err := other.Search("there", "", 0, 10); err != nil || len(found.Hits) != 0 {
		t.Errorf("alice finds what was said on another server: %+v, %v", found, err)
	}
	if page, err := other.Page(Ask{Room: "lobby", Limit: 10}); err != nil || len(page.Rows) != 0 {
		t.Errorf("alice has what was said on another server: %+v, %v", page, err)
	}
}
