package session

import (
	"reflect"
	"slices"
	"time"

	"confab/server/wire"
)

// An Outbox keeps what a person has asked of a server until the server has
// answered, so that a crash loses nothing. backend/archive has one on disk.
type Outbox interface {
	// Add keeps p and returns when it is safe. A key that is there already is
	// an error.
	Add(p Pending) error

	// Remove forgets what has this key, if anything does.
	Remove(key string) error

	// Pending returns what is kept of a person for the server that has proved to
	// have a key and has a journal, oldest first, and with it what was kept for
	// that journal without a key, which goes to nobody.
	Pending(server wire.Fingerprint, journal, name string) ([]Pending, error)
}

// A Pending is one request that waits for the server's answer.
type Pending struct {
	ID      string           // of the request
	Server  wire.Fingerprint // the key of the server that it is for; empty if that had proved none
	Journal string           // of that server
	Name    string           // whose request it is
	At      time.Time        // when it was made
	Line    []byte           // the request as a line of CHAT/2.0, with its line end
}

// entry is a Pending in a session.
type entry struct {
	Pending
	kept    bool      // the outbox has it from another session
	room    string    // that it is for; empty if it is for none
	first   int64     // which room of that name: the one that had begun at this seq; 0 if that is not known
	message *Message  // if it is one
	sent    *link     // the connection that it has been written to
	after   time.Time // not to be written before
}

// notStoredWait is when a request is made again that the server's disk did not take.
const notStoredWait = 5 * time.Second

// Send says text in room, as an answer to the message with the key re, unless
// that is empty. key is the message's identity, made by the caller (a UUIDv7 is
// good): sending the same again does nothing. Send returns when the message is
// kept, not when the server has it: its State says how far it is. While there
// is no connection a message is kept for the server that is remembered; where
// none is, it is not. The error is a Problem.
func (s *Session) Send(room, key, text, re string) error {
	said, err := written(text)
	if err != nil {
		return err
	}
	return s.Do(wire.Say{Room: room, ID: key, Text: said, ReplyTo: re})
}

// Do asks the server for request: one of those of package wire that have a
// Key, which is its identity, by value. It is kept and asked for, over every
// connection that it takes, until the server has done it or refuses; then comes
// the Message or Change that it is, or the Room that is so already, or a
// Refusal. Do returns when it is kept. The error is a Problem.
func (s *Session) Do(request any) error {
	if !isKeyed(request) {
		return problem(Internal)
	}
	bad := wire.Check(request)
	if bad == nil {
		s.mu.Lock()
		request = s.known.aimed(request)
		s.mu.Unlock()
	}
	line := wire.AppendRequest(nil, request)
	switch {
	case len(line)-1 > wire.MaxLine: // of which no server takes more
		return s.tooLong(line)
	case bad != nil:
		return denied(bad)
	}
	// One after the other, in the order in which they are to go out. The disk
	// is waited for without mu: nobody else has to wait for it.
	s.keeping <- struct{}{}
	defer func() { <-s.keeping }()
	e, err := s.newEntry(request, line)
	if e == nil {
		return err
	}
	if err := s.outbox.Add(e.Pending); err != nil {
		s.log.Error("the outbox cannot keep a request", "error", err)
		return problem(NotKept)
	}
	s.mu.Lock()
	defer s.settle()
	s.waiting = append(s.waiting, e)
	if e.message != nil {
		s.emit(Event{Message: new(*e.message)})
	}
	if s.link != nil {
		s.link.signal()
	}
	return nil
}

// tooLong says that a request does not go into a line that the server takes.
func (s *Session) tooLong(line []byte) *Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return tooLong(line, s.maxLine)
}

// tooLong is that of a Session for a server that takes so many bytes. The page
// counts in the same way (limits.ts).
func tooLong(line []byte, most int) *Problem {
	return problem(TooBig, "bytes", len(line)-1, "max", most)
}

