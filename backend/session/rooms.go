package session

import (
	"maps"
	"slices"
	"time"

	"confab/server/wire"
)

// maxRooms is how many rooms a server can have a session keep up with.
const maxRooms = 10_000

// Limits of a hello, in bytes: of its rooms, and of what a room has beside its name.
const (
	maxHello  = 32 << 10
	maxSeqLen = 32
)

// A stay is a room that the person is in.
type stay struct {
	room  Room  // as it was reported last
	seq   int64 // of its last event when the server described it: a leave before that is of another stay
	last  int64 // the seq of the newest event that is here, or is wanted; 0 if there is none
	empty bool  // nothing had happened there when we came: with last 0 nothing has been missed
	named bool  // the server has named it on this connection

	read  int64     // the place up to which it was read on this device
	told  int64     // the place up to which the server is known, on this connection, to have it read
	typed time.Time // when the server was last told that the person writes there
}

// hello is how far each room is known, as many as a hello may name.
func (k *known) hello() map[string]int64 {
	rooms := map[string]int64{wire.Lobby: 0}
	if lobby := k.rooms[wire.Lobby]; lobby != nil {
		rooms[wire.Lobby] = lobby.last
	}
	bytes := 0
	for name, stay := range k.rooms {
		if bytes += len(name) + maxSeqLen; len(rooms) < wire.MaxRooms && bytes < maxHello {
			rooms[name] = stay.last
		}
	}
	return rooms
}

// enter notes that the person is in a room. What happened there and is not here
// is wanted, unless it is being brought: of a room that is new here, the newest
// page. It reports whether there is place for the room.
func (k *known) enter(r *wire.RoomInfo, brought bool) bool {
	s := k.rooms[r.Name]
	if s == nil {
		if len(k.rooms) == maxRooms {
			return false
		}
		s = &stay{}
		k.rooms[r.Name] = s
	}
	if s.last > 0 && s.last < r.First {
		k.forgetBefore(r.Name, placeOf(r.First, k.base))
		*s = stay{}
	}
	room := toRoom(r, k.base)
	room.Read = max(room.Read, s.room.Read) // which is not said every time, and never goes back
	s.told = max(s.told, placeOf(r.Read, k.base))
	s.room, s.seq, s.named = room, r.Seq, true
	s.empty = s.empty || r.Seq == 0
	if !brought && r.Seq > s.last {
		k.want(gap{room: r.Name, after: s.last, before: r.Seq + 1, onePage: s.isNew()})
		s.last = r.Seq
	}
	return true
}

// forgetBefore forgets what happened in a room of this name before a place: it
// was another room, which has ended.
func (k *known) forgetBefore(room string, place int64) {
	k.gaps = slices.DeleteFunc(k.gaps, func(g gap) bool { return g.room == room })
	k.all = slices.DeleteFunc(k.all, func(p placed) bool {
		gone := p.place < place && p.event.room() == room
		if gone {
			k.bytes -= p.bytes
		}
		return gone
	})
}

// room returns the room in which e happened.
func (e *Event) room() string {
	switch {
	case e.Message != nil:
		return e.Message.Room
	case e.Change != nil:
		return e.Change.Room
	}
	return ""
}

// isNew reports whether what happened before the first event that comes is not missed.
func (s *stay) isNew() bool { return s.last == 0 && !s.empty }

// seqIn returns the seq of an event of a room that is known: of the one that
// opened it, if that is said, or of any other. 0 is for none, and for the lobby.
func (k *known) seqIn(room string) int64 {
	s := k.rooms[room]
	switch {
	case s == nil || room == wire.Lobby:
		return 0
	case s.room.First > k.base:
		return s.room.First - k.base
	}
	return s.last
}

// aimed returns a request that is for no other room than the one that the person
// has before them: when the server gets it, that one may have ended, and somebody
// may have opened another one of its name. Who joins a room goes by its name.
func (k *known) aimed(request any) any {
	kind := wire.RequestOf(request)
	if kind == nil || kind.First(request) != 0 || k.rooms[kind.Room(request)] == nil {
		return request
	}
	return kind.WithFirst(request, k.seqIn(kind.Room(request)))
}

// isOther reports whether the room that the person is in now has begun after a
// seq: then it is not the one that has, or had, an event there. A seq of 0 is any
// room's.
func (k *known) isOther(room string, seq int64) bool {
	s := k.rooms[room]
	return s != nil && seq > 0 && s.room.First > k.base+seq
}

// leave forgets where a room stood.
func (k *known) leave(room string) {
	delete(k.rooms, room)
	k.gaps = slices.DeleteFunc(k.gaps, func(g gap) bool { return g.room == room })
}

// leaves reports whether e is the end of a stay of the person called you.
func (k *known) leaves(e *wire.Event, you string) bool {
	s := k.rooms[e.Room]
	isEnd := e.Type == wire.CloseType || e.Type == wire.LeaveType && wire.SameName(e.From, you)
	return s != nil && isEnd && e.Seq > s.seq
}

// unnamed returns the rooms that the server has not named on this connection.
func (k *known) unnamed() (rooms []string) {
	for name, stay := range k.rooms {
		if !stay.named {
			rooms = append(rooms, name)
		}
	}
	return rooms
}

// inOrder returns the rooms by their names.
func (k *known) inOrder() (rooms []Room) {
	for _, name := range slices.Sorted(maps.Keys(k.rooms)) {
		rooms = append(rooms, k.rooms[name].room)
	}
	return rooms
}
