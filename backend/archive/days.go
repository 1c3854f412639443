package archive

import (
	"time"

	"confab/backend/session"
)

// A day is the places that the messages of one day (UTC) lie between. Places go
// with time, but for servers whose clock or journal was set back; so this finds
// where to look, and not what there is.
type day struct{ low, high int64 }

const dayMillis = 24 * int64(time.Hour/time.Millisecond)

// onDay notes when a message was said.
func (s *storing) onDay(e *session.RoomEvent) {
	d := s.days[dayOf(e.At.UnixMilli())]
	if d == nil {
		d = &day{e.Seq, e.Seq}
		s.days[dayOf(e.At.UnixMilli())] = d
	}
	d.low, d.high = min(d.low, e.Seq), max(d.high, e.Seq)
}

func dayOf(at int64) int64 {
	if at < 0 {
		return (at+1)/dayMillis - 1
	}
	return at / dayMillis
}

func (s *storing) keepDays() {
	for n, d := range s.days {
		s.do(`INSERT INTO days (account, day, low, high) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET low = min(low, excluded.low), high = max(high, excluded.high)`, s.p.id, n, d.low, d.high)
	}
}

// between returns between which places the messages of a time are.
func (t *tx) between(p *Person, since, until int64) (low, high int64) {
	t.get(`SELECT coalesce(min(low), 1), coalesce(max(high), 0) FROM days WHERE account = ? AND day BETWEEN ? AND ?`,
		args{p.id, dayOf(since), dayOf(until)}, &low, &high)
	return low, high
}

// firstMoment returns when a day begins in a place. That is not always at
// midnight, which there may not be, or twice, where clocks are changed then.
func firstMoment(year int, month time.Month, day int, place *time.Location) time.Time {
	noon := time.Date(year, month, day, 12, 0, 0, 0, place)
	changed, _ := noon.ZoneBounds() // the last time that clocks were changed before
	midnight := func(offset int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.FixedZone("", offset)).In(place)
	}
	_, offset := noon.Zone()
	late := midnight(offset)
	if changed.IsZero() {
		return late
	}
	_, offset = changed.Add(-1).Zone()
	switch early := midnight(offset); {
	case early.Before(changed):
		return early
	case late.Before(changed): // they were changed over it
		return changed
	}
	return late
}
