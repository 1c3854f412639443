package accounts

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// changes are all that change something, each with everything it changes.
func changes(t *testing.T, s *Store) map[string]func(context.Context) error {
	t.Helper()
	alice := settle(t, s, "alice", wire.Administrator)
	bind(t, s, visit("bob", "bob's"))
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActMute, Name: "muted"})
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "banned"})
	second := bringing(visit("alice", "second"), pair(t, s, alice.ID))
	bind(t, s, second)
	moderate := func(r wire.Moderate) func(context.Context) error {
		return func(ctx context.Context) error { _, err := s.Moderate(ctx, alice.ID, &r); return err }
	}
	binds := func(v model.Visit) func(context.Context) error {
		return func(ctx context.Context) error { _, err := s.Bind(ctx, v); return err }
	}
	return map[string]func(context.Context) error{
		"bind":       binds(visit("carol", "carol's")),
		"redeem":     binds(bringing(visit("dora", "dora's"), invite(t, s, model.Console, wire.Moderator))),
		"raise":      binds(bringing(visit("bob", "bob's"), invite(t, s, model.Console, wire.Moderator))),
		"pair":       binds(bringing(visit("alice", "third"), pair(t, s, alice.ID))),
		"seen":       func(ctx context.Context) error { return s.Seen(ctx, alice.ID, device("alice"), "laptop") },
		"rename":     func(ctx context.Context) error { return s.Rename(ctx, alice.ID, device("alice"), "laptop") },
		"revoke":     func(ctx context.Context) error { return s.Revoke(ctx, alice.ID, second.Device) },
		"link":       func(ctx context.Context) error { _, err := s.Pair(ctx, account(t, s, "bob").ID); return err },
		"invite":     func(ctx context.Context) error { _, err := s.Invite(ctx, alice.ID, ""); return err },
		"mute":       moderate(wire.Moderate{Act: wire.ActMute, Name: "muted", Minutes: 5}),
		"ban":        moderate(wire.Moderate{Act: wire.ActBan, Address: "192.0.2.9"}),
		"kick":       moderate(wire.Moderate{Act: wire.ActKick, Name: "bob"}),
		"unmute":     moderate(wire.Moderate{Act: wire.ActUnmute, Name: "muted"}),
		"unban":      moderate(wire.Moderate{Act: wire.ActUnban, Name: "banned"}),
		"role":       moderate(wire.Moderate{Act: wire.ActRole, Name: "bob", Role: wire.Moderator}),
		"unregister": moderate(wire.Moderate{Act: wire.ActUnregister, Name: "bob"}),
		"close":      moderate(wire.Moderate{Act: wire.ActClose}),
		"close-room": moderate(wire.Moderate{Act: wire.ActCloseRoom, Room: "tea"}),
		"remove": func(ctx context.Context) error {
			return s.Removed(ctx, &wire.Event{Room: "lobby", From: "alice", ID: "k1"}, "bob")
		},
	}
}

// A late context has ended without waking those who wait for it, so it is found
// out when all is done but to commit it.
type late struct{ context.Context }

func (late) Err() error { return context.Canceled }

func TestWhatIsGivenUpBeforeItIsStoredHasNotBeenDone(t *testing.T) {
	for what := range changes(t, open(t, Config{})) {
		s := open(t, Config{})
		change := changes(t, s)[what]
		before := dump(t, s)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		for when, ctx := range map[string]context.Context{"before it began": ended, "before it was stored": late{context.Background()}} {
			if err := change(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: given up %s it comes to %v, want %v", what, when, err, context.Canceled)
			}
			if after := dump(t, s); after != before {
				t.Fatalf("%s: given up %s it leaves\n%swant it as it was:\n%s", what, when, after, before)
			}
		}
		if err := change(t.Context()); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if dump(t, s) == before {
			t.Errorf("%s has changed nothing even when it was not given up", what)
		}
	}
}

// What is done and what the audit says of it are stored together or not at all.
func TestWhatCannotBeNotedIsNotDone(t *testing.T) {
	s := open(t, Config{})
	all := changes(t, s)
	exec(t, s, "CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is bad'); END")
	before := dump(t, s)
	for _, what := range []string{"redeem", "raise", "invite", "mute", "ban", "kick", "unmute", "unban", "role", "unregister", "close", "close-room", "remove"} {
		err := all[what](t.Context())
		var e *wire.Error
		var r wire.Reply
		if err == nil || errors.As(err, &e) || errors.As(err, &r) {
			t.Errorf("%s comes to %v, want what the disk says, and nothing for a person to read", what, err)
		}
		if after := dump(t, s); after != before {
			t.Fatalf("%s leaves\n%swant it as it was:\n%s", what, after, before)
		}
	}
}

// Not even another program writes between what a change has looked at and what
// it stores.
func TestWhatAChangeHasReadHoldsUntilItIsStored(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Dir: dir})
	other := beside(t, dir)
	if err := other.Exec("PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	const write = "UPDATE state SET closed = TRUE"
	if err := s.change(t.Context(), func(tx *tx) error {
		if _, _, err := tx.state(); err != nil {
			return err
		}
		if err := other.Exec(write); err == nil {
			t.Error("another program has written meanwhile")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if err := other.Exec(write); err != nil {
		t.Errorf("afterwards another program comes to %v", err)
	}
}

// A caller may write the key of the request into what it is refused with.
func TestARefusalIsItsCallersOwn(t *testing.T) {
	s := open(t, Config{})
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			var e *wire.Error
			if err := s.Revoke(t.Context(), 1, "none"); !errors.As(err, &e) || e.ID != "" {
				t.Errorf("it is refused with %v", err)
			} else {
				e.ID = fmt.Sprint(i)
			}
		})
	}
	all.Wait()
}

func TestAfterCloseThereIsNothing(t *testing.T) {
	s, err := Open(Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Admit(t.Context(), visit("alice", "")); err == nil {
		t.Error("somebody is admitted to what is closed")
	}
}
