package archive

import (
	"testing"
	"time"
	_ "time/tzdata" // every machine that runs the test has these
)

func place(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Clocks are changed at midnight in some places: there is none, or there are two.
func TestADayBeginsAtItsFirstMoment(t *testing.T) {
	for _, c := range []struct{ zone, day, begin, end string }{
		{"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
		{"Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
		{"America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"}, // begins at 1:00
		{"America/Sao_Paulo", "2019-02-16", "2019-02-16T02:00:00Z", "2019-02-17T03:00:00Z"}, // has 23:00 twice
		{"Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z", "2022-03-27T21:00:00Z"},
		{"Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z", "2024-04-26T21:00:00Z"},
		{"America/Havana", "2024-11-03", "2024-11-03T04:00:00Z", "2024-11-04T05:00:00Z"}, // has 0:00 twice
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"},   // was left out
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"},
		{"America/Sao_Paulo", "2018-11", "2018-11-01T03:00:00Z", "2018-12-01T02:00:00Z"},
		{"UTC", "2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},
	} {
		now := time.Date(2026, 6, 1, 12, 0, 0, 0, place(t, c.zone))
		begin, end, ok := period(c.day, now)
		if b, e := begin.UTC().Format(time.RFC3339), end.UTC().Format(time.RFC3339); !ok || b != c.begin || e != c.end {
			t.Errorf("%s in %s is from %s to %s, want %s to %s", c.day, c.zone, b, e, c.begin, c.end)
		}
	}
	for what, want := range map[string]string{"today": "2018-11-04T03:00:00Z", "yesterday": "2018-11-03T03:00:00Z"} {
		begin, _, _ := period(what, time.Date(2018, 11, 4, 3, 0, 0, 0, place(t, "America/Sao_Paulo")))
		if got := begin.UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s begins at %s, want %s", what, got, want)
		}
	}
}

// No zone has a day that begins at another moment than its first one, nor one that
// ends at another moment than the next one begins.
func TestDaysOfEveryKind(t *testing.T) {
	for _, name := range []string{"America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "America/Havana", "Asia/Gaza", "America/Asuncion", "Atlantic/Azores", "Australia/Lord_Howe", "America/St_Johns", "Europe/Berlin", "UTC"} {
		zone := place(t, name)
		for day := time.Date(1990, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() < 2026; day = day.AddDate(0, 0, 1) {
			first := firstMoment(day.Year(), day.Month(), day.Day(), zone)
			if y, m, d := first.Date(); y != day.Year() || m != day.Month() || d != day.Day() {
				t.Errorf("%s of %s begins at %s", day.Format(time.DateOnly), name, first)
			}
			if before := first.Add(-time.Second); before.Day() == day.Day() {
				t.Errorf("%s of %s begins at %s, and was there a second before", day.Format(time.DateOnly), name, first)
			}
		}
	}
}

func TestDaysAreThoseOfTheZoneThatTheMachineHasNow(t *testing.T) {
	d := newDiary(t)
	e := d.say("lobby", "bob", "x")
	e.RoomEvent.At = time.Date(2026, 3, 1, 22, 30, 0, 0, time.UTC)
	d.store(e)
	for zone, want := range map[string]string{"Europe/Berlin": "2026-03-01", "Asia/Tokyo": "2026-03-02", "America/Los_Angeles": "2026-03-01", "Pacific/Kiritimati": "2026-03-02"} {
		d.p.a.SetZone(place(t, zone))
		if got := d.keysOf("on:"+want, ""); len(got) != 1 {
			t.Errorf("in %s it is not found on %s", zone, want)
		}
	}
}
