package session

import (
	"slices"
	"time"

	"confab/server/wire"
)

// An Outbox stores what a user has asked of a server until the server has
// answered, so that a crash loses nothing. backend/archive has one on disk. A
// session calls it from one goroutine at a time.
type Outbox interface {
	// Add stores p and returns when it is safe. A key that is there already is
	// an error.
	Add(p Pending) error

	// Remove forgets the request with this key, if there is one.
	Remove(key string) error

	// Pending returns what is stored of a user for the server that has proved to
	// have a key and has a journal, oldest first, and with it what was stored for
	// that journal without a key, which is sent to no server.
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

// An entry is a Pending in a session.
type entry struct {
	Pending
	stored  bool           // the Outbox has it from an earlier session
	room    string         // that it is for; empty if it is for none
	first   int64          // which room of that name: the one that had begun at this seq; 0 if that is not known
	message *RoomEvent     // if it is one
	sent    int            // the number of the connection that it was written to; 0 for none
	after   time.Time      // not to be written before
	callers []chan<- error // of Do, while it is being stored
}

// newEntry returns p, which is request, as an entry, with the message that it is,
// if it is one, and whether that is a guest's.
func newEntry(p Pending, request any, guest bool) *entry {
	e := &entry{Pending: p}
	if kind := wire.RequestOf(request); kind != nil {
		e.room, e.first = kind.Room(request), kind.First(request)
	}
	if say, ok := request.(wire.Say); ok {
		body := say.Body()
		e.message = &RoomEvent{
			Event:   wire.Event{ID: p.ID, Room: say.Room, At: p.At, From: p.Name, Type: wire.MessageType, Body: body},
			Content: wire.ParseContent(body),
			Own:     true,
		}
		e.message.Guest = guest
	}
	return e
}

// storedEntry is newEntry for what an Outbox has from an earlier session.
func storedEntry(p Pending, guest bool) *entry {
	request, _ := wire.ParseRequest(p.Line[:len(p.Line)-1]) // the server refuses what cannot be read
	if say, ok := request.(*wire.Say); ok {
		request = *say
	}
	e := newEntry(p, request, guest)
	e.stored = true
	return e
}

// asks reports whether e is this request, whether or not the room that it is for
// is known by now.
func (e *entry) asks(request any) bool {
	same := wire.AppendRequest(nil, wire.RequestOf(request).WithFirst(request, e.first))
	return string(e.Line) == string(same)
}

// outgoing returns e as a line for the server.
func (e *entry) outgoing() outgoing {
	next := outgoing{line: e.Line}
	if e.message != nil {
		next.prefixes = wire.Prefixes(e.message.Text, e.Name)
	}
	return next
}

// An outbox is the requests that the server has not answered, in their order. It
// does not know the disk.
type outbox struct {
	waiting []*entry // that are stored, oldest first
	storing []*entry // that are being stored; they come after those
	loading bool     // what the Outbox has from an earlier session is on its way
}

// find returns the entry with a key, or nil.
func (o *outbox) find(key string) *entry {
	for _, entries := range [][]*entry{o.waiting, o.storing} {
		if i := slices.IndexFunc(entries, func(e *entry) bool { return e.ID == key }); i >= 0 {
			return entries[i]
		}
	}
	return nil
}

// store takes e, which is stored from now on.
func (o *outbox) store(e *entry) { o.storing = append(o.storing, e) }

// stored takes what came of storing e. It reports
// whether e waits for the server now; it does not if the session has moved on to
// another server.
func (o *outbox) stored(e *entry, err error) bool {
	i := slices.Index(o.storing, e)
	if i < 0 {
		return false
	}
	o.storing = slices.Delete(o.storing, i, i+1)
	if err == nil {
		o.waiting = append(o.waiting, e)
	}
	return err == nil
}

// load adds what was stored in earlier sessions, and returns it. An entry that is
// here, or that has been answered, is not added.
func (o *outbox) load(stored []Pending, name string, guest bool, answered func(key string) bool) (loaded []*entry) {
	for _, p := range stored {
		if len(p.Line) == 0 || o.find(p.ID) != nil || answered(p.ID) {
			continue
		}
		e := storedEntry(p, guest)
		if e.message != nil {
			e.message.From = name // the server may spell it otherwise by now
		}
		loaded = append(loaded, e)
	}
	o.waiting = append(o.waiting, loaded...)
	return loaded
}

// remove forgets the request with a key, and reports whether it waited.
func (o *outbox) remove(key string) bool {
	n := len(o.waiting)
	o.waiting = slices.DeleteFunc(o.waiting, func(e *entry) bool { return e.ID == key })
	return len(o.waiting) < n
}

// retry has the request with a key written again after a time, and reports
// whether it waits. Those behind it wait, too: they must not overtake it.
func (o *outbox) retry(key string, after time.Time) bool {
	i := slices.IndexFunc(o.waiting, func(e *entry) bool { return e.ID == key })
	if i >= 0 {
		o.waiting[i].sent, o.waiting[i].after = 0, after
	}
	return i >= 0
}

// next returns the oldest line that has not been written to a connection, which
// counts as written then. Without one it returns how long there will be none, most
// at the most. What was written to an earlier connection and not answered is
// written again, under its key: the server knows the key if it has the request.
func (o *outbox) next(connection int, now time.Time, most time.Duration) outgoing {
	if o.loading {
		return outgoing{wait: most}
	}
	for _, e := range o.waiting {
		if e.sent == connection {
			continue
		}
		if wait := e.after.Sub(now); wait > 0 {
			return outgoing{wait: min(wait, most)}
		}
		e.sent = connection
		return e.outgoing()
	}
	return outgoing{wait: most}
}

// foreignEntries returns why requests that wait cannot go to a server with a key
// and a journal that takes lines of so many bytes. What it returns for another
// room of the same name is up to isOther.
func (o *outbox) foreignEntries(server wire.Fingerprint, journal string, maxLine int, isOther func(room string, first int64) bool) (refusals []Refusal) {
	for _, e := range o.waiting {
		switch {
		case e.Server == "" && e.stored:
			refusals = append(refusals, Refusal{e.ID, problem(WaitsWithoutKey)})
		case e.Server != server, e.Journal != journal:
			refusals = append(refusals, Refusal{e.ID, problem(WaitsForAnother)})
		case isOther(e.room, e.first):
			refusals = append(refusals, Refusal{e.ID, denied(wire.Refuse(wire.RoomEnded))})
		case len(e.Line)-1 > maxLine:
			refusals = append(refusals, Refusal{e.ID, tooLong(e.Line, maxLine)})
		}
	}
	return refusals
}

// clear forgets everything: the session is another user's, or on another server.
func (o *outbox) clear() { o.waiting, o.storing = nil, nil }

// messagesOf returns the messages among entries as events.
func messagesOf(entries []*entry) (events []Event) {
	for _, e := range entries {
		if e.message != nil {
			events = append(events, Event{RoomEvent: new(*e.message)})
		}
	}
	return events
}

// memory is the Outbox of a session without another one.
type memory struct{}

func (memory) Add(Pending) error   { return nil }
func (memory) Remove(string) error { return nil }
func (memory) Pending(wire.Fingerprint, string, string) ([]Pending, error) {
	return nil, nil
}
