package session

import (
	"slices"
	"time"

	"confab/server/wire"
)

// typingEvery is how often the server is told that the user is typing in a room.
const typingEvery = 3 * time.Second

// Read notes that the user has read a room up to a place. The server is told now,
// or when there is a connection to it again in this session, unless it knows. It
// is not told of a room that the user is not in.
func (s *Session) Read(room string, seq int64) {
	s.loop.do(func() {
		if s.loop.replica.read(room, seq) {
			s.loop.notifyRead(room)
		}
	})
}

// Typing tells the others in a room that the user is typing there, at most once
// in three seconds, if there is a connection and the user is in it; otherwise it
// does nothing.
func (s *Session) Typing(room string) {
	s.loop.do(func() {
		if s.loop.link != nil && s.loop.replica.startTyping(room, time.Now()) {
			s.loop.receipts.addTyping(room)
			s.loop.signal()
		}
	})
}

// receipts are what the server is to be told over one connection without an answer.
type receipts struct {
	reads  []string // the rooms that the user has read further than the server knows
	typing []string // the rooms in which the user is typing
}

func (r *receipts) addRead(room string) {
	if !slices.Contains(r.reads, room) {
		r.reads = append(r.reads, room)
	}
}

func (r *receipts) addTyping(room string) {
	if !slices.Contains(r.typing, room) {
		r.typing = append(r.typing, room)
	}
}

// nextTyping returns the line for a room in which the user is typing, or nil.
func (r *receipts) nextTyping() []byte {
	if len(r.typing) == 0 {
		return nil
	}
	room := r.typing[0]
	r.typing = r.typing[1:]
	return wire.AppendRequest(nil, wire.Typing{Room: room})
}

// nextRead returns the line that tells the server how far a room has been read,
// or nil. It has no answer: the next welcome says whether it has arrived.
func (r *receipts) nextRead(known *replica) []byte {
	for len(r.reads) > 0 {
		room := r.reads[0]
		r.reads = r.reads[1:]
		if seq, ok := known.ack(room); ok {
			return wire.AppendRequest(nil, wire.Read{Room: room, Seq: seq})
		}
	}
	return nil
}

// read notes how far the user has read a room, and reports whether the user is in it.
func (r *replica) read(room string, place int64) bool {
	m := r.rooms[room]
	if m != nil {
		m.read = max(m.read, min(place, r.top)) // the user has not read what is not here
	}
	return m != nil
}

// ack returns the seq up to which the user has read a room, for the server, which
// knows it then; false if it knows it already.
func (r *replica) ack(room string) (seq int64, ok bool) {
	m := r.rooms[room]
	if m == nil || !m.isRead(r.base) {
		return 0, false
	}
	m.acked = m.read
	return m.read - r.base, true
}

// readElsewhere takes how far the user has read a room, as the server says. It
// returns the place, whether it is further than before, and whether it is valid.
func (r *replica) readElsewhere(said *wire.HasRead) (place int64, further, ok bool) {
	m := r.rooms[said.Room]
	if m == nil || !isSeq(said.Seq, r.base) {
		return 0, false, false
	}
	place = placeOf(said.Seq, r.base)
	m.acked = max(m.acked, place)
	if further = place > m.room.Read; further { // it never goes back
		m.room.Read = place
	}
	return place, further, true
}

// startTyping notes that the user is typing in a room, and reports whether the
// server is to be told now.
func (r *replica) startTyping(room string, now time.Time) bool {
	m := r.rooms[room]
	if m == nil || now.Sub(m.typed) < typingEvery {
		return false
	}
	m.typed = now
	return true
}

// notifyRead has the server told how far a room has been read, if it does not know.
func (lp *loop) notifyRead(room string) {
	m := lp.replica.rooms[room]
	if lp.link != nil && m.named && m.isRead(lp.replica.base) {
		lp.receipts.addRead(room)
		lp.signal()
	}
}
