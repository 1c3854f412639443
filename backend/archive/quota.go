package archive

import (
	"errors"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// A server may send what it likes, and for as long as it likes: what of it comes
// to this device's disk has a limit, for each person on each server. It is wide
// enough for everything that people say (a million messages of twelve words are
// about 1.3 GB as they are counted here), and narrower than a disk. What is not
// stored because of it is missing like anything else that is not here: there is a
// gap, which is fetched when there is room.
const (
	usualDay = 1 << 30 // bytes in 24 hours
	usualAll = 8 << 30 // bytes in all

	usualMemory = 256 << 20 // in all, where there is no disk for an archive
)

// dayLasts is how long a day is that bytes are counted for. It begins with the
// first byte, by this device's clock.
const dayLasts = 24 * time.Hour

// MaxRooms is how many rooms of a person are kept, those that they have left
// among them. Any further one is shown while it is there, and not kept.
const MaxRooms = 20_000

// A Quota is how many bytes of a person's on a server are kept.
type Quota struct{ Day, All int64 }

// A Full says which part of a Quota is used up; empty is none.
type Full string

// The parts of a Quota.
const (
	FullDay Full = "day"
	FullAll Full = "all"
)

// What storing a page of history comes to where there is no room for it.
var (
	ErrQuota = errors.New("as much of this server is kept as may be")        // as long as a Quota is used up
	ErrRooms = errors.New("as many rooms of this server are kept as may be") // for ever
)

// Limit has another Quota hold than the usual one. It is called before the
// archive is used.
func (a *Archive) Limit(q Quota) { a.quota = q }

// usage is a person's row of stored.
type usage struct {
	total, allowed, since, today, allowedToday int64
}

// used returns how much of a person's is kept, today and in all.
func (t *tx) used(p *Person) (u usage) {
	t.get(`SELECT total, allowed, since, today, allowed_today FROM stored WHERE account = ?`, args{p.id},
		&u.total, &u.allowed, &u.since, &u.today, &u.allowedToday)
	if now := p.a.now().UnixMilli(); now < u.since || now-u.since >= dayLasts.Milliseconds() { // also by a clock that was set back
		u.since, u.today, u.allowedToday = now, 0, 0
	}
	return u
}

// use writes it down.
func (t *tx) use(p *Person, u usage) {
	t.do(`INSERT INTO stored (account, total, allowed, since, today, allowed_today) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET total = excluded.total, allowed = excluded.allowed,
			since = excluded.since, today = excluded.today, allowed_today = excluded.allowed_today`,
		p.id, u.total, u.allowed, u.since, u.today, u.allowedToday)
}

// full returns which part of q is used up.
func (u usage) full(q Quota) Full {
	switch {
	case u.total >= q.All+u.allowed:
		return FullAll
	case u.today >= q.Day+u.allowedToday:
		return FullDay
	}
	return ""
}

// Full returns which part of the quota is used up, and when that of the day is
// not any more by itself.
func (p *Person) Full() (full Full, until time.Time, err error) {
	err = p.a.read(func(t *tx) {
		u := t.used(p)
		full, until = u.full(p.a.quota), time.UnixMilli(u.since).Add(dayLasts)
	})
	return full, until, wrap("reading how much is kept", err)
}

// Allow lets as much again be kept of what is used up.
func (p *Person) Allow() error {
	err := p.a.write(func(t *tx) {
		u := t.used(p)
		switch u.full(p.a.quota) {
		case FullAll:
			u.allowed, u.allowedToday = u.total, u.today
		case FullDay:
			u.allowedToday = u.today
		default:
			return
		}
		t.use(p, u)
	})
	return wrap("allowing more to be kept", err)
}

// bytesOf is about how much of the disk an event takes at the most: itself, what it is found by,
// and the words of its text, of which each has four beginnings.
func bytesOf(e *session.RoomEvent) int64 {
	return 300 + 14*int64(len(reducerOf(e.Type).textIn(string(e.Body)))) + int64(len(e.Body)) + 2*int64(len(e.ID)+len(about(&e.Content))+len(e.From)+len(e.Type))
}

// fits reports whether an event that is new here may be stored, and counts it.
// What takes a message away that is here may always: once for each message.
func (s *storing) fits(r *room, e *session.RoomEvent) bool {
	if r.id == 0 { // a room too many
		return false
	}
	if !s.unlimited && s.usage.full(s.p.a.quota) != "" && !s.takesAway(r, e) {
		return false
	}
	s.usage.total += bytesOf(e)
	s.usage.today += bytesOf(e)
	s.counted = true
	return true
}

// takesAway reports whether an event is the first of its kind about a message that is here.
func (s *storing) takesAway(r *room, e *session.RoomEvent) bool {
	if reducerOf(e.Type).becomes < retracted {
		return false
	}
	return s.get(`SELECT id FROM events WHERE room = ? AND event_id = ? AND type = ?`, args{r.id, e.Target, wire.MessageType}, new(int64)) &&
		!s.get(`SELECT id FROM events WHERE room = ? AND target = ? AND type = ? LIMIT 1`, args{r.id, e.Target, e.Type}, new(int64))
}

// hasPlace reports whether a room is here, or there is place for it.
func (t *tx) hasPlace(p *Person, name string) bool {
	var n int
	return t.room(p, name).id != 0 || t.get(`SELECT count(*) FROM rooms WHERE account = ?`, args{p.id}, &n) && n < p.a.maxRooms
}
