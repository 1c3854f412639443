package client_test

import (
	"fmt"
	"testing"

	"confab/backend/archive"
	"confab/backend/client"
)

// Past what may be kept of a server what it says is shown, and no more is kept,
// which the window is told, also one that comes later; until the person lets it go
// on: then what is missing is fetched.
func TestAServerFillsTheDiskUpToAQuota(t *testing.T) {
	address, _ := serve(t)
	alice := open(t, "")
	alice.kept.Limit(archive.Quota{Day: 3000, All: 15_000})
	if err := alice.Connect(t.Context(), address, "alice"); err != nil {
		t.Fatal(err)
	}
	bob := enter(t, "", address, "bob")
	rows := func() (texts []string) {
		for _, row := range alice.page(archive.Ask{Room: "lobby", Limit: 100}).Rows {
			if row.Kind == "message" {
				texts = append(texts, row.Text)
			}
		}
		return texts
	}
	full := func() archive.Full { // as the window was told last; with mu held
		if i := lastOf(alice.events, func(e client.Event) bool { return e.Quota != nil }); i >= 0 {
			return alice.events[i].Quota.Full
		}
		return ""
	}
	said := 0
	talk := func() (part archive.Full) {
		t.Helper()
		for part == "" && said < 100 {
			bob.say("lobby", fmt.Sprint("line ", said))
			alice.untilRow(fmt.Sprint("line ", said)) // whether it is kept or not
			said++
			alice.until("", func() bool { part = full(); return true })
		}
		return part
	}
	if part := talk(); part != archive.FullDay {
		t.Fatalf("after %d lines %q is full, want the day", said, part)
	}
	if got := rows(); len(got) != said-1 {
		t.Errorf("%d are kept, want all but the last of %d", len(got), said)
	}
	later, _ := alice.Backlog()
	if i := lastOf(later, func(e client.Event) bool { return e.Quota != nil }); i < 0 || later[i].Quota.Full != archive.FullDay {
		t.Error("a window that comes later is not told")
	}

	if err := alice.KeepGoing(); err != nil {
		t.Fatal(err)
	}
	alice.until("there is room", func() bool { return full() == "" })
	alice.untilChat("what was missing is here", func() bool { return len(rows()) == said })
	for talk() != archive.FullAll && said < 100 {
		if err := alice.KeepGoing(); err != nil {
			t.Fatal(err)
		}
	}
	if said == 100 {
		t.Error("everything is kept")
	}
}
