package session

import (
	"context"
	"errors"
	"maps"
	"net"
	"time"

	"confab/server/wire"
)

// hear lives with a connection, which welcomed has taken over, until it ends:
// it takes what comes in, and a writer beside it sends what waits. When running
// ends, the writer sends the rest and says goodbye.
func (s *Session) hear(running context.Context, l *link) error {
	ended, end := context.WithCancel(running)
	defer end()
	written := make(chan error, 1)
	// A writer that the server keeps waiting must not keep who leaves.
	noHurry := context.AfterFunc(running, func() { _ = l.nc.SetWriteDeadline(time.Now().Add(leaveFor)) })
	defer noHurry()

	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.link = nil
		s.unanswered(l)
		s.diskHas("")
		s.allOver()
	}()
	go func() {
		err := s.write(ended, l)
		if err == nil && running.Err() != nil {
			l.leave()
		}
		written <- err
	}()

	err := s.listen(l)
	end()
	_ = l.nc.Close()
	failed := <-written
	if _, said := errors.AsType[*byeError](err); failed != nil && !said && !errors.Is(failed, net.ErrClosed) {
		return failed // which is what closed the connection under listen
	}
	return err
}

// welcomed takes over what the server says of itself and its rooms, and then
// what waits for it.
func (s *Session) welcomed(l *link) {
	s.mu.Lock()
	w := l.welcome
	s.link = l
	if l.device == "" && w.Self != nil {
		l.device = w.Self.Device
	}
	same := s.known.begin(w)
	if !same {
		// It has been asked with numbers that are not its own.
		maps.DeleteFunc(l.brought, func(_ string, seq int64) bool { return seq > 0 })
	}
	s.maxLine = wire.MaxLine
	if w.Limits.Line > 0 {
		s.maxLine = w.Limits.Line
	}
	s.knownOf.name = l.name
	s.moveLocked(func(at *Connection) { // before its rooms: they are of this server
		at.State, at.You = Online, l.name
		at.Server, at.ServerKey, at.Verified = shown(w.Server, maxServer), string(l.server), l.told
		at.Journal, at.Base, at.Line = s.known.journal, s.known.base, s.maxLine
		s.stand(at, w.Self)
	})
	for _, r := range w.Rooms {
		s.enter(l, &r)
	}
	s.blockedAre(w.Blocked) // before the invitations: nobody is told of those of people who are
	s.offersAre(l, w.Offers)
	s.people.begin()
	s.mu.Unlock()
	s.takeStock(l.server, w.Journal, l.name, same)
}

// listen takes what comes in until the connection ends, and returns why.
func (s *Session) listen(l *link) error {
	l.alive()
	for l.in.Scan() {
		l.alive()
		answer, err := wire.ParseAnswer(l.in.Bytes())
		if err != nil {
			s.unreadable(l, err)
			continue
		}
		if bye, ok := answer.(*wire.Bye); ok {
			return &byeError{*bye}
		}
		s.heard(l, answer)
	}
	if err := l.in.Err(); err != nil {
		return err
	}
	return errClosed
}

// heard takes what the server has said: an event, one of the answers, or nil
// for what this program does not know.
func (s *Session) heard(l *link, said any) {
	if e, ok := said.(*wire.Event); ok {
		s.happened(l, e)
		return
	}
	if take := takers[wire.AnswerOf(said)]; take != nil {
		take(s, l, said)
	}
}

// happened takes an event that has just been stored, or comes from a hello.
func (s *Session) happened(l *link, e *wire.Event) {
	if !soundEvent(e) {
		s.log.Warn("the server says what cannot be read", "error", "an event")
		return
	}
	s.answeredBy(l, e)
	s.mu.Lock()
	defer s.settle()
	s.diskHas("")
	s.known.follow(e)
	if event, fresh := s.known.add(e, l.name); fresh {
		s.emit(event)
	}
	if s.known.leaves(e, l.name) {
		s.left(e.Room)
	}
	if wire.SameName(e.From, l.name) {
		s.answer(l, e.ID, e)
	}
	l.signal() // something may be missing
}

// answeredBy forgets the request of ours that e comes from, if it does. Nobody
// else's event answers it, whatever its key.
func (s *Session) answeredBy(l *link, e *wire.Event) {
	if wire.SameName(e.From, l.name) {
		s.answered(e.ID)
	}
}

// described takes a room: one that the person is in now, or the answer to a
// change that has been made before.
func (s *Session) described(l *link, r *wire.RoomInfo) {
	did := s.answered(r.ID) // first: the outbox is not waited for with mu
	s.mu.Lock()
	defer s.settle()
	if did {
		s.diskHas("")
	}
	if s.enter(l, r) {
		s.answer(l, r.ID, r)
	}
}

// settle lets go of mu, and reports first how much waits if that has changed.
func (s *Session) settle() {
	if s.at.Waiting != len(s.waiting) {
		s.moveLocked(func(*Connection) {})
	}
	s.mu.Unlock()
}

// enter takes a room as the server describes it, and reports whether there can
// be one more like this. The caller holds mu.
func (s *Session) enter(l *link, r *wire.RoomInfo) bool {
	_, brought := l.brought[r.Name]
	if !soundRoom(r, s.known.base) || !s.known.enter(r, brought) {
		s.log.Warn("there is a room too many, or one that there cannot be")
		return false
	}
	delete(l.brought, r.Name)
	room := s.known.rooms[r.Name].room
	s.emit(Event{Room: &room})
	l.signal() // something may be missing
	s.tell(r.Name)
	return true
}

// left takes it that the person is not in a room any more. The caller holds mu.
func (s *Session) left(room string) {
	s.known.leave(room)
	s.emit(Event{Room: &Room{Name: room, With: []string{}, Left: true}})
}

// arePresent takes an answer to who. The server has named all rooms before it:
// those that it has not, somebody has left on another device. The caller holds mu.
func (s *Session) arePresent(l *link, p *wire.Names) {
	if p.Room != "" {
		s.areMembers(l, p)
		return
	}
	next, last := s.people.are(p)
	if l.whoAfter = next; next != "" {
		l.signal()
	}
	if !last {
		return
	}
	if !l.answered {
		l.answered = true
		for _, room := range s.known.unnamed() {
			s.left(room)
		}
	}
	s.emitPeople()
}

// changePeople takes who came and went. The caller holds mu.
func (s *Session) changePeople(_ *link, p *wire.Presence) {
	if changed := s.people.change(p); changed != nil {
		s.emit(Event{Presence: changed})
	}
}

// failed takes the server's error about a request.
func (s *Session) failed(l *link, e *wire.Error) {
	if e.ID != "" {
		s.refused(l, e)
	} else {
		s.unordered(l, e)
	}
}

// emitPeople reports who is there. The caller holds mu.
func (s *Session) emitPeople() { s.emit(Event{People: s.people.all()}) }
