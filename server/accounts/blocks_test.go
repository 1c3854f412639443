package accounts

import (
	"fmt"
	"reflect"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// blocked is whom a name blocks.
func blocked(t *testing.T, s *Store, by string) (names []string) {
	t.Helper()
	all, err := s.Blocks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range all[wire.NameKey(by)] {
		names = append(names, fmt.Sprint(who.Name, " ", who.Guest))
	}
	return names
}

func TestABlockHoldsForAnAccountAndForGuestsWhoComeWithAKey(t *testing.T) {
	s := open(t, Config{})
	alice, eve := bind(t, s, visit("alice", "a")), bind(t, s, visit("Eve", "e"))
	block := func(who int64, name string, fresh bool) {
		t.Helper()
		if got, err := s.Block(t.Context(), alice.ID, who, name); err != nil || got != fresh {
			t.Errorf("blocking %s gives %v, %v, want %v", name, got, err, fresh)
		}
	}
	block(eve.ID, "Eve", true)
	block(eve.ID, "Eve", false)
	block(model.Guest, "Gus", true)
	block(model.Guest, "gus", false)
	if got := blocked(t, s, "alice"); !reflect.DeepEqual(got, []string{"Eve false", "Gus true"}) {
		t.Errorf("alice blocks %q", got)
	}
	if _, err := s.Block(t.Context(), alice.ID, 99, "nobody"); err == nil {
		t.Error("an account that is not there can be blocked")
	}

	bind(t, s, visit("gus", "g"))
	if got := blocked(t, s, "alice"); !reflect.DeepEqual(got, []string{"Eve false", "gus false"}) {
		t.Errorf("once gus has an account, alice blocks %q", got)
	}
	for _, was := range []bool{true, false} {
		if got, err := s.Unblock(t.Context(), alice.ID, "eve"); err != nil || got != was {
			t.Errorf("unblocking gives %v, %v, want %v", got, err, was)
		}
	}
	if was, err := s.Unblock(t.Context(), alice.ID, "gus"); err != nil || !was {
		t.Errorf("unblocking gus gives %v, %v", was, err)
	}
	block(eve.ID, "Eve", true)
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnregister, Name: "eve"})
	bind(t, s, visit("eve", "other")) // who is somebody else
	if got := blocked(t, s, "alice"); len(got) > 0 {
		t.Errorf("alice blocks %q, who has only the name", got)
	}
}

func TestBlocksAreLimited(t *testing.T) {
	s := open(t, Config{})
	alice := bind(t, s, visit("alice", "a"))
	err := s.change(t.Context(), func(t *tx) error {
		for i := range wire.MaxBlocked {
			if _, err := t.block(alice.ID, model.Guest, fmt.Sprint("g", i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Block(t.Context(), alice.ID, model.Guest, "more")
	wantCode(t, "a block too many", err, wire.TooManyBlocked)
	if n := len(blocked(t, s, "alice")); n != wire.MaxBlocked {
		t.Errorf("alice blocks %d", n)
	}
	if fresh, err := s.Block(t.Context(), alice.ID, model.Guest, "g7"); err != nil || fresh {
		t.Errorf("somebody who is blocked already gives %v, %v", fresh, err)
	}
}
