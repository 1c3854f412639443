package main

import (
	"fmt"
	"testing"

	"confab/server/wire"
)

// How many reactions a message has is the server's to say, and who is refused
// one is told why.
func TestAMessageDoesNotGetEndlessReactions(t *testing.T) {
	s := serve(t)
	bob := s.come(t, "bob", newDevice(), "")
	said := bob.says("hi")
	emoji := func(n int) string { return string(rune('😀' + n)) }
	puts := func(m *member, n int, off bool) wire.React {
		return wire.React{Room: wire.Lobby, ID: m.key(), Target: said.ID, Emoji: emoji(n), Off: off}
	}
	does := func(m *member, r wire.React) {
		t.Helper()
		m.tells(r)
		for {
			if e := next[*wire.Event](m); e.ID == r.ID {
				return
			}
		}
	}
	for n := range wire.MaxReactions {
		does(bob, puts(bob, n, false))
	}
	bob.isTold(puts(bob, 30, false), wire.TooManyOwn)
	does(bob, puts(bob, 0, true))
	does(bob, puts(bob, 0, false))
	for n := wire.MaxReactions; n < wire.MaxKinds; n += wire.MaxReactions {
		guest := s.guest(t, fmt.Sprint("guest", n))
		for i := range wire.MaxReactions {
			does(guest, puts(guest, n+i, false))
		}
	}
	eve := s.come(t, "eve", newDevice(), "")
	eve.isTold(puts(eve, 30, false), wire.TooManyKinds)
	does(eve, puts(eve, 19, false))
}
