package export

import (
	"strings"
	"testing"
	"time"

	"confab/backend/archive"
	"confab/server/wire"
)

// The machine may be in another time zone than when the program began.
func TestTimesAreThoseOfTheZoneTheFileIsWrittenIn(t *testing.T) {
	room := Room{Name: "lobby", Rows: func(f func(archive.Row) error) error {
		return f(archive.Row{ID: "m1", Seq: 1, Room: "lobby", Kind: "message", From: "bob", At: at("2026-03-01T22:30:00.000+01:00"), Content: wire.Content{Text: "hi"}})
	}}
	about := About{Server: "lab", Name: "alice", At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 9*3600))}
	for format, want := range map[Format]string{HTML: "06:30", Text: "06:30", JSON: "2026-03-02T06:30:00.000+09:00"} {
		var b strings.Builder
		if err := Write(&b, format, about, []Room{room}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s has no %q:\n%s", format, want, b.String())
		}
	}
}
