package session

import (
	"maps"
	"slices"
	"time"

	"confab/server/wire"
)

// maxRooms is how many rooms of a server a session keeps up with.
const maxRooms = 10_000

// Limits of a hello, in bytes: of its rooms, and of what a room has beside its name.
const (
	maxHello  = 32 << 10
	maxSeqLen = 32
)

// A membership is a room that the user is in.
type membership struct {
	room  Room  // as it was reported last
	seq   int64 // of its last event when the server described it: a leave before that ended an earlier membership
	last  int64 // the seq of the newest event that is here, or is wanted; 0 if there is none
	empty bool  // nothing had happened in the room when the user joined: with last 0 nothing is missing
	named bool  // the server has named it on this connection

	read  int64     // the place up to which the user has read it on this device
	acked int64     // the place up to which the server, on this connection, is known to have it as read
	typed time.Time // when the server was last told that the user is typing
}

// hello returns how far each room is known, for as many rooms as a hello may name.
func (r *replica) hello() map[string]int64 {
	rooms := map[string]int64{wire.Lobby: 0}
	if lobby := r.rooms[wire.Lobby]; lobby != nil {
		rooms[wire.Lobby] = lobby.last
	}
	bytes := 0
	for name, m := range r.rooms {
		if bytes += len(name) + maxSeqLen; len(rooms) < wire.MaxRooms && bytes < maxHello {
			rooms[name] = m.last
		}
	}
	return rooms
}

// enter notes that the user is in a room. What is missing of it is wanted, unless
// the server sends it after the hello (resumed): of a room that is new here, the
// newest page. It reports whether there is place for the room.
func (r *replica) enter(info *wire.RoomInfo, resumed bool) bool {
	m := r.rooms[info.Name]
	if m == nil {
		if len(r.rooms) == maxRooms {
			return false
		}
		m = &membership{}
		r.rooms[info.Name] = m
	}
	if m.last > 0 && m.last < info.First {
		r.forgetBefore(info.Name, placeOf(info.First, r.base))
		*m = membership{}
	}
	room := toRoom(info, r.base)
	room.Read = max(room.Read, m.room.Read) // the server does not always say it, and it never goes back
	m.acked = max(m.acked, placeOf(info.Read, r.base))
	m.room, m.seq, m.named = room, info.Seq, true
	m.empty = m.empty || info.Seq == 0
	if !resumed && info.Seq > m.last {
		r.gaps.add(gap{room: info.Name, after: m.last, before: info.Seq + 1, onePage: m.isNew()})
		m.last = info.Seq
	}
	return true
}

// forgetBefore forgets what happened before a place in a room of this name, which
// was another room and has ended.
func (r *replica) forgetBefore(room string, place int64) {
	r.gaps.removeRoom(room)
	r.all = slices.DeleteFunc(r.all, func(p placed) bool {
		gone := p.place < place && p.event.room() == room
		if gone {
			r.bytes -= p.bytes
		}
		return gone
	})
}

// room returns the room in which e happened.
func (e *Event) room() string {
	if e.RoomEvent == nil {
		return ""
	}
	return e.RoomEvent.Room
}

// isNew reports whether events before the first one that comes are not missing.
func (m *membership) isNew() bool { return m.last == 0 && !m.empty }

// isRead reports whether the user has read a room further than the server has
// it, in the journal whose places begin behind base.
func (m *membership) isRead(base int64) bool { return m.read > max(m.acked, base) }

// seqIn returns the seq of an event of a room that is known: of the one that
// opened it, if the server has said it, or of any other. It is 0 for the lobby
// and for a room without events.
func (r *replica) seqIn(room string) int64 {
	m := r.rooms[room]
	switch {
	case m == nil || room == wire.Lobby:
		return 0
	case m.room.First > r.base:
		return m.room.First - r.base
	}
	return m.last
}

// aimed returns a request that is valid only for the room that the user sees:
// when the server gets it, that room may have ended, and another user may have
// opened another room of the same name. A join is for any room of the name.
func (r *replica) aimed(request any) any {
	kind := wire.RequestOf(request)
	if kind == nil || kind.First(request) != 0 || r.rooms[kind.Room(request)] == nil {
		return request
	}
	return kind.WithFirst(request, r.seqIn(kind.Room(request)))
}

// isOther reports whether the room that the user is in now was opened after a
// seq: then it is not the one that has, or had, that event. Seq 0 fits any room.
func (r *replica) isOther(room string, seq int64) bool {
	m := r.rooms[room]
	return m != nil && seq > 0 && m.room.First > r.base+seq
}

// leave forgets a room.
func (r *replica) leave(room string) {
	delete(r.rooms, room)
	r.gaps.removeRoom(room)
}

// endsMembership reports whether e ends the membership of the user called you.
func (r *replica) endsMembership(e *wire.Event, you string) bool {
	m := r.rooms[e.Room]
	isEnd := e.Type == wire.CloseType || e.Type == wire.LeaveType && wire.SameName(e.From, you)
	return m != nil && isEnd && e.Seq > m.seq
}

// unnamed returns the rooms that the server has not named on this connection.
func (r *replica) unnamed() (rooms []string) {
	for name, m := range r.rooms {
		if !m.named {
			rooms = append(rooms, name)
		}
	}
	return rooms
}

// inOrder returns the rooms by their names.
func (r *replica) inOrder() (rooms []Room) {
	for _, name := range slices.Sorted(maps.Keys(r.rooms)) {
		rooms = append(rooms, r.rooms[name].room)
	}
	return rooms
}
