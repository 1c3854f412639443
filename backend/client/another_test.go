package client_test

import (
	"testing"

	"confab/backend/archive"
	"confab/backend/client"
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
		carol.until("carol hears "+text, func() bool {
			return carol.has(func(e client.Event) bool { return e.Row != nil && e.Row.Text == text })
		})
		said := 0
		for _, row := range carol.page(archive.Ask{Room: "tea", Limit: 50}).Rows {
			switch {
			case row.Kind == archive.Gap:
				t.Errorf("in the room with %q something is missing", text)
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
