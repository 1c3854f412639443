package session

import (
	"slices"
	"time"

	"confab/server/wire"
)

// typingEvery is how often the server is told that the person writes in a room.
const typingEvery = 3 * time.Second

// Read notes that the person has read a room up to a place. The server is told
// now, or when it is there again, as long as this session is with it; what it
// is known to have it is not told. It is not told of a room that the person is
// not in.
func (s *Session) Read(room string, seq int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stay := s.known.rooms[room]; stay != nil {
		stay.read = max(stay.read, min(seq, s.known.top)) // what is not here has not been read
		s.tell(room)
	}
}

// tell has the server told how far a room has been read, if it does not have
// that. The caller holds mu.
func (s *Session) tell(room string) {
	l, stay := s.link, s.known.rooms[room]
	if l != nil && stay.named && stay.isRead(s.known.base) && !slices.Contains(l.reads, room) {
		l.reads = append(l.reads, room)
		l.signal()
	}
}

// isRead reports whether a room has been read further than the server has it,
// in the journal whose places are behind base.
func (s *stay) isRead(base int64) bool { return s.read > max(s.told, base) }

// reading returns the line that tells the server how far a room has been read,
// or nil. It has no answer: what the next welcome says shows whether it has
// arrived. The caller holds mu.
func (s *Session) reading(l *link) []byte {
	for len(l.reads) > 0 {
		room := l.reads[0]
		l.reads = l.reads[1:]
		if stay := s.known.rooms[room]; stay != nil && stay.isRead(s.known.base) {
			stay.told = stay.read
			return wire.AppendRequest(nil, wire.Read{Room: room, Seq: stay.read - s.known.base})
		}
	}
	return nil
}

// hasRead takes it that the person has read something on another device. The
// caller holds mu.
func (s *Session) hasRead(_ *link, r *wire.HasRead) {
	stay := s.known.rooms[r.Room]
	if stay == nil || !isSeq(r.Seq, s.known.base) {
		s.log.Warn("the server says what cannot be read", "error", "how far a room has been read")
		return
	}
	place := placeOf(r.Seq, s.known.base)
	stay.told = max(stay.told, place)
	if place > stay.room.Read { // it never goes back
		stay.room.Read = place
		s.emit(Event{Read: &Read{r.Room, place}})
	}
}

// Typing tells the others in a room that the person is writing there, at most
// once in three seconds, if there is a connection and the person is in it; else
// it does nothing.
func (s *Session) Typing(room string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, stay := s.link, s.known.rooms[room]
	if l == nil || stay == nil || time.Since(stay.typed) < typingEvery || slices.Contains(l.typing, room) {
		return
	}
	stay.typed = time.Now()
	l.typing = append(l.typing, room)
	l.signal()
}

// typing returns the line that tells where the person is writing, or nil. The
// caller holds mu.
func (s *Session) typing(l *link) []byte {
	if len(l.typing) == 0 {
		return nil
	}
	room := l.typing[0]
	l.typing = l.typing[1:]
	return wire.AppendRequest(nil, wire.Typing{Room: room})
}

// types takes it that somebody is writing. The caller holds mu.
func (s *Session) types(l *link, t *wire.IsTyping) {
	if s.known.rooms[t.Room] == nil || t.From == "" || wire.SameName(t.From, l.name) || len(t.From) > maxNameBytes {
		s.log.Warn("the server says what cannot be read", "error", "who is writing")
		return
	}
	s.emit(Event{Typing: &Typing{t.Room, printable(t.From)}})
}
