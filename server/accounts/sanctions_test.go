package accounts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

func TestTheSanctionsAreWhatHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		ann := settle(t, s, "ann", wire.Administrator)
		for _, r := range []wire.Moderate{
			{Act: wire.ActMute, Name: "Eve", Minutes: 5, Reason: "replaced"},
			{Act: wire.ActBan, Name: "Eve", Minutes: 1, Reason: "ends"},
			{Act: wire.ActBan, Address: "2001:DB8::7", Reason: "spam"},
			{Act: wire.ActMute, Name: "unmuted"},
			{Act: wire.ActUnmute, Name: "unmuted"},
			{Act: wire.ActMute, Name: "EVE", Minutes: 10, Reason: "too loud"},
			{Act: wire.ActClose},
		} {
			do(t, s, ann.ID, &r)
		}
		time.Sleep(time.Minute)
		got, err := s.Sanctions(t.Context(), ann.ID, &wire.Sanctions{ID: "k", Limit: 10})
		if err != nil || got.ID != "k" || !got.Closed || got.More {
			t.Errorf("it answers %+v, %v", got, err)
		}
		const began = "2000-01-01T00:00:00.000Z"
		want := []wire.Sanction{
			{ID: 5, Act: wire.ActMute, Name: "EVE", By: "ann", At: began, For: 9 * 60, Reason: "too loud"},
			{ID: 3, Act: wire.ActBan, Address: "2001:db8::7", By: "ann", At: began, Reason: "spam"},
		}
		if !slices.Equal(got.Entries, want) {
			t.Errorf("what holds is %+v, want %+v", got.Entries, want)
		}
		do(t, s, ann.ID, &wire.Moderate{Act: wire.ActOpen})
		time.Sleep(time.Hour)
		do(t, s, ann.ID, &wire.Moderate{Act: wire.ActMute, Name: "bob", Minutes: 1})
		if got, err := s.Sanctions(t.Context(), ann.ID, &wire.Sanctions{Limit: 10}); err != nil || got.Closed || len(got.Entries) != 2 {
			t.Errorf("an hour later it is %+v, %v, want bob and the address", got, err)
		}
	})
}

// What ends by the clock stays on the disk: the clock may be wrong for a while.
func TestAWrongClockEndsNothingForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "eve", Minutes: 60})
		token := invite(t, s, model.Console, "")
		until := time.Now().Add(time.Hour)

		time.Sleep(73 * 365 * 24 * time.Hour)
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "bob", Minutes: 60})
		for range 3 {
			invite(t, s, model.Console, "")
		}
		if n := number(t, s, "SELECT count(*) FROM sanctions WHERE name = 'eve' AND until = ?", milli(until)); n != 1 {
			t.Errorf("there are %d bans of eve, want the one", n)
		}
		if n := number(t, s, "SELECT count(*) FROM tokens WHERE hash = ?", hashOf(token)); n != 1 {
			t.Errorf("there are %d invitations of the first day, want the one", n)
		}
		for range 2 {
			time.Sleep(inviteFor)
			for range maxEnded {
				time.Sleep(time.Millisecond) // so that one ends after the other
				invite(t, s, model.Console, "")
			}
		}
		if n := number(t, s, "SELECT count(*) FROM tokens"); n != 2*maxEnded {
			t.Errorf("there are %d invitations, want the %d that hold and as many that have ended", n, maxEnded)
		}
	})
}

// A hundred of the longest reasons would be longer than a line. A page has as
// many as fit, wherever it begins.
func TestAPageFitsIntoALine(t *testing.T) {
	s := open(t, Config{})
	const all = 150
	for i := range all {
		reason := strings.Repeat("🦥", wire.MaxReason-i%50)
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActMute, Name: fmt.Sprint("eve", i), Reason: reason})
	}
	key := strings.Repeat("k", wire.MaxID)
	for before := int64(all); before > wire.MaxEntries; before-- {
		a, err := s.Audit(t.Context(), model.Console, &wire.Audit{ID: key, Before: before, Limit: wire.MaxEntries})
		if err != nil {
			t.Fatal(err)
		}
		wantFull(t, a, len(a.Entries), a.More)
		s, err := s.Sanctions(t.Context(), model.Console, &wire.Sanctions{ID: key, Before: before, Limit: wire.MaxEntries})
		if err != nil {
			t.Fatal(err)
		}
		wantFull(t, s, len(s.Entries), s.More)
	}
}

// wantFull checks that an answer is a line, and that nothing more had fitted in.
func wantFull(t *testing.T, answer any, entries int, more bool) {
	t.Helper()
	const entry = 1000 // bytes of one, about
	if n := len(wire.AppendAnswer(nil, answer)) - len("\n"); n > wire.MaxLine || n < wire.MaxLine-2*entry || !more {
		t.Errorf("a page of %d has %d bytes, and there are more: %v; want just under %d, and more", entries, n, more, wire.MaxLine)
	}
}
