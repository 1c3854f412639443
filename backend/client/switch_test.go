package client_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/backend/archive"
	"confab/backend/client"
)

// Who goes from one name to another that was here before has what was read and
// joined by either for themselves.
func TestWhatIsKnownOfOneIsNotTakenForTheOther(t *testing.T) {
	address, _ := serve(t)
	bob := enter(t, "", address, "bob")
	alice := enter(t, "", address, "alice")
	become := func(name, hears string) archive.Row {
		t.Helper()
		if err := alice.Connect(t.Context(), address, name); err != nil {
			t.Fatal(err)
		}
		bob.say("lobby", hears)
		return alice.untilRow(hears)
	}
	if err := alice.OpenRoom(t.Context(), "hers", "", true); err != nil {
		t.Fatal(err)
	}
	alice.untilRoom("hers", func(archive.Room) bool { return true })
	become("carol", "one")
	last := become("alice", "two")
	if err := alice.Read("lobby", last.Seq); err != nil {
		t.Fatal(err)
	}
	become("carol", "three")
	become("alice", "four")
	newest := become("carol", "five")
	alice.untilRoom("lobby", func(r archive.Room) bool { return r.Seq == newest.Seq })
	events, _ := alice.Backlog()
	var rooms []string
	for _, e := range events {
		if e.Room == nil {
			continue
		}
		rooms = append(rooms, e.Room.Name)
		if e.Room.Name == "lobby" && (e.Room.Unread != 5 || e.Room.Read >= last.Seq) {
			t.Errorf("carol has read up to %d, and %d are unread: alice has read up to %d, carol nothing", e.Room.Read, e.Room.Unread, last.Seq)
		}
	}
	if !slices.Equal(rooms, []string{"lobby"}) {
		t.Errorf("carol is in %q, want the lobby", rooms)
	}
}

// A page that is asked for while the person goes to another server is not kept
// for the one before.
func TestAPageOfTheNextServerIsNotOneOfTheOneBefore(t *testing.T) {
	here, _ := serve(t)
	there, _ := serve(t)
	enter(t, "", there, "eve").say("lobby", "elsewhere")
	alice := enter(t, "", here, "alice")
	patient, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	kept := alice.Meanwhile(patient, "lobby", func() {
		if err := alice.Connect(t.Context(), there, "alice"); err != nil {
			t.Error(err)
		}
	})
	if patient.Err() != nil || <-kept {
		t.Error("the page is not given up")
	}
	alice.untilRow("elsewhere")
}

// The server spells somebody otherwise than it did: so do all rows.
func TestOneselfIsSpelledAsTheServerSpellsOneNow(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	alice.say("lobby", "mine")
	alice.Leave()
	if err := alice.Connect(t.Context(), address, "Alice"); err != nil {
		t.Fatal(err)
	}
	alice.say("lobby", "mine, too")
	for _, row := range alice.page(archive.Ask{Room: "lobby", Limit: 50}).Rows {
		if row.Own && row.From != alice.At().You {
			t.Errorf("%q is from %s, and she is %s", row.Text, row.From, alice.At().You)
		}
	}
}

// Who can keep nothing more hears what is said all the same.
func TestWhatCannotBeKeptIsTold(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	bob := enter(t, "", address, "bob")
	if err := alice.kept.Close(); err != nil {
		t.Fatal(err)
	}
	row := bob.say("lobby", "is your disk full?")
	if got := alice.untilRow(row.Text); got.Seq != row.Seq || got.ID != row.ID {
		t.Errorf("alice is told %+v, want what bob has said: %+v", got, row)
	}
	bob.say("lobby", "it is")
	alice.untilRow("it is")
	later, _ := alice.Backlog() // what a window is told that comes then
	var warnings []string
	for _, e := range slices.Concat(alice.told(), later) {
		if e.Warning != nil {
			warnings = append(warnings, e.Warning.Error())
		}
	}
	if len(warnings) != 2 || warnings[0] != warnings[1] || warnings[0] != string(client.ArchiveFails) {
		t.Errorf("alice is warned, and again in another window: %q", warnings)
	}
}

// Whatever a page of the window asks for, only rooms that there are change, and
// what is read is here.
func TestAWindowCannotMakeRoomsUp(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	bob := enter(t, "", address, "bob")
	bob.say("lobby", "one")
	alice.untilRow("one")
	for what, do := range map[string]func() error{
		"a draft":              func() error { return alice.SetDraft("nowhere", "x") },
		"a draft of 100 MB":    func() error { return alice.SetDraft("lobby", strings.Repeat("x", 100<<20)) },
		"reading":              func() error { return alice.Read("nowhere", 1) },
		"marking":              func() error { return alice.MarkUnread("nowhere", 1) },
		"what is wanted of it": func() error { return alice.SetNotify("nowhere", client.All) },
	} {
		if err := do(); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	if err := alice.Look("nowhere", true); err != nil {
		t.Error(err)
	}
	if err := alice.Read("lobby", 1<<50); err != nil {
		t.Fatal(err)
	}
	row := bob.say("lobby", "two")
	alice.untilRoom("lobby", func(r archive.Room) bool { return r.Seq == row.Seq && r.Unread == 1 })
	if err := alice.SetDraft("lobby", "half"); err != nil {
		t.Fatal(err)
	}
	events, shown := alice.Backlog()
	if shown != "" {
		t.Errorf("the room %q is remembered", shown)
	}
	for _, e := range events {
		if e.Room != nil && (e.Room.Name != "lobby" || e.Room.Draft != "half") {
			t.Errorf("a window that comes later is told of %+v", e.Room)
		}
	}
}

// What is told of a change grows with the change: not with the text of the message
// that somebody reacts to, with those of the answers that quote it, or with a draft.
func TestAChangeIsToldAlone(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	bob := enter(t, "", address, "bob")
	long := strings.Repeat("long ", 10_000)
	if err := alice.SetDraft("lobby", long); err != nil {
		t.Fatal(err)
	}
	first := bob.say("lobby", long)
	for i := range 3 {
		if err := send(bob, "lobby", fmt.Sprint("answer-", i), fmt.Sprint(i, long), first.ID); err != nil {
			t.Fatal(err)
		}
		alice.untilRow(fmt.Sprint(i, long))
	}
	bytes := func(what string, do func() error, told func(client.Event) bool) {
		t.Helper()
		before := len(alice.told())
		if err := do(); err != nil {
			t.Fatal(err)
		}
		alice.until(what, func() bool { return slices.ContainsFunc(alice.events[before:], told) })
		after := bob.say("lobby", what)
		alice.untilRow(after.Text)
		b, err := json.Marshal(alice.told()[before:])
		if err != nil {
			t.Fatal(err)
		}
		if t.Logf("%s: %d bytes for the window", what, len(b)); len(b) > 10_000 {
			t.Errorf("%s: %d bytes for the window, of a message of %d", what, len(b), len(long))
		}
	}
	bytes("a reaction", func() error {
		return bob.Change(t.Context(), "lobby", map[string]any{"type": "react", "id": "r", "target": first.ID, "emoji": "👍"})
	}, func(e client.Event) bool {
		return e.Part != nil && e.Part.ID == first.ID && len(e.Part.Reactions) == 1
	})
	bytes("an edit", func() error {
		return bob.Change(t.Context(), "lobby", map[string]any{"type": "edit", "id": "e", "target": first.ID, "text": "short"})
	}, func(e client.Event) bool {
		return e.Part != nil && e.Part.ID == "answer-2" && e.Part.Quote != nil && e.Part.Quote.Text == "short"
	})
}
