package archive_test

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/session"
	"confab/build/scripted"
	"confab/server/wire"
)

// A pane is a window that is told.
type pane chan client.Event

func (p pane) Emit(e client.Event)                 { p <- e }
func (p pane) Notify(id, title, body string) error { return nil }
func (p pane) Unread(int)                          {}

// until waits for an event.
func (p pane) until(like func(client.Event) bool) {
	for e := range p {
		if like(e) {
			return
		}
	}
}

// enter opens a chat of somebody who is connected.
func enter(t *testing.T, address, name string, kept *archive.Archive) (*client.Chat, pane) {
	t.Helper()
	dial := func(ctx context.Context, hostport string) (net.Conn, error) {
		nc, err := session.DialTCP(ctx, hostport)
		if err != nil {
			return nil, err
		}
		return scripted.Proved{Conn: nc, Key: wire.FingerprintOf([]byte(hostport))}, nil
	}
	c := client.New(client.Config{Session: session.Config{Dial: dial}, Archive: kept, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(c.Close)
	p := make(pane, 1000)
	c.Start(p)
	if err := c.Connect(t.Context(), address, name); err != nil {
		t.Fatal(err)
	}
	p.until(func(e client.Event) bool { return e.Connection != nil && e.Connection.State == session.Online })
	return c, p
}

// Somebody whose disk is full is warned, still hears what is said, and when there
// is room again the warning ends and what was not kept is fetched.
func TestWhatWasNotKeptIsFetchedWhenThereIsRoom(t *testing.T) {
	address, end, err := scripted.Run("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	kept, err := archive.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	memory, err := archive.Memory()
	if err != nil {
		t.Fatal(err)
	}
	alice, window := enter(t, address, "alice", kept)
	bob, _ := enter(t, address, "bob", memory)
	say := func(key, text string) {
		t.Helper()
		if err := bob.Change(t.Context(), wire.Lobby, map[string]any{"type": "say", "id": key, "text": text}); err != nil {
			t.Fatal(err)
		}
	}
	lost := strings.Repeat("y", 20_000)
	kept.Pragma(t, "max_page_count = 1")
	say("k1", lost)
	var warning string
	heard := false
	window.until(func(e client.Event) bool {
		heard = heard || e.Row != nil && e.Row.ID == "k1"
		if e.Warning != nil {
			warning = e.Warning.Error()
		}
		return heard && warning != ""
	})
	if warning != "archive-full" {
		t.Errorf("alice is warned: %s", warning)
	}
	kept.Pragma(t, "max_page_count = 1000000")
	say("k2", "there is room")
	window.until(func(e client.Event) bool { return string(e.Over) == warning })
	window.until(func(client.Event) bool { // the room is told of anew when it has been fetched
		found, err := alice.Search("from:bob", wire.Lobby, 0)
		if err != nil {
			t.Error(err)
		}
		return len(found.Hits) == 2
	})
}
