package admin

import (
	"testing"
	"time"

	"confab/server/wire"
)

// The server sends the seconds that are left, rounded and late. The end that is
// shown is the stored one all the same.
func TestAnEndDoesNotDrift(t *testing.T) {
	at := time.Date(2030, 1, 2, 3, 4, 5, 55e6, time.UTC)
	for after := time.Duration(0); after < 90*time.Minute; after += 17 * time.Second / 10 {
		now := at.Add(after)
		e := wire.Sanction{At: wire.Stamp(at), For: wire.SecondsUntil(at.Add(90*time.Minute), now)}
		for _, late := range []time.Duration{0, 5 * time.Millisecond, 3 * time.Second} { // until the answer is here
			if got, want := endOf(e, now.Add(late)), "until 2030-01-02T04:34:06Z"; got != want {
				t.Fatalf("after %v it ends %s, want %s", after, got, want)
			}
		}
	}
	if got := endOf(wire.Sanction{At: wire.Stamp(at)}, at); got != "permanently" {
		t.Errorf("without an end it ends %s", got)
	}
}
