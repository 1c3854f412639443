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
func changes(t *testing.T, b *Book) map[string]func(context.Context) error {
	t.Helper()
	alice := settle(t, b, "alice", wire.Administrator)
	bind(t, b, visit("bob", "bob's"))
	do(t, b, model.Console, &wire.Moderate{Act: wire.ActMute, Name: "muted"})
	second := bringing(visit("alice", "second"), pair(t, b, alice.ID))
	bind(t, b, second)
	moderate := func(r wire.Moderate) func(context.Context) error {
		return func(ctx context.Context) error { _, err := b.Moderate(ctx, alice.ID, &r); return err }
	}
	binds := func(v model.Visit) func(context.Context) error {
		return func(ctx context.Context) error { _, err := b.Bind(ctx, v); return err }
	}
	return map[string]func(context.Context) error{
		"bind":       binds(visit("carol", "carol's")),
		"redeem":     binds(bringing(visit("dora", "dora's"), invite(t, b, model.Console, wire.Moderator))),
		"raise":      binds(bringing(visit("bob", "bob's"), invite(t, b, model.Console, wire.Moderator))),
		"pair":       binds(bringing(visit("alice", "third"), pair(t, b, alice.ID))),
		"seen":       func(ctx context.Context) error { return b.Seen(ctx, alice.ID, device("alice"), "laptop") },
		"rename":     func(ctx context.Context) error { return b.Rename(ctx, alice.ID, device("alice"), "laptop") },
		"revoke":     func(ctx context.Context) error { return b.Revoke(ctx, alice.ID, second.Device) },
		"link":       func(ctx context.Context) error { _, err := b.Pair(ctx, account(t, b, "bob").ID); return err },
		"invite":     func(ctx context.Context) error { _, err := b.Invite(ctx, alice.ID, ""); return err },
		"mute":       moderate(wire.Moderate{Act: wire.ActMute, Name: "muted", Minutes: 5}),
		"ban":        moderate(wire.Moderate{Act: wire.ActBan, Address: "192.0.2.9"}),
		"kick":       moderate(wire.Moderate{Act: wire.ActKick, Name: "bob"}),
		"pardon":     moderate(wire.Moderate{Act: wire.ActPardon, Name: "muted"}),
		"role":       moderate(wire.Moderate{Act: wire.ActRole, Name: "bob", Role: wire.Moderator}),
		"release":    moderate(wire.Moderate{Act: wire.ActRelease, Name: "bob"}),
		"close":      moderate(wire.Moderate{Act: wire.ActClose}),
		"close-room": moderate(wire.Moderate{Act: wire.ActCloseRoom, Room: "tea"}),
		"remove": func(ctx context.Context) error {
			return b.Removed(ctx, &wire.Event{Room: "lobby", From: "alice", Key: "k1"}, "bob")
		},
	}
}

// A late context has ended without waking those who wait for it, so it is found
// out when all is done but to commit it.
type late struct{ context.Context }

func (late) Err() error { return context.Canceled }

func TestWhatIsGivenUpBeforeItIsStoredHasNotBeenDone(t *testing.T) {
	for what := range changes(t, open(t, Config{})) {
		b := open(t, Config{})
		change := changes(t, b)[what]
		before := dump(t, b.db)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		for when, ctx := range map[string]context.Context{"before it began": ended, "before it was stored": late{context.Background()}} {
			if err := change(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: given up %s it comes to %v, want %v", what, when, err, context.Canceled)
			}
			if after := dump(t, b.db); after != before {
				t.Fatalf("%s: given up %s it leaves\n%swant it as it was:\n%s", what, when, after, before)
			}
		}
		if err := change(t.Context()); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if dump(t, b.db) == before {
			t.Errorf("%s has changed nothing even when it was not given up", what)
		}
	}
}

// What is done and what the audit says of it are stored together or not at all.
func TestWhatCannotBeNotedIsNotDone(t *testing.T) {
	b := open(t, Config{})
	all := changes(t, b)
	if _, err := b.db.Exec("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is bad'); END"); err != nil {
		t.Fatal(err)
	}
	before := dump(t, b.db)
	for _, what := range []string{"redeem", "raise", "invite", "mute", "ban", "kick", "pardon", "role", "release", "close", "close-room", "remove"} {
		err := all[what](t.Context())
		var e *wire.Error
		var r wire.Reply
		if err == nil || errors.As(err, &e) || errors.As(err, &r) {
			t.Errorf("%s comes to %v, want what the disk says, and nothing for a person to read", what, err)
		}
		if after := dump(t, b.db); after != before {
			t.Fatalf("%s leaves\n%swant it as it was:\n%s", what, after, before)
		}
	}
}

// Not even another program writes between what a change has looked at and what
// it stores.
func TestWhatAChangeHasReadHoldsUntilItIsStored(t *testing.T) {
	dir := t.TempDir()
	b := open(t, Config{Dir: dir})
	other := beside(t, dir)
	if _, err := other.Exec("PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	const write = "UPDATE state SET closed = TRUE"
	if err := b.change(t.Context(), func(tx *tx) error {
		if _, _, err := tx.state(); err != nil {
			return err
		}
		if _, err := other.Exec(write); err == nil {
			t.Error("another program has written meanwhile")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if _, err := other.Exec(write); err != nil {
		t.Errorf("afterwards another program comes to %v", err)
	}
}

// A caller may write the key of the request into what it is refused with.
func TestARefusalIsItsCallersOwn(t *testing.T) {
	b := open(t, Config{})
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			var e *wire.Error
			if err := b.Revoke(t.Context(), 1, "none"); !errors.As(err, &e) || e.Key != "" {
				t.Errorf("it is refused with %v", err)
			} else {
				e.Key = fmt.Sprint(i)
			}
		})
	}
	all.Wait()
}

func TestAfterCloseThereIsNothing(t *testing.T) {
	b, err := Open(Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Admit(t.Context(), visit("alice", "")); err == nil {
		t.Error("somebody is admitted to what is closed")
	}
}
