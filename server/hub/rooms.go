package hub

import (
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"confab/server/wire"
)

// A roomSet is rooms and who belongs to them, as the journal's events made
// them. It has no lock.
type roomSet struct {
	byName map[string]*Room
	byLook map[string]*Room // by the keys and by the skeletons of their names, one for names that look the same

	listed roster[*Room] // those that every user can join, by the keys of their names

	ofWhom map[string]map[string]*Room // by the key of a member's name and then their own names, without the lobby

	opened  map[string]int // how many rooms a user has opened, by the key of the name
	directs map[string]int // the same of rooms of two
	from    map[string]int // how many rooms guests have opened, by the addresses that they came from
	opening map[string]int // how many guests from these addresses are about to open
	named   int            // how many rooms there are without those of two and the lobby

	joined map[string]int         // how many rooms a user is in that are not of two, by the key of a member's name
	paired map[string][]time.Time // when a user opened each room of two, by the key of the name
	offers offers

	loading bool // events of older programs are read, which ended no room
}

// rooms are a server's rooms. One goroutine changes them, by apply; any
// goroutine may read. A hub has two of them: those that have been fanned out,
// which Run changes, and the draft, which is ahead of them and which the
// journal's writer changes.
type rooms struct {
	mu      sync.RWMutex
	roomSet // guarded by mu, and what it points to, except for what Run owns
}

// newRooms returns the lobby, which every user is in.
func newRooms() *rooms {
	lobby := &Room{name: wire.Lobby}
	return &rooms{roomSet: roomSet{
		byName: map[string]*Room{wire.Lobby: lobby},
		byLook: map[string]*Room{wire.Lobby: lobby},
		ofWhom: map[string]map[string]*Room{},
		opened: map[string]int{}, directs: map[string]int{}, from: map[string]int{}, opening: map[string]int{},
		joined: map[string]int{}, paired: map[string][]time.Time{},
		offers: offers{of: map[string][]*offer{}},
	}}
}

// look calls f with the room called name if who, a name's key, may know of it,
// with nil if not. f must not block.
func (rs *rooms) look(name, who string, f func(r *Room, member bool)) {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	r := rs.byName[name]
	if r == nil {
		f(nil, false)
		return
	}
	member := r.has(who)
	if r.private && !member {
		r = nil
	}
	f(r, member)
}

// isPrivate reports whether there is a private room called name.
func (rs *rooms) isPrivate(name string) bool {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	r := rs.byName[name]
	return r != nil && r.private
}

// direct returns the name of the room of two people, which perhaps there is
// not yet. It is found by who is in it: an older program made its name of other
// keys. One that a member has been made to leave is no room of these two, since
// another user has the name now, and the next one gets a number.
func (rs *rooms) direct(a, b string) string {
	one, other := wire.NameKey(a), wire.NameKey(b)
	alone := one == other // who talks to oneself
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	for name, r := range rs.ofWhom[one] {
		if wire.IsDirect(name) && r.has(other) && (len(r.people) == 1) == alone && !r.parted {
			return name
		}
	}
	for n := 1; ; n++ {
		if name := wire.DirectRoom(a, b, n); rs.byName[name] == nil {
			return name
		}
	}
}

// member returns nil if who is a member of the room called name, and the error
// to answer with if not.
func (rs *rooms) member(name, who string) (bad *wire.Error) {
	rs.look(name, who, func(r *Room, member bool) {
		switch {
		case r == nil:
			bad = noRoom()
		case !member:
			bad = notMember()
		}
	})
	return bad
}

// checkFirst is Room.checkFirst for the room called name.
func (rs *rooms) checkFirst(name string, first int64, who string) *wire.Error {
	if first == 0 {
		return nil
	}
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	return rs.byName[name].checkFirst(first, who)
}

// newest returns the seq of the last event of a room that has been handed out.
func (rs *rooms) newest(room string) int64 {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	if r := rs.byName[room]; r != nil {
		return r.last.Load()
	}
	return 0
}

// spelling returns the name of a member of a room, by its key; empty for none.
func (rs *rooms) spelling(room, who string) string {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	if r := rs.byName[room]; r != nil {
		return r.people[who]
	}
	return ""
}

// of returns the names of the rooms that who is in, the lobby first.
func (rs *rooms) of(who string) []string {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	return append([]string{wire.Lobby}, slices.Sorted(maps.Keys(rs.ofWhom[who]))...)
}

