package session

import (
	"encoding/json"
	"os"
	"testing"

	"confab/server/wire"
)

// The page counts before anybody sends, and must come to the same: it is held to
// the same file (limits.test.ts).
func TestThePageCountsTheBytesOfARequestAlike(t *testing.T) {
	text, err := os.ReadFile("../../frontend/src/lib/text/lengths.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text, Room, Key, Answers, Edits string
		Bytes                           int
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 10 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		var request any = wire.Say{Room: c.Room, ID: c.Key, Text: c.Text, ReplyTo: c.Answers}
		if c.Edits != "" {
			request = wire.Edit{Room: c.Room, ID: c.Key, Target: c.Edits, Text: c.Text}
		}
		if got := len(wire.AppendRequest(nil, request)) - 1; got != c.Bytes {
			t.Errorf("%.30q in %s has %d bytes, and the file says %d", c.Text, c.Room, got, c.Bytes)
		}
	}
}
