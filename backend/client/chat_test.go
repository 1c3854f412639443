package client_test

import (
	"context"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/session"
	"confab/build/scripted"
	"confab/server/wire"
)

// What was said is there at the next start, before there is a connection and
// without one.
func TestANextStartNeedsNoServer(t *testing.T) {
	address, stop := serve(t)
	dir := t.TempDir()
	alice := enter(t, dir, address, "alice")
	bob := enter(t, "", address, "bob")
	bob.say("lobby", "the printer is free")
	alice.untilRow("the printer is free")
	alice.say("lobby", "thanks")
	if err := alice.SetDraft("lobby", "half a sen"); err != nil {
		t.Fatal(err)
	}
	alice.close()
	bob.close()
	stop()

	again := open(t, dir)
	if !again.Known(address, "alice") || again.Known(address, "eve") {
		t.Fatal("the archive knows others than it should")
	}
	if err := again.Resume(address, "alice"); err != nil {
		t.Fatal(err)
	}
	again.until("the draft is told", func() bool {
		return again.has(func(e client.Event) bool {
			return e.Room != nil && e.Room.Name == "lobby" && e.Room.Draft == "half a sen"
		})
	})
	page := again.page(archive.Ask{Room: "lobby", Limit: 50})
	if got, want := texts(page), []string{"the printer is free", "thanks"}; !slices.Equal(got, want) {
		t.Errorf("without a server there is %q, want %q", got, want)
	}
	if state := again.At().State; state != session.Offline {
		t.Errorf("the session is %s, want offline", state)
	}
	if err := send(again, "lobby", "late", "said in the dark", ""); err != nil {
		t.Errorf("what is said now is not kept: %v", err)
	}
	again.close()

	third := open(t, dir)
	if err := third.Resume(address, "alice"); err != nil {
		t.Fatal(err)
	}
	third.until("what waits", func() bool {
		return third.has(func(e client.Event) bool {
			return e.Row != nil && e.Row.Text == "said in the dark" && e.Row.State == archive.Waiting
		})
	})
}

// fill has somebody say more in the lobby than a server tells who comes, and
// returns it.
func fill(t *testing.T, address string) (said []string) {
	t.Helper()
	bob := enter(t, "", address, "bob")
	for i := range 560 {
		said = append(said, fmt.Sprint("line ", i))
		if err := send(bob, "lobby", fmt.Sprint("l", i), said[i], ""); err != nil {
			t.Fatal(err)
		}
		if i%40 == 39 { // or else the server has to keep too much for bob
			bob.untilRow(said[i])
		}
	}
	return said
}

// Somebody new reads back as far as there is anything, and then has it.
func TestHistoryIsFetchedWhenItIsReadAndKept(t *testing.T) {
	address, stop := serve(t)
	want := fill(t, address)
	alice := enter(t, "", address, "alice")
	alice.untilRow(want[len(want)-1])

	// With each page the window asks for the first row of the one below again:
	// what is missing before that is missing in front of its page, which brings it.
	read := func() (said []string) {
		page := alice.page(archive.Ask{Room: "lobby", Limit: 25})
		for {
			said = append(texts(page), said...)
			if !page.Older {
				return said
			}
			page = alice.page(archive.Ask{Room: "lobby", Before: page.Rows[0].Seq + 1, Limit: 26})
			if len(page.Rows) < 2 {
				t.Fatal("there is more, and there is not")
			}
			page.Rows = page.Rows[:len(page.Rows)-1]
		}
	}
	if got := read(); !slices.Equal(got, want) {
		t.Fatalf("%d messages are read, want %d in their order: %q", len(got), len(want), got)
	}
	stop()
	alice.untilState(session.Shutdown)
	if got := read(); !slices.Equal(got, want) {
		t.Errorf("without the server %d messages are read, want %d", len(got), len(want))
	}
}

func TestEverythingIsFetchedQuietlyIfWanted(t *testing.T) {
	address, _ := serve(t)
	said := fill(t, address)
	alice := enter(t, "", address, "alice")
	alice.untilRow(said[len(said)-1])
	if found, err := alice.Search(`"line 7"`, "", 0); err != nil || len(found.Hits) != 0 {
		t.Fatalf("the beginning is here already: %v, %v", found, err)
	}
	alice.KeepAll(true)
	alice.untilChat("the first line", func() bool {
		found, err := alice.Search(`"line 7"`, "", 0)
		return err == nil && len(found.Hits) == 1
	})
}

