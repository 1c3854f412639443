package client_test

import (
	"slices"
	"testing"

	"confab/backend/archive"
)

// Whoever was in a room that has ended sees nothing of it in the next one of its
// name, and goes on without a gap.
func TestAnotherRoomOfTheNameBeginsAnew(t *testing.T) {
	address, _ := serve(t)
	bob, carol := enter(t, "", address, "bob"), enter(t, t.TempDir(), address, "carol")
	for _, text := range []string{"said in the first", "said in the second"} {
		if err := bob.OpenRoom(t.Context(), "tea", "", false); err != nil {
			t.Fatal(err)
		}
		if err := carol.Join(t.Context(), "tea"); err != nil {
			t.Fatal(err)
		}
		bob.say("tea", text)
		var rows []archive.Row
		carol.untilChat("carol has the room with "+text, func() bool { // what she hears may come before what was said before it
			rows = carol.page(archive.Ask{Room: "tea", Limit: 50}).Rows
			return slices.ContainsFunc(rows, func(r archive.Row) bool { return r.Text == text }) &&
				!slices.ContainsFunc(rows, func(r archive.Row) bool { return r.Kind == archive.Gap })
		})
		said := 0
		for _, row := range rows {
			switch {
			case row.Text != "" && row.Text != text:
				t.Errorf("in the room with %q stands %q", text, row.Text)
			case row.Text == text:
				said++
			}
		}
		if said != 1 {
			t.Errorf("%q stands there %d times", text, said)
		}
		for _, who := range []*person{bob, carol} {
			if err := who.LeaveRoom(t.Context(), "tea"); err != nil {
				t.Fatal(err)
			}
		}
	}
}
