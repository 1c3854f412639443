package archive

import (
	"slices"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

// Older servers let each device of an account have its own spelling.
func TestRowsHaveTheNewestSpellingOfEverybody(t *testing.T) {
	d := newDiary(t)
	older := d.say("tea", "bOb", "long ago") // fetched later
	guest := d.say("lobby", "BOB", "as a guest")
	guest.RoomEvent.Guest = true
	old := d.say("lobby", "Alice", "mine, too") // stored when it was not known for hers
	old.RoomEvent.Own = false
	d.store(
		guest, old,
		d.say("lobby", "Bob", "one"), d.answer("lobby", "bOb", "two", "m4"),
		d.change("lobby", "carl", wire.ReactType, "m4", "👍"), d.change("lobby", "BOB", wire.ReactType, "m4", "🎉"),
		d.change("lobby", "Carl", wire.InviteType, "", "BoB"),
		d.say("lobby", "bob", "three"),
	)
	if d.p.guest.Load() {
		t.Fatal("alice is a guest")
	}
	rows := d.page(Ask{}).Rows
	want := []string{
		"2 BOB: as a guest", "3 alice: mine, too", "4 bob: one 👍[Carl] 🎉[bob]", "5 bob: two re 4 bob: one",
		"8 Carl invitebob", "9 bob: three",
	}
	if got := lines(rows); !slices.Equal(got, want) {
		t.Errorf("the rows are\n%q, want\n%q", got, want)
	}
	if !rows[1].Own || rows[2].Own {
		t.Errorf("own are %v and %v, want the first", rows[1].Own, rows[2].Own)
	}
	found, err := d.p.Search("one", "", 0, 10)
	if err != nil || len(found.Hits) != 1 || found.Hits[0].From != "bob" {
		t.Errorf("found is %+v, %v", found, err)
	}
	// The name is another account's later, or the server respells it.
	d.store(d.say("lobby", "BOB", "four"))
	if got := d.page(Ask{}).Rows[2].From; got != "BOB" {
		t.Errorf("what bob has said is from %s now, want BOB", got)
	}
	// What is older, and fetched later, changes nothing.
	if _, err := d.p.StorePage("tea", 0, []session.Event{older}, false); err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{"lobby", "tea"} {
		if got := d.page(Ask{Room: room}).Rows; got[min(2, len(got)-1)].From != "BOB" {
			t.Errorf("what bob has said in %s is %q, want all of it from BOB", room, lines(got))
		}
	}
}

// Somebody who is spelled otherwise by now takes off what they have put there,
// and has put it there once.
func TestAReactionIsOnePersonsHoweverTheyAreSpelled(t *testing.T) {
	d := newDiary(t)
	d.store(
		d.say("lobby", "carl", "one"),
		d.change("lobby", "bob", wire.ReactType, "m1", "👍"), d.change("lobby", "Bob", wire.ReactType, "m1", "👍"), d.change("lobby", "ann", wire.ReactType, "m1", "👍"),
		d.change("lobby", "alice", wire.ReactType, "m1", "🎉"), d.unreact("lobby", "Alice", "m1", "🎉"),
		d.change("lobby", "BOB", wire.ReactType, "m1", "👀"),
	)
	if got, want := lines(d.page(Ask{}).Rows), []string{"1 carl: one 👍[BOB ann] 👀[BOB]"}; !slices.Equal(got, want) {
		t.Errorf("the rows are %q, want %q", got, want)
	}
	d.store(d.unreact("lobby", "BOB", "m1", "👍"))
	if got, want := lines(d.page(Ask{}).Rows), []string{"1 carl: one 👍[ann] 👀[BOB]"}; !slices.Equal(got, want) {
		t.Errorf("then the rows are %q, want %q", got, want)
	}
	// An older program has kept one under each spelling.
	if err := d.p.a.write(func(t *tx) {
		t.do(`INSERT INTO reactions SELECT room, target, emoji, n.id, own, first, last, off FROM reactions, names n WHERE emoji = '👀' AND n.name = 'bob'`)
	}); err != nil {
		t.Fatal(err)
	}
	d.store(d.unreact("lobby", "Bob", "m1", "👀"))
	if got, want := lines(d.page(Ask{}).Rows), []string{"1 carl: one 👍[ann]"}; !slices.Equal(got, want) {
		t.Errorf("in the end the rows are %q, want %q", got, want)
	}
}

func TestAPersonIsFoundByAnySpelling(t *testing.T) {
	d := newDiary(t)
	d.store(d.say("lobby", "alice", "mine"))
	if err := d.p.Met(session.Connection{Address: "lab3:6667"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"alice", "Alice", "ALICE"} {
		p, err := d.p.a.Find("key", name)
		q, err2 := d.p.a.Recall("lab3:6667", name)
		if p == nil || q == nil || err != nil || err2 != nil || !p.Is(d.p) || !q.Is(d.p) {
			t.Errorf("%s is found as %v, %v, and recalled as %v, %v", name, p, err, q, err2)
		}
	}
	if p, err := d.p.a.Find("key", "aIice"); p != nil || err != nil {
		t.Errorf("aIice is found as %v, %v", p, err)
	}
	// The server spells her otherwise: she is the same, and all of it is hers.
	p, err := d.p.a.Person("key", "Alice")
	if err != nil || !p.Is(d.p) || p.Name() != "Alice" {
		t.Fatalf("Alice is %+v, %v", p, err)
	}
	d.p = p
	if row := d.page(Ask{}).Rows[0]; !row.Own || row.From != "Alice" {
		t.Errorf("what she has said is %+v", row)
	}
	if past, err := p.Snapshot(); err != nil || past.You != "Alice" {
		t.Errorf("her past is %+v, %v", past, err)
	}
}

// Older programs kept a person under each spelling that they came with.
func TestOfTwoSpellingsOfOnePersonTheOneThatIsAskedForIsFound(t *testing.T) {
	d := newDiary(t)
	if err := d.p.a.write(func(t *tx) { t.do(`INSERT INTO accounts (server, name) VALUES ('key', 'Alice')`) }); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"alice": "alice", "Alice": "Alice", "ALICE": "Alice"} {
		p, err := d.p.a.Find("key", name)
		if err != nil || p == nil || p.Name() != want {
			t.Errorf("%s is found as %v, %v, want %s", name, p, err, want)
		}
	}
	if p, err := d.p.a.Person("key", "alice"); err != nil || !p.Is(d.p) {
		t.Errorf("alice is %v, %v", p, err)
	}
}