// A notification is for who is spoken to and does not look.
func TestWhoDoesNotLookIsTold(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	bob := enter(t, "", address, "bob")
	alice.SetNotifyPrefs(client.NotifyPrefs{Notify: client.Mentions})
	look := func(room string, front bool) {
		if err := alice.Look(room, front); err != nil {
			t.Fatal(err)
		}
	}
	told := func(text string) {
		bob.say("lobby", text)
		alice.untilRow(text)
	}
	look("lobby", true)
	told("@alice you see this")
	look("lobby", false)
	told("nobody in particular")
	alice.SetNotifyPrefs(client.NotifyPrefs{Notify: client.Mentions, DoNotDisturb: true})
	told("@alice not now")
	alice.SetNotifyPrefs(client.NotifyPrefs{Notify: client.Mentions})
	if err := alice.SetNotify("lobby", client.Nothing); err != nil {
		t.Fatal(err)
	}
	told("@alice not here")
	if err := alice.SetNotify("lobby", client.Mentions); err != nil {
		t.Fatal(err)
	}
	row := bob.say("lobby", "@alice this one")
	alice.until("a notification", func() bool { return len(alice.notes) > 0 })
	want := []string{fmt.Sprintf("lobby %d|bob · #lobby|@alice this one", row.Seq)}
	alice.mu.Lock()
	notes := slices.Clone(alice.notes)
	alice.mu.Unlock()
	if !reflect.DeepEqual(notes, want) {
		t.Errorf("alice was told %q, want %q", notes, want)
	}
	id, _, _ := strings.Cut(notes[0], "|")
	alice.Show(client.ParsePlace(id))
	alice.until("what was clicked", func() bool {
		return alice.has(func(e client.Event) bool {
			return e.Show != nil && *e.Show == client.Place{Room: "lobby", Seq: row.Seq}
		})
	})
}

// One number of each room says what is unread, and both devices have it.
func TestReadOnOneDeviceIsReadOnTheOther(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	phone := enter(t, "", address, "alice")
	bob := enter(t, "", address, "bob")
	bob.say("lobby", "one")
	row := bob.say("lobby", "@alice two")
	for _, device := range []*person{alice, phone} {
		device.untilRoom("lobby", func(r archive.Room) bool { return r.Unread == 2 && r.Mentions == 1 })
		device.until("the sum", func() bool { return device.unread == 2 })
	}
	if err := alice.Read("lobby", row.Seq); err != nil {
		t.Fatal(err)
	}
	phone.untilRoom("lobby", func(r archive.Room) bool { return r.Unread == 0 && r.Read == row.Seq })
	phone.until("the sum", func() bool { return phone.unread == 0 })
	if err := alice.MarkUnread("lobby", row.Seq); err != nil {
		t.Fatal(err)
	}
	alice.untilRoom("lobby", func(r archive.Room) bool { return r.Unread == 1 && r.Mentions == 1 })
	alice.until("the sum", func() bool { return alice.unread == 1 })
	alice.Leave()
	alice.until("no sum where there is no chat", func() bool { return alice.unread == 0 })

	if err := alice.Connect(t.Context(), address, "alice"); err != nil {
		t.Fatal(err)
	}
	last := alice.say("lobby", "here again")
	alice.untilRoom("lobby", func(r archive.Room) bool { return r.Read == last.Seq })
	if alice.wasTold(func(e client.Event) bool { return e.Forget }) {
		t.Error("the same person has been forgotten")
	}
}

