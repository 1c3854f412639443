package session

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"confab/backend/text"
	"confab/server/wire"
)

// notStoredWait is when a request is sent again that the server could not store.
const notStoredWait = 5 * time.Second

// Send sends text to room, as a reply to the message with the key re, unless that
// is empty. key is the message's identity, made by the caller (a UUIDv7 is good):
// sending the same again does nothing. Send returns when the message is stored on
// this device, not when the server has it: its State says which. While there is no
// connection the session stores messages for the server that it knows; without one
// it stores none. The error is a Problem.
func (s *Session) Send(room, key, text, re string) error {
	said, err := cleanText(text)
	if err != nil {
		return err
	}
	return s.Do(wire.Say{Room: room, ID: key, Text: said, ReplyTo: re})
}

// Edit replaces the text of one of the user's own messages, whose key is target.
// Like the following it is stored under a key of its own until the server has it,
// as with Send, and comes back as a Change. The error is a Problem.
func (s *Session) Edit(room, key, target, text string) error {
	said, err := cleanText(text)
	if err != nil {
		return err
	}
	return s.Do(wire.Edit{Room: room, ID: key, Target: target, Text: said})
}

// Retract takes back one of the user's own messages. The error is a Problem.
func (s *Session) Retract(room, key, target string) error {
	return s.Do(wire.Retract{Room: room, ID: key, Target: target})
}

// React adds a reaction to a message, or removes it: one emoji, see wire.IsEmoji.
// The error is a Problem.
func (s *Session) React(room, key, target, emoji string, off bool) error {
	return s.Do(wire.React{Room: room, ID: key, Target: target, Emoji: emoji, Off: off})
}

// cleanText returns a text as it can be sent, without the line ends behind it.
func cleanText(said string) (string, error) {
	said = strings.TrimRight(text.Clean(said), "\n")
	if wire.IsBlank(said) {
		return "", problem(NothingToSend)
	}
	return said, nil
}

// Do sends request: one of those of package wire that have a Key, which is its
// identity, by value. It is stored, and sent over every connection that this
// takes, until the server has done it or refuses; then comes the Message or Change
// that it is, or the Room that is so already, or a Refusal. Do returns when it is
// stored. The error is a Problem.
func (s *Session) Do(request any) error {
	if !isKeyed(request) {
		return problem(Internal)
	}
	stored := make(chan error, 1)
	s.loop.do(func() { s.loop.send(request, stored) })
	return <-stored
}

// isKeyed reports whether request is one of those that are done once, under
// their key, and come back as an event.
func isKeyed(request any) bool {
	kind := wire.RequestOf(request)
	return kind != nil && reflect.TypeOf(request).Kind() != reflect.Pointer && (kind.Class == wire.MessageChange || kind.Class == wire.RoomChange)
}

// tooLong says that a request is longer than the lines that a server takes. The
// page counts in the same way (limits.ts).
func tooLong(line []byte, most int) *Problem {
	return problem(TooBig, "bytes", len(line)-1, "max", most)
}

// send has a request stored and then sent. What comes of storing it goes to stored.
func (lp *loop) send(request any, stored chan<- error) {
	e, err := newRequest(lp, request)
	if err != nil {
		stored <- err
		return
	}
	if known := lp.outbox.find(e.ID); known != nil {
		switch {
		case !known.asks(request):
			stored <- problem(KeyUsed)
		case slices.Contains(lp.outbox.storing, known):
			known.callers = append(known.callers, stored)
		default:
			stored <- nil
		}
		return
	}
	if m := lp.replica.find(e.ID); m != nil {
		if e.message == nil || !m.Own || m.Text != e.message.Text || m.Room != e.message.Room || m.ReplyTo != e.message.ReplyTo {
			stored <- problem(KeyUsed)
			return
		}
		stored <- nil
		return
	}
	e.callers = append(e.callers, stored)
	lp.outbox.store(e)
	lp.writes.add(func() {
		err := lp.disk.Add(e.Pending)
		if err != nil {
			lp.log.Error("the outbox cannot store a request", "error", err)
			err = problem(NotKept)
		}
		lp.do(func() { lp.stored(e, err) })
	})
}

// newRequest returns the entry for a new request, or why it cannot be sent.
func newRequest(lp *loop, request any) (*entry, error) {
	bad := wire.Check(request)
	if bad == nil {
		request = lp.replica.aimed(request)
	}
	line := wire.AppendRequest(nil, request)
	switch {
	case len(line)-1 > wire.MaxLine: // of which no server takes more
		return nil, tooLong(line, lp.maxLine)
	case bad != nil:
		return nil, denied(bad)
	// Without a server that it knows, the session cannot store it for one.
	case lp.closed, lp.at.State == Idle, lp.at.State == Connecting, lp.link == nil && lp.replica.journal == "":
		return nil, problem(NoServer)
	case len(line)-1 > lp.maxLine:
		return nil, tooLong(line, lp.maxLine)
	}
	p := Pending{
		ID: wire.RequestOf(request).ID(request), Server: lp.owner.server, Journal: lp.replica.journal,
		Name: lp.at.You, At: time.Now(), Line: line,
	}
	return newEntry(p, request, lp.replica.guest), nil
}

// stored takes what came of storing e.
func (lp *loop) stored(e *entry, err error) {
	if lp.outbox.stored(e, err) {
		for _, event := range messagesOf([]*entry{e}) {
			lp.emit(event)
		}
		lp.signal()
	}
	for _, caller := range e.callers {
		caller <- err
	}
}

// answered forgets the request with a key, which the server has answered, and
// reports whether it waited. If the session ends before the Outbox has forgotten
// it, the next one sends it again, which changes nothing.
func (lp *loop) answered(key string) bool {
	if !lp.outbox.remove(key) {
		return false
	}
	lp.writes.add(func() {
		if err := lp.disk.Remove(key); err != nil {
			lp.log.Error("the outbox cannot forget a request", "error", err)
		}
	})
	return true
}

// loadOutbox makes the outbox what is for the server that has welcomed the user,
// or is expected to: the one that has proved to have a key, whatever it says of
// itself. Every guest of a server knows its journal and could name it. What the
// Outbox has for this server is loaded. What is for another one, or too long, is
// refused: the user decides what becomes of it. known says that the server had this
// journal before: only then is it sent what was stored without a key. loaded is
// closed at the end; nothing is sent before.
func (lp *loop) loadOutbox(journal string, known bool, loaded chan<- struct{}) {
	lp.refuseForeign() // before the same keys are looked for in the Outbox
	lp.outbox.loading = true
	of := lp.owner
	lp.writes.add(func() {
		stored, err := lp.disk.Pending(of.server, journal, of.name)
		if err != nil {
			lp.log.Error("the outbox cannot be read", "error", err)
		}
		if !known {
			stored = slices.DeleteFunc(stored, func(p Pending) bool { return p.Server == "" })
		}
		lp.do(func() {
			for _, event := range messagesOf(lp.outbox.load(stored, lp.owner.name, lp.replica.guest, lp.replica.has)) {
				lp.emit(event)
			}
			lp.outbox.loading = false
			lp.refuseForeign()
			lp.signal()
		})
		close(loaded)
	})
}

// refuseForeign refuses what waits and cannot go to the server.
func (lp *loop) refuseForeign() {
	for _, r := range lp.outbox.foreignEntries(lp.owner.server, lp.replica.journal, lp.maxLine, lp.replica.isOther) {
		lp.answered(r.ID)
		lp.emit(Event{Refusal: &r})
	}
}