// apply updates the rooms for e, and returns the room that e belongs to, nil if
// there is none. What takes the update back goes to done, unless that is nil.
func (rs *rooms) apply(e *wire.Event, done *undoing) *Room {
	r := rs.byName[e.Room]
	if r == nil && e.Type != wire.OpenType {
		return nil
	}
	if !changesRoom(e) {
		return r
	}
	rs.mu.Lock()
	defer rs.mu.Unlock()
	body := roomBody(e)
	switch e.Type {
	case wire.OpenType:
		if r != nil {
			return r // none of ours: check opens no room twice
		}
		r = &Room{name: e.Room, topic: body.Topic, private: body.Private, people: map[string]string{}, offered: map[string]int{}, first: e.Seq, opener: wire.NameKey(e.From)}
		rs.count(done, r, 1)
		set(done, rs.byName, e.Room, r)
		set(done, rs.byLook, wire.NameKey(e.Room), r)
		set(done, rs.byLook, wire.NameSkeleton(e.Room), r)
		if !r.private && !wire.IsDirect(r.name) {
			rs.listed.put(done, wire.NameKey(r.name), r)
		}
		if wire.IsDirect(e.Room) {
			set(done, rs.paired, r.opener, append(rs.paired[r.opener], e.At))
		}
	case wire.LeaveType:
		switch who := wire.NameKey(e.From); {
		case body.Offer && wire.IsServerID(e.ID): // the name is another user's from now on
			rs.offers.accept(done, who, r)
		case body.Offer:
			rs.offers.decline(done, who, r, e.At)
		case r.people != nil:
			rs.removeMember(done, r, who, e.At)
			if wire.IsServerID(e.ID) {
				rs.disown(done, r, who)
			}
		}
	case wire.InviteType:
		if body.Offer && r.people != nil {
			rs.offers.add(done, wire.NameKey(body.Name), &offer{room: r, name: r.name, seq: e.Seq, at: e.At, to: body.Name, from: e.From, by: wire.NameKey(e.From)})
		}
	case wire.TopicType:
		assign(done, &r.topic, body.Topic)
	}
	if r.people != nil { // the lobby has every user, and no list
		for _, name := range newMembers(e) {
			rs.addMember(done, r, name)
		}
		if e.Type == wire.CloseType || len(r.people) == 0 && !rs.loading {
			rs.end(done, r, e.At)
		}
	}
	return r
}

// takeBack undoes what apply has done.
func (rs *rooms) takeBack(done undoing) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	done.undo()
}

// addMember makes a user a member.
func (rs *roomSet) addMember(done *undoing, r *Room, name string) {
	who := wire.NameKey(name)
	if !r.has(who) && !wire.IsDirect(r.name) {
		addTo(done, rs.joined, who, 1)
	}
	set(done, r.people, who, name)
	r.order.put(done, who, name)
	if rs.ofWhom[who] == nil {
		set(done, rs.ofWhom, who, map[string]*Room{})
	}
	set(done, rs.ofWhom[who], r.name, r)
	rs.offers.accept(done, who, r)
}

// uncountJoined notes that who is in one room less of those that count.
func (rs *roomSet) uncountJoined(done *undoing, r *Room, who string) {
	if !wire.IsDirect(r.name) {
		addTo(done, rs.joined, who, -1)
	}
}

// removeMember ends the membership of a user.
func (rs *roomSet) removeMember(done *undoing, r *Room, who string, at time.Time) {
	assign(done, &r.parted, true)
	if r.has(who) {
		rs.uncountJoined(done, r, who)
	}
	rs.offers.withdraw(done, who, r, at)
	unset(done, r.people, who)
	r.order.take(done, who)
	unset(done, rs.ofWhom[who], r.name)
	if len(rs.ofWhom[who]) == 0 {
		unset(done, rs.ofWhom, who)
	}
}

// disown notes that a room has no opener any more if who, a name's key, has opened it: the name is
// another user's from now on, and the room does not use up what that one may open.
func (rs *roomSet) disown(done *undoing, r *Room, who string) {
	if r.opener != who {
		return
	}
	count := rs.opened
	if wire.IsDirect(r.name) {
		count = rs.directs
		unset(done, rs.paired, who)
	}
	addTo(done, count, who, -1)
	assign(done, &r.opener, "")
	addTo(done, count, r.opener, 1)
}

// changesRoom reports whether e makes a room something else than it was.
func changesRoom(e *wire.Event) bool { return wire.ClassOf(e.Type) == wire.RoomChange }

// newMembers returns the names of those whom e makes members of its room.
func newMembers(e *wire.Event) []string {
	switch e.Type {
	case wire.OpenType:
		return append([]string{e.From}, roomBody(e).With...)
	case wire.JoinType:
		return []string{e.From}
	case wire.InviteType: // of an older server: they were not asked
		if body := roomBody(e); !body.Offer {
			return []string{body.Name}
		}
	}
	return nil
}

// roomBody returns the body of an event that changes a room.
func roomBody(e *wire.Event) (body wire.RoomBody) {
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	return body
}

// info returns r as a member sees it, but for how far it has read.
func (r *Room) info() wire.RoomInfo {
	info := wire.RoomInfo{Name: r.name, Seq: r.last.Load(), First: r.first, Topic: r.topic, Private: r.private, Members: len(r.people)}
	if wire.IsDirect(r.name) {
		info.With = slices.Sorted(maps.Values(r.people))
	}
	return info
}

// has reports whether who, a name's key, is a member.
func (r *Room) has(who string) bool {
	if r.people == nil {
		return true
	}
	_, ok := r.people[who]
	return ok
}