// A crash between the server's answer and its being noted leaves what has been
// said in the outbox: it does not wait.
func TestWhatIsSaidDoesNotWait(t *testing.T) {
	address, stop := serve(t)
	dir := t.TempDir()
	alice := enter(t, dir, address, "alice")
	row := alice.say("lobby", "said and stored")
	journal := alice.At().Journal
	alice.close()
	stop()
	kept, err := archive.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{row.ID, "another"} {
		line := wire.AppendRequest(nil, wire.Say{Room: "lobby", ID: key, Text: row.Text})
		if err := kept.Add(session.Pending{ID: key, Server: keyAt(address), Journal: journal, Name: "alice", At: time.Now(), Line: line}); err != nil {
			t.Fatal(err)
		}
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	if err := again.Resume(address, "alice"); err != nil {
		t.Fatal(err)
	}
	waits := func(key string) func(client.Event) bool {
		return func(e client.Event) bool { return e.Row != nil && e.Row.ID == key && e.Row.State == archive.Waiting }
	}
	again.until("what waits", func() bool { return again.has(waits("another")) })
	if again.wasTold(waits(row.ID)) {
		t.Error("what is stored waits")
	}
	events, _ := again.Backlog()
	if !slices.ContainsFunc(events, waits("another")) || slices.ContainsFunc(events, waits(row.ID)) {
		t.Error("a window that comes later does not hear of the same that waits")
	}
}

// A server that proves no key and names another one's journal is another one:
// what is kept of the one is not the other's.
func TestAServerIsNotTheOneWhoseJournalItNames(t *testing.T) {
	lab, eve := &scripted.Server{Said: make(chan string, 100), Errorf: t.Errorf}, &scripted.Server{Said: make(chan string, 100), Errorf: t.Errorf}
	alice := openWith(t, "", func(_ context.Context, hostport string) (net.Conn, error) {
		server, client := net.Pipe()
		if hostport == "lab:1" {
			go lab.Serve(server)
		} else {
			go eve.Serve(server)
		}
		return client, nil
	})
	for _, address := range []string{"lab:1", "eve:1"} {
		if err := alice.Connect(t.Context(), address, "alice"); err != nil {
			t.Fatal(err)
		}
		alice.until("the server at "+address, func() bool {
			return alice.has(func(e client.Event) bool {
				return e.Connection != nil && e.Connection.State == session.Online && e.Connection.Address == address
			})
		})
	}
	there, err := alice.kept.Recall("lab:1", "alice")
	if err != nil || there == nil {
		t.Fatalf("who was at the lab is %v, %v", there, err)
	}
	if now, err := alice.kept.Recall("eve:1", "alice"); err != nil || now == nil || now.Is(there) {
		t.Errorf("eve's server is taken for the lab: %v, %v", now, err)
	}
}

// A row is told as it stands after every change of it.
func TestAChangeComesAsTheRowItMakes(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	bob := enter(t, "", address, "bob")
	row := bob.say("lobby", "lunhc?")
	if err := bob.Change(t.Context(), "lobby", map[string]any{"type": "edit", "id": "e", "target": row.ID, "text": "lunch?"}); err != nil {
		t.Fatal(err)
	}
	alice.untilRow("lunch?")
	if err := alice.Change(t.Context(), "lobby", map[string]any{"type": "react", "id": "r", "target": row.ID, "emoji": "👍"}); err != nil {
		t.Fatal(err)
	}
	bob.until("a reaction", func() bool {
		return bob.has(func(e client.Event) bool {
			return e.Part != nil && e.Part.ID == row.ID && len(e.Part.Reactions) == 1 && slices.Equal(e.Part.Reactions[0].Names, []string{"alice"})
		})
	})
	if err := send(alice, "lobby", "a", "yes", row.ID); err != nil {
		t.Fatal(err)
	}
	if answer := bob.untilRow("yes"); answer.Quote == nil || answer.Quote.Text != "lunch?" {
		t.Errorf("the answer quotes %v", answer.Quote)
	}
}

// Who takes another name sees nothing of the one before.
func TestAnotherPersonIsAnother(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	alice.say("lobby", "alice was here")
	if err := alice.Connect(t.Context(), address, "carol"); err != nil {
		t.Fatal(err)
	}
	alice.until("the end of alice", func() bool { return alice.has(func(e client.Event) bool { return e.Forget }) })
	alice.untilRoom("lobby", func(r archive.Room) bool { return true })
	if found, err := alice.Search("was", "", 0); err != nil || len(found.Hits) > 1 {
		t.Errorf("the search found %v, %v", found, err)
	}
	if err := alice.Connect(t.Context(), address, "alice"); err != nil {
		t.Fatal(err)
	}
	if found, err := alice.Search("from:alice was", "", 0); err != nil || len(found.Hits) != 1 {
		t.Errorf("what alice has said is gone: %v, %v", found, err)
	}
}
