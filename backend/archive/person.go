package archive

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"

	"confab/backend/session"
	"confab/server/wire"
)

// An event's id is its person's id before its place: so a person's events are
// one stretch of ids, in the order of their places.
const (
	maxPlace  = session.MaxPlace
	maxPeople = 1<<(63-session.PlaceBits) - 1 // about twenty servers a day for nine years
)

// A Person is somebody on one server, as far as this device has been that.
type Person struct {
	a    *Archive
	id   int64
	name string // as the server spells it
	met  string // as it was met

	spelt spellings // of the others

	guest atomic.Bool // has no key now, see Met
}

// errPeople says that events have no numbers left.
var errPeople = fmt.Errorf("there are %d names in the archive, and there is no place for another: use another folder", maxPeople)

// Recall returns who was met last under an address and a name, however that is
// spelled; nil if nobody was.
func (a *Archive) Recall(address, name string) (*Person, error) {
	return a.find(name, `SELECT p.id, p.name, p.guest, a.name FROM addresses a JOIN accounts p ON p.id = a.account WHERE a.address = ? ORDER BY p.id`, address)
}

// Find returns who has a name on a server, as Person does; nil if nobody has.
func (a *Archive) Find(server, name string) (*Person, error) {
	return a.find(name, peopleOf, server)
}

const peopleOf = `SELECT id, name, guest, name FROM accounts WHERE server = ? ORDER BY id`

func (a *Archive) find(name, q, by string) (p *Person, err error) {
	if err := a.read(func(t *tx) { p = t.find(a, name, q, by) }); err != nil {
		return nil, fmt.Errorf("looking for somebody in the archive: %w", err)
	}
	return p, nil
}

// find returns the one of those whom q answers who was met under a name. Older
// programs kept a person under each spelling: the one that is asked for comes
// before the others, and of those the newest.
func (t *tx) find(a *Archive, name, q, by string) *Person {
	var best *Person
	var id int64
	var guest bool
	var own, met string
	t.each(q, args{by}, func() {
		if met != name && (!wire.SameName(met, name) || best != nil && best.met == name) {
			return
		}
		best = &Person{a: a, id: id, name: own, met: met}
		best.guest.Store(guest)
	}, &id, &own, &guest, &met)
	return best
}

// Person returns who has a name on a server, and makes them if there is nobody.
// The server is the fingerprint of its key, or "address:HOST:PORT" where it has proved none.
func (a *Archive) Person(server, name string) (*Person, error) {
	var p *Person
	err := a.write(func(t *tx) {
		p = t.find(a, name, peopleOf, server)
		switch {
		case p == nil:
			t.do(`INSERT INTO accounts (server, name) VALUES (?, ?)`, server, name)
			if p = t.find(a, name, peopleOf, server); t.err == nil && p.id > maxPeople {
				t.err = errPeople
			}
		case p.name != name: // the server spells it so now
			t.do(`UPDATE accounts SET name = ? WHERE id = ?`, name, p.id)
			p.name = name
		}
	})
	if err != nil {
		return nil, fmt.Errorf("looking for a name in the archive: %w", err)
	}
	return p, nil
}

// Name is the person's name.
func (p *Person) Name() string { return p.name }

// Met remembers how the server was met, and that p is who was last under that
// address and name.
func (p *Person) Met(c session.Connection) error {
	err := p.a.write(func(t *tx) {
		t.do(`UPDATE accounts SET journal = ?, base = ?, called = ?, key = ?, verified = ?, guest = ?, role = ? WHERE id = ?`,
			c.Journal, c.Base, c.Server, c.ServerKey, c.Verified, c.Guest, c.Role, p.id)
		t.do(`INSERT INTO addresses (address, name, account) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET account = excluded.account`, c.Address, p.name, p.id)
	})
	if err != nil {
		return fmt.Errorf("remembering a server: %w", err)
	}
	p.guest.Store(c.Guest)
	return nil
}

// Snapshot returns what a session begins with.
func (p *Person) Snapshot() (*session.Snapshot, error) {
	past := &session.Snapshot{Rooms: []session.RoomSnapshot{}}
	err := p.a.read(func(t *tx) {
		var newest int64
		t.get(`SELECT journal, base, called, key, verified, guest, role, name FROM accounts WHERE id = ?`, args{p.id},
			&past.Journal, &past.Base, &past.Server, &past.ServerKey, &past.Verified, &past.Guest, &past.Role, &past.You)
		t.get(`SELECT coalesce(max(id), 0) FROM events WHERE id BETWEEN ? AND ?`, args{p.at(0), p.at(maxPlace)}, &newest)
		past.Top = max(past.Base, newest&maxPlace)
		past.Blocked = t.blockedBy(p)
		var r room
		t.eachRoom(`account = ? AND met AND NOT gone ORDER BY name`, args{p.id}, &r, func() {
			past.Rooms = append(past.Rooms, session.RoomSnapshot{Last: r.last, Room: session.Room{
				Name: r.name, Topic: r.topic, Members: r.members, Private: r.private, With: r.with(), Read: r.told, Seq: r.seq,
			}})
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is known of a server: %w", err)
	}
	return past, nil
}

// Shown returns the room that was shown last; empty if none was.
func (p *Person) Shown() (room string, err error) {
	err = p.a.read(func(t *tx) { t.get(`SELECT shown FROM accounts WHERE id = ?`, args{p.id}, &room) })
	return room, wrap("reading which room was shown", err)
}

// SetShown remembers which room is shown.
func (p *Person) SetShown(room string) error {
	err := p.a.write(func(t *tx) { t.do(`UPDATE accounts SET shown = ? WHERE id = ?`, room, p.id) })
	return wrap("keeping which room is shown", err)
}

// at is the id of the event at a place.
func (p *Person) at(place int64) int64 { return p.id<<session.PlaceBits | place }

// wrap says what was tried, if it failed. What is an answer for people stays as it is.
func wrap(tried string, err error) error {
	if _, ok := errors.AsType[*session.Problem](err); ok || err == nil {
		return err
	}
	return fmt.Errorf("%s: %w", tried, err)
}

// fold is a name as it is compared: the server knows better, for looking it up
// this will do. The window does the same (names.ts).
func fold(name string) string { return strings.ToLower(norm.NFKC.String(name)) }

// Is reports whether both are the same person.
func (p *Person) Is(other *Person) bool { return p.id == other.id }

// Row returns the message in a room with a key, and whether it is here.
func (p *Person) Row(room, key string) (row Row, found bool, err error) {
	err = p.a.read(func(t *tx) {
		r := t.room(p, room)
		if rows := t.parsed(p, &r, t.numbers(`SELECT id FROM events WHERE room = ? AND event_id = ? AND type = ?`, r.id, key, wire.MessageType)); len(rows) > 0 {
			row, found = rows[0], true
		}
	})
	return row, found, wrap("looking for a message", err)
}
