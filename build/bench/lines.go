package main

import (
	"bytes"
	"fmt"
	"strings"

	"confab/server/wire"
)

// Every line carries a number, so that a receiver's bytes can be checked for
// nearly nothing:
//
//	@s00001: 00000042xxxxxxxx…
//	{"type":"say","room":"lobby","id":"…00000042","text":"00000042xxxxxxxx…"}
//	{"type":"message","room":"lobby","seq":7,"prev":6,"at":"…","from":"s00001","id":"…00000042","guest":true,"text":"00000042xxxxxxxx…"}
//
// Everybody here comes without a key, as a guest.
const (
	numberDigits = 8
	lastNumber   = 99_999_999
	mostRooms    = 9999
)

func receiverName(i int) string { return fmt.Sprintf("r%05d", i+1) }
func senderName(i int) string   { return fmt.Sprintf("s%05d", i+1) }

// A lineForm is what the lines of a run look like.
type lineForm struct {
	speaks wire.Version
	text   int  // bytes of a line's text, the number included
	rooms  int  // a line goes to one of so many rooms, in turn; 0: everything goes to the lobby
	ready  bool // senders say events, not requests: a floor passes on what it gets and makes nothing
}

// Parts of the lines, to tell them apart and to find the number in them.
const (
	plainHead   = "@s00001: "
	sayHead     = `{"type":"say","room":"`
	messageHead = `{"type":"message","room":"`
	roomHead    = "room-"
	roomDigits  = 4
	keyHead     = `,"id":"0199c0de-0000-7000-8000-0000` // and the number: as long as a UUIDv7, and growing like one
	textHead    = `","text":"`                          // of a request
	saidHead    = `","guest":true,"text":"`             // of an event
	plainEnd    = "\n"
	eventEnd    = "\"}\n"
)

// line makes a line that can be said once set has numbered it.
func (f lineForm) line(sender string) []byte {
	switch {
	case f.speaks == wire.V1:
		return []byte("@" + sender + ": " + f.textOf(0) + plainEnd)
	case f.ready:
		e := f.event(sender, 0)
		e.Seq, e.Prev = 100_001, 100_000
		return wire.AppendEvent(nil, e)
	}
	return []byte(sayHead + f.roomName(0) + `"` + keyHead + "00000000" + textHead + f.textOf(0) + eventEnd)
}

// event is what becomes of a line, but for what the journal gives it.
func (f lineForm) event(sender string, number int) *wire.Event {
	return &wire.Event{
		Type: wire.MessageType, Room: f.roomName(f.room(number)), From: sender,
		ID:   fmt.Sprintf("%s%0*d", keyHead[len(`,"id":"`):], numberDigits, number),
		Body: wire.ByGuest(wire.SaidBody([]byte(f.textOf(number)))),
	}
}

func (f lineForm) textOf(number int) string {
	return fmt.Sprintf("%0*d", numberDigits, number) + strings.Repeat("x", f.text-numberDigits)
}

// heard is how long a line is when it arrives, to a few digits.
func (f lineForm) heard() int {
	f.ready = true
	return len(f.line(senderName(0)))
}

func (f lineForm) roomName(room int) string {
	if f.rooms == 0 {
		return wire.Lobby
	}
	return fmt.Sprintf("%s%0*d", roomHead, roomDigits, room)
}

// room is where the line with a number goes.
func (f lineForm) room(number int) int { return number % max(f.rooms, 1) }

// set numbers a line, and thereby says to which room it goes.
func (f lineForm) set(line []byte, number int) {
	text := f.textAt(line)
	setDigits(line[text:], numberDigits, number)
	if f.speaks == wire.V2 {
		head := textHead
		if f.ready {
			head = saidHead
		}
		setDigits(line[keyAt(text, head):], numberDigits, number)
	}
	if f.rooms > 0 {
		head := sayHead
		if f.ready {
			head = messageHead
		}
		setDigits(line[len(head)+len(roomHead):], roomDigits, f.room(number))
	}
}

// textAt is where the text is in a line, counted from the end: what is before
// it has not always the same length.
func (f lineForm) textAt(line []byte) int {
	if f.speaks == wire.V1 {
		return len(line) - len(plainEnd) - f.text
	}
	return len(line) - len(eventEnd) - f.text
}

// keyAt is where the number in the key is, with head before the text.
func keyAt(text int, head string) int { return text - len(head) - numberDigits }

// number returns a heard line's number; false when it is not a line of this form.
func (f lineForm) number(line []byte) (int, bool) {
	text := f.textAt(line)
	if f.speaks == wire.V1 {
		if text != len(plainHead) || line[0] != '@' || line[text-2] != ':' || line[text-1] != ' ' {
			return 0, false
		}
	} else {
		key := keyAt(text, saidHead)
		if key < len(messageHead)+len(keyHead) ||
			string(line[:len(messageHead)]) != messageHead ||
			string(line[key-len(keyHead):key]) != keyHead ||
			string(line[key+numberDigits:text]) != saidHead ||
			string(line[key:key+numberDigits]) != string(line[text:text+numberDigits]) ||
			string(line[text+f.text:]) != eventEnd {
			return 0, false
		}
	}
	n, ok := digits(line[text : text+numberDigits])
	for _, x := range line[text+numberDigits : text+f.text] {
		ok = ok && x == 'x'
	}
	if ok && f.rooms > 0 {
		room, isRoom := f.roomOf(line)
		ok = isRoom && room == f.room(n)
	}
	return n, ok
}

// roomOf is the room that an event names.
func (f lineForm) roomOf(event []byte) (int, bool) {
	at := len(messageHead) + len(roomHead)
	return digits(event[at : at+roomDigits])
}

// aside reports whether a line is one that a server sends beside what is said:
// who has come, and answers to what members did before anything was said.
func (f lineForm) aside(line []byte) bool {
	if f.speaks == wire.V1 {
		return false
	}
	for _, kind := range []string{"presence", "pong", "room", "open", "join"} {
		if rest, ok := bytes.CutPrefix(line, []byte(`{"type":"`)); ok && bytes.HasPrefix(rest, []byte(kind+`"`)) {
			return true
		}
	}
	return false
}

func setDigits(b []byte, width, n int) {
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

func digits(b []byte) (n int, ok bool) {
	for _, d := range b {
		if d -= '0'; d > 9 {
			return 0, false
		}
		n = n*10 + int(d)
	}
	return n, true
}