// isKeyed reports whether request is one of those that are done once, under
// their key, and come back as an event.
func isKeyed(request any) bool {
	kind := wire.RequestOf(request)
	return kind != nil && reflect.TypeOf(request).Kind() != reflect.Pointer && (kind.Class == wire.MessageChange || kind.Class == wire.RoomChange)
}

// newEntry returns the entry for a new request; nil if it is none or cannot be made.
func (s *Session) newEntry(request any, line []byte) (*entry, error) {
	kind := wire.RequestOf(request)
	key := kind.ID(request)
	s.mu.Lock()
	defer s.mu.Unlock()
	// Without a server that is remembered nobody knows for whom it would be kept.
	if s.closed || s.at.State == Idle || s.at.State == Connecting || s.link == nil && s.known.journal == "" {
		return nil, problem(NoServer)
	}
	if len(line)-1 > s.maxLine {
		return nil, tooLong(line, s.maxLine)
	}
	e := newEntry(Pending{ID: key, Server: s.knownOf.server, Journal: s.known.journal, Name: s.at.You, At: time.Now(), Line: line}, request, s.known.guest)
	if i := s.indexWaiting(key); i >= 0 {
		same := wire.AppendRequest(nil, kind.WithFirst(request, s.waiting[i].first)) // the room may have become known since
		if string(s.waiting[i].Line) != string(same) {
			return nil, problem(KeyUsed)
		}
		return nil, nil
	}
	if m := s.known.find(key); m != nil {
		if e.message == nil || !m.Own || m.Text != e.message.Text || m.Room != e.message.Room || m.ReplyTo != e.message.ReplyTo {
			return nil, problem(KeyUsed)
		}
		return nil, nil
	}
	return e, nil
}

// newEntry returns p, which is request, as an entry, with the message that it
// is, if it is one, and whether it is a guest's.
func newEntry(p Pending, request any, guest bool) *entry {
	e := &entry{Pending: p}
	if kind := wire.RequestOf(request); kind != nil {
		e.room, e.first = kind.Room(request), kind.First(request)
	}
	if say, ok := request.(wire.Say); ok {
		e.message = &Message{
			ID: p.ID, Room: say.Room, At: stamp(p.At), From: p.Name, Text: say.Text, ReplyTo: say.ReplyTo, Own: true, Guest: guest, State: Waiting,
		}
	}
	return e
}

// oldEntry is newEntry for what an outbox has kept as a line.
func oldEntry(p Pending, guest bool) *entry {
	request, _ := wire.ParseRequest(p.Line[:len(p.Line)-1]) // what cannot be read is for the server to refuse
	if say, ok := request.(*wire.Say); ok {
		return newEntry(p, *say, guest)
	}
	return newEntry(p, request, guest)
}

// takeStock makes what waits what is for the server that has welcomed us as
// name, or is expected to: the one that has proved to have a key, whatever it
// says of itself. Every guest of a server knows its journal and could name it.
// What the outbox has for this server is taken over. What is for another one,
// for people who are others now, or too long, is given up: whoever wrote it
// decides what becomes of it. known says that the server had this journal before:
// only then is it shown what was kept without a key. Nothing is written to the
// server yet.
func (s *Session) takeStock(server wire.Fingerprint, journal, name string, known bool) {
	s.keeping <- struct{}{}
	defer func() { <-s.keeping }()
	s.refuseMisplaced() // before the same keys are looked for in the outbox
	kept, err := s.outbox.Pending(server, journal, name)
	if err != nil {
		s.log.Error("the outbox cannot be read", "error", err)
	}
	if !known {
		kept = slices.DeleteFunc(kept, func(p Pending) bool { return p.Server == "" })
	}
	s.takeOver(kept)
	s.refuseMisplaced()
}

