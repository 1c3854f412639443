package client_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/session"
	"confab/server/sqlite"
	"confab/server/wire"
)

// What is wrong is said once, also in a window that comes later, and taken back
// in both when it has passed; then it can be said again.
func TestEveryTroubleOfTheArchiveHasAnEnd(t *testing.T) {
	for trouble, says := range map[error]session.Code{
		archive.ErrFull: client.ArchiveFull, archive.ErrDisk: client.ArchiveDisk, archive.ErrForbidden: client.ArchiveForbidden,
		archive.ErrBusy: client.ArchiveBusy, archive.ErrDamaged: client.ArchiveDamaged,
	} {
		alice := open(t, "")
		for range 2 {
			alice.Wrong(trouble)
			alice.Wrong(trouble)
			later, _ := alice.Backlog()
			if held := warnings(later); len(held) != 1 || held[0] != string(says) {
				t.Errorf("%v: a window that comes later is told %q", trouble, held)
			}
			alice.Wrong(nil)
			if later, _ := alice.Backlog(); len(warnings(later)) != 0 {
				t.Errorf("%v: it still holds", trouble)
			}
		}
		var told []string
		for _, e := range alice.told() {
			switch {
			case e.Warning != nil:
				told = append(told, fmt.Sprint("true ", e.Warning.Code == says))
			case e.Over != "":
				told = append(told, fmt.Sprint("false ", e.Over == says))
			}
		}
		if !slices.Equal(told, []string{"true true", "false true", "true true", "false true"}) {
			t.Errorf("%v: the window was told %q", trouble, told)
		}
	}
}

// One trouble takes the place of another.
func TestATroubleEndsWhenAnotherBegins(t *testing.T) {
	alice := open(t, "")
	alice.Warn(session.NewProblem("settings-unread"))
	alice.Wrong(archive.ErrBusy)
	alice.Wrong(archive.ErrFull)
	alice.Wrong(errors.New("something else"))
	later, _ := alice.Backlog()
	if got := warnings(later); !slices.Equal(got, []string{"settings-unread"}) {
		t.Errorf("what holds is %q", got)
	}
}

// What failed for no known reason has passed when the next thing goes well, or the reason is known.
func TestAFailureOfTheArchiveHasAnEnd(t *testing.T) {
	alice := open(t, "")
	for _, c := range []struct {
		what string
		ends func()
	}{
		{"the archive takes the user in", func() {
			alice.Happen(session.Event{Connection: &session.Connection{State: session.Online, Address: "lab:1", You: "alice"}})
		}},
		{"it stores a message", func() {
			alice.Happen(session.Event{Room: &session.Room{Name: "tea", First: 1, Seq: 2}},
				session.Event{RoomEvent: &session.RoomEvent{Event: wire.Event{ID: "k1", Seq: 2, Room: "tea", From: "bob", Type: wire.MessageType, Body: wire.SaidBody([]byte("hi"))}, Content: wire.Content{Text: "hi"}}})
		}},
		{"its disk is full", func() { alice.Wrong(archive.ErrFull) }},
	} {
		alice.Warn(session.NewProblem(client.ArchiveFails))
		c.ends()
		later, _ := alice.Backlog()
		if got := warnings(later); slices.Contains(got, string(client.ArchiveFails)) {
			t.Errorf("%s, and what holds is %q", c.what, got)
		}
	}
}

// What the archive lacks is fetched until it is here: the server does not say it
// again by itself.
func TestWhatIsLackingIsFetchedUntilItIsHere(t *testing.T) {
	address, _ := serve(t)
	alice := enter(t, "", address, "alice")
	if rooms := alice.CatchUp("lobby"); len(rooms) > 0 {
		t.Errorf("%q are still to be fetched, and have been", rooms)
	}
	if rooms := alice.CatchUp("nowhere"); len(rooms) > 0 {
		t.Errorf("%q are still to be fetched, which the server has not", rooms)
	}
	if err := alice.kept.Close(); err != nil {
		t.Fatal(err)
	}
	if rooms := alice.CatchUp("lobby"); !slices.Equal(rooms, []string{"lobby"}) {
		t.Errorf("%q are still to be fetched when the archive takes nothing, want the lobby", rooms)
	}
}

// What has become of a message meanwhile is told: a window that has the message
// asks for it no more.
func TestWhatWasLackingIsTold(t *testing.T) {
	address, _ := serve(t)
	dir := t.TempDir()
	alice := enter(t, dir, address, "alice")
	bob := enter(t, "", address, "bob")
	said := bob.say("lobby", "one")
	if err := bob.Change(t.Context(), "lobby", map[string]any{"type": "edit", "id": "an-edit", "target": said.ID, "text": "two"}); err != nil {
		t.Fatal(err)
	}
	alice.untilRow("two")
	forget(t, dir, `DELETE FROM events WHERE type = 'edit'`, `UPDATE events SET body = '{"text":"one"}', status = 0 WHERE type = 'message'`)
	before := len(alice.told())
	alice.CatchUp("lobby")
	if !slices.ContainsFunc(alice.told()[before:], func(e client.Event) bool { return e.Row != nil && e.Row.ID == said.ID && e.Row.Text == "two" }) {
		t.Error("the edit is not told")
	}
}

// forget changes the archive in a folder, as if something had not been kept.
func forget(t *testing.T, dir string, changes ...string) {
	t.Helper()
	c, err := sqlite.Open(filepath.Join(dir, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, change := range changes {
		if err := c.Exec(change); err != nil {
			t.Fatal(err)
		}
	}
}

// Who connects while the archive cannot be used sees the rooms and what is said
// in them, and is told why there is nothing else.
func TestWithoutItsArchiveAWindowShowsWhatIsSaid(t *testing.T) {
	address, _ := serve(t)
	alice := open(t, "")
	if err := alice.kept.Close(); err != nil {
		t.Fatal(err)
	}
	if err := alice.Connect(t.Context(), address, "alice"); err != nil {
		t.Fatal(err)
	}
	alice.untilRoom("lobby", func(r archive.Room) bool { return !r.Left })
	enter(t, "", address, "bob").say("lobby", "hello")
	alice.untilRow("hello")
	if _, err := alice.Page(t.Context(), archive.Ask{Room: "lobby", Limit: 50}); err == nil || err.Error() != string(client.ArchiveUnusable) {
		t.Errorf("a page comes to %v", err)
	}
}

// A server whose disk takes nothing is said to have one that is full, until it takes something.
func TestAServerWhoseDiskIsFullIsSaidToBe(t *testing.T) {
	alice := open(t, "")
	for _, c := range []struct {
		trouble wire.Code
		says    session.Code
	}{
		{wire.CodeNotStored, client.ServerFull},
		{wire.CodeNotRead, client.ServerBlind},
		{wire.CodeNotStored, client.ServerFull},
		{"", ""},
	} {
		alice.Happen(session.Event{Disk: &session.Disk{Trouble: c.trouble}})
		later, _ := alice.Backlog()
		held := warnings(later)
		if c.says == "" && len(held) > 0 || c.says != "" && (len(held) != 1 || held[0] != string(c.says)) {
			t.Errorf("%q: what holds is %q", c.trouble, held)
		}
	}
	if told := alice.told(); told[len(told)-1].Over == "" {
		t.Errorf("the window is told last %+v, want that it is over", told[len(told)-1])
	}
}
