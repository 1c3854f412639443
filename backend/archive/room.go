package archive

import (
	"encoding/json"

	"confab/backend/millis"
)

// Notify is what one wants to be told of a room.
type Notify string

// The settings of a room; empty is none.
const (
	NotifyAll      Notify = "all"
	NotifyMentions Notify = "mentions"
	NotifyNothing  Notify = "nothing"
)

// How much is counted of what is not read, and looked at for it.
const (
	maxUnread  = 1000
	maxCounted = 10_000
)

// A Room is one as it stands for whoever reads it.
type Room struct {
	Name     string      `json:"name"`
	Topic    string      `json:"topic"`
	Members  int         `json:"members"`
	Private  bool        `json:"private"`
	With     []string    `json:"with"`     // the two of a room of two; else empty
	Left     bool        `json:"left"`     // one is in it no more
	Seq      int64       `json:"seq"`      // of the newest row that is here; 0 if there is none
	At       millis.Time `json:"at"`       // when that was; the zero time if there is none
	Read     int64       `json:"read"`     // how far one has read
	Unread   int         `json:"unread"`   // messages of others behind that; at most 1,000, which is more
	Mentions int         `json:"mentions"` // those of them that are meant for oneself
	Draft    string      `json:"draft"`
	Notify   Notify      `json:"notify"` // empty if it was never set
}

// A room is one as it is kept.
type room struct {
	id, seq, last, read, told       int64
	members                         int
	name, topic, two, draft, notify string
	private, gone, met              bool
}

// Rooms returns all rooms that one is or was in, by name.
func (p *Person) Rooms() (rooms []Room, err error) {
	err = p.a.read(func(t *tx) { rooms = t.allRooms(p) })
	return rooms, wrap("reading the rooms", err)
}

func (t *tx) allRooms(p *Person) []Room {
	rooms := []Room{}
	var all []room
	var r room
	t.eachRoom(`account = ? ORDER BY name`, args{p.id}, &r, func() { all = append(all, r) })
	for i := range all {
		rooms = append(rooms, t.stand(p, &all[i]))
	}
	return rooms
}

// Room returns how a room stands; one that is not known is empty.
func (p *Person) Room(name string) (Room, error) {
	var now Room
	err := p.a.read(func(t *tx) {
		r := t.room(p, name)
		now = t.stand(p, &r)
	})
	return now, wrap("reading a room", err)
}

// eachRoom calls f after each room that there is where, read into r.
func (t *tx) eachRoom(where string, a args, r *room, f func()) {
	t.each(`SELECT id, name, topic, members, private, two, gone, met, seq, last, read, told, draft, notify FROM rooms WHERE `+where, a, f,
		&r.id, &r.name, &r.topic, &r.members, &r.private, &r.two, &r.gone, &r.met, &r.seq, &r.last, &r.read, &r.told, &r.draft, &r.notify)
}

// room returns one as it is kept; one that is not known has no id.
func (t *tx) room(p *Person, name string) (r room) {
	t.eachRoom(`account = ? AND name = ?`, args{p.id, name}, &r, func() {})
	r.name = name
	return r
}

// keep writes down what the events of a room and their reader make of it.
func (t *tx) keep(r *room) {
	t.do(`UPDATE rooms SET topic = ?, members = ?, private = ?, two = ?, gone = ?, met = ?, seq = ?, last = ?, read = ?, told = ? WHERE id = ?`,
		r.topic, r.members, r.private, r.two, r.gone, r.met, r.seq, r.last, r.read, r.told, r.id)
}

// stand unread_weight what is not read in a room.
func (t *tx) stand(p *Person, r *room) Room {
	now := Room{
		Name: r.name, Topic: r.topic, Members: r.members, Private: r.private, With: r.with(), Left: r.gone,
		Read: r.read, Draft: r.draft, Notify: Notify(r.notify),
	}
	var at int64
	if t.get(`SELECT id, at FROM events WHERE room = ? AND shown ORDER BY id DESC LIMIT 1`, args{r.id}, &now.Seq, &at) {
		now.Seq, now.At = now.Seq&maxPlace, millis.Of(at)
	}
	unread := args{r.id, p.at(r.read), maxCounted, maxUnread}
	if t.blocksAny(p) {
		t.get(`SELECT count(*), coalesce(sum(unread_weight = 2), 0) FROM (SELECT unread_weight FROM (
				SELECT unread_weight, sender, guest FROM events WHERE room = ?1 AND id > ?2 AND shown ORDER BY id DESC LIMIT ?3
			) e WHERE unread_weight > 0 AND NOT EXISTS (SELECT 1 FROM blocked b WHERE b.account = ?5 AND b.sender = e.sender AND b.guest = e.guest) LIMIT ?4)`,
			append(unread, p.id), &now.Unread, &now.Mentions)
		return now
	}
	t.get(`SELECT count(*), coalesce(sum(unread_weight = 2), 0) FROM (SELECT unread_weight FROM (
			SELECT unread_weight FROM events WHERE room = ? AND id > ? AND shown ORDER BY id DESC LIMIT ?
		) WHERE unread_weight > 0 LIMIT ?)`, unread, &now.Unread, &now.Mentions)
	return now
}

// with returns who is in a room of two; else it is empty.
func (r *room) with() []string {
	names := []string{}
	_ = json.Unmarshal([]byte(r.two), &names) // setWith has made it
	return names
}

func (r *room) setWith(names []string) {
	two, err := json.Marshal(append([]string{}, names...))
	if err != nil {
		panic(err) // strings can always be written
	}
	r.two = string(two)
}