// takeOver makes what an outbox has kept wait.
func (s *Session) takeOver(kept []Pending) {
	s.mu.Lock()
	defer s.settle()
	for _, p := range kept {
		if s.indexWaiting(p.ID) >= 0 || s.known.has(p.ID) || len(p.Line) == 0 {
			continue // it waits here, or has been answered and could not be forgotten
		}
		e := oldEntry(p, s.known.guest)
		e.kept = true
		if e.message != nil {
			e.message.From = s.knownOf.name // it may have been written under another spelling
		}
		s.waiting = append(s.waiting, e)
		if e.message != nil {
			s.emit(Event{Message: new(*e.message)})
		}
	}
}

// refuseMisplaced refuses what waits and cannot go to the server.
func (s *Session) refuseMisplaced() {
	for _, r := range s.misplaced() {
		s.answered(r.ID)
		s.mu.Lock()
		s.emit(Event{Refusal: &r})
		s.settle()
	}
}

// misplaced returns what waits and cannot go to the server, with why.
func (s *Session) misplaced() (refusals []Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.waiting {
		switch {
		case e.Server == "" && e.kept:
			refusals = append(refusals, Refusal{e.ID, problem(WaitsWithoutKey)})
		case e.Server != s.knownOf.server, e.Journal != s.known.journal:
			refusals = append(refusals, Refusal{e.ID, problem(WaitsForAnother)})
		case s.known.isOther(e.room, e.first):
			refusals = append(refusals, Refusal{e.ID, denied(wire.Refuse(wire.RoomEnded))})
		case len(e.Line)-1 > s.maxLine:
			refusals = append(refusals, Refusal{e.ID, tooLong(e.Line, s.maxLine)})
		}
	}
	return refusals
}

// indexWaiting returns where the entry with a key is, or -1. The caller holds mu.
func (s *Session) indexWaiting(key string) int {
	return slices.IndexFunc(s.waiting, func(e *entry) bool { return e.ID == key })
}

// answered forgets the request with a key, which the server has answered, and
// reports whether there was one.
func (s *Session) answered(key string) bool {
	s.mu.Lock()
	waits := s.indexWaiting(key) >= 0
	s.mu.Unlock()
	if !waits {
		return false
	}
	if err := s.outbox.Remove(key); err != nil { // it will be asked for again, which changes nothing
		s.log.Error("the outbox cannot forget a request", "error", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.indexWaiting(key); i >= 0 {
		s.waiting = slices.Delete(s.waiting, i, i+1)
	}
	return true
}

// refused takes the server's error about a request of ours. To what is not kept
// it is the answer. Trouble with its disk passes; anything else is its last word.
func (s *Session) refused(l *link, e *wire.Error) {
	s.mu.Lock()
	asked := s.answer(l, e.ID, e)
	s.mu.Unlock()
	if asked {
		return
	}
	if e.Code == wire.CodeNotStored || e.Code == wire.CodeNotRead {
		s.mu.Lock()
		defer s.mu.Unlock()
		if i := s.indexWaiting(e.ID); i >= 0 {
			s.waiting[i].sent, s.waiting[i].after = nil, time.Now().Add(notStoredWait)
			s.diskHas(e.Code)
			l.signal()
		}
		return
	}
	if s.answered(e.ID) {
		s.mu.Lock()
		defer s.settle()
		s.emit(Event{Refusal: &Refusal{ID: e.ID, Reason: denied(e)}})
		if len(s.waiting) == 0 {
			s.diskHas("")
		}
	}
}

// diskHas reports what is wrong with the server's disk, if that is something
// else than before; it is over when something was stored, when nothing waits for
// it any more, and with the connection. The caller holds mu.
func (s *Session) diskHas(trouble wire.Code) {
	if s.disk != trouble {
		s.disk = trouble
		s.emit(Event{Disk: &Disk{trouble}})
	}
}

// memory is the Outbox of a session without another one.
type memory struct{}

func (memory) Add(Pending) error   { return nil }
func (memory) Remove(string) error { return nil }
func (memory) Pending(wire.Fingerprint, string, string) ([]Pending, error) {
	return nil, nil
}
