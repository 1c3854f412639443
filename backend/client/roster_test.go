package client_test

import (
	"slices"
	"testing"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/text"
)

// A name may end in a dot, as a sentence does: whose it is decides. Who is online
// is known, and who is in a room or the other one of two, though they have said nothing.
func TestWhoHasSaidNothingIsMentioned(t *testing.T) {
	address, _ := serve(t)
	jr := enter(t, "", address, "j.r.")
	dir := t.TempDir()
	carol := enter(t, dir, address, "carol")
	carol.until("who is there", func() bool {
		return carol.has(func(e client.Event) bool { return e.People != nil && len(e.People.Names) == 2 })
	})
	carol.say("lobby", "ask @j.r. and @x.y.")
	mentions := func(when string, want ...string) {
		t.Helper()
		row := carol.page(archive.Ask{Room: "lobby", Limit: 50}).Rows
		for what, parts := range map[string][]text.Part{"the row": row[len(row)-1].Parts, "what is written": parsed(t, carol, "ask @j.r. and @x.y.")} {
			got := mentioned("ask @j.r. and @x.y.", parts)
			if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
				t.Errorf("%s: %s mentions %q, want %q", when, what, got, want)
			}
		}
	}
	mentions("with j.r. online", "@j.r.", "@x.y")
	if _, err := carol.Direct(t.Context(), "j.r."); err != nil {
		t.Fatal(err)
	}
	jr.close()
	carol.close()
	carol = enter(t, dir, address, "carol")
	mentions("with j.r. away, with whom there is a room", "@j.r.", "@x.y")
}

// Who is in the list of a room's members is known, and looked up however the name
// is written; whoever is with another server is not.
func TestAMemberWhoIsAwayIsMentioned(t *testing.T) {
	address, _ := serve(t)
	elsewhere, _ := serve(t)
	jr := enter(t, "", address, "j.r.")
	carol := enter(t, "", address, "carol")
	carol.until("who is there", func() bool {
		return carol.has(func(e client.Event) bool { return e.People != nil && len(e.People.Names) == 2 })
	})
	jr.close()
	carol.Meet("dr.")
	const written = "@j.r. @J.R. @j.r @dr."
	if got := mentioned(written, parsed(t, carol, written)); !slices.Equal(got, []string{"@j.r.", "@J.R.", "@j.r", "@dr."}) {
		t.Errorf("mentioned are %q", got)
	}
	if err := carol.Connect(t.Context(), elsewhere, "carol"); err != nil {
		t.Fatal(err)
	}
	carol.until("who is there now", func() bool {
		i := lastOf(carol.events, func(e client.Event) bool { return e.Forget })
		return i >= 0 && slices.ContainsFunc(carol.events[i:], func(e client.Event) bool { return e.People != nil })
	})
	if got := mentioned(written, parsed(t, carol, written)); !slices.Equal(got, []string{"@j.r", "@J.R", "@j.r", "@dr"}) {
		t.Errorf("mentioned on another server are %q", got)
	}
}

func parsed(t *testing.T, p *person, s string) []text.Part {
	t.Helper()
	written, err := p.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return written.Parts
}

// mentioned returns the mentions in s.
func mentioned(s string, parts []text.Part) (all []string) {
	for _, p := range parts {
		if p.Kind == text.Mention {
			all = append(all, s[p.From:p.To])
		}
	}
	return all
}
