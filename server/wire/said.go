package wire

import (
	"bytes"
	"encoding/json"
	"slices"
)

// MessageType is the type of an event that is a message.
const MessageType = "message"

// A Message is the body of a message.
type Message struct {
	Text    string `json:"text"`
	ReplyTo string `json:"reply_to,omitempty"` // the id of the message that it replies to
	Files   []File `json:"files,omitempty"`

	Edited bool `json:"edited,omitempty"` // Text is that of its newest edit
}

// SaidBody returns the body of a message with a text that CheckText has
// accepted, but for line feeds.
func SaidBody(text []byte) json.RawMessage { return sayBody(string(text), "", nil, "") }

// Body returns the body of the message that r asks for, with its files as they
// are said there: the server puts in their hashes and sizes before.
func (r *Say) Body() json.RawMessage { return sayBody(r.Text, r.ReplyTo, r.Files, r.Further) }

func sayBody(text, re string, files []FileRef, further string) json.RawMessage {
	b := make([]byte, 0, len(guestMark)+len(text)+len(re)+len(further)+len(`{"text":"","reply_to":""}`)) // with a place for the mark
	b = append(b, `{"text":`...)
	b = appendString(b, text)
	if re != "" {
		b = append(b, `,"reply_to":`...)
		b = appendString(b, re)
	}
	if len(files) > 0 {
		b = append(append(b, `,"files":`...), Encode(filesOf(files))...)
	}
	b = append(b, further...)
	return append(b, '}')
}

// guestMark is how the body of an event begins whose sender is a guest.
const guestMark = `{"guest":true`

// ByGuest returns a body that the server has made, with the mark that its sender
// is a guest: other users may have had the name before, or may have it later. It
// may change body.
func ByGuest(body json.RawMessage) json.RawMessage {
	if len(body) <= len("{}") {
		return json.RawMessage(guestMark + "}")
	}
	body = slices.Insert(body, 0, []byte(guestMark)...)
	body[len(guestMark)] = ',' // which was the brace
	return body
}

// IsByGuest reports whether ByGuest has marked a body.
func IsByGuest(body json.RawMessage) bool { return bytes.HasPrefix(body, []byte(guestMark)) }

// EditedBody returns the body of a message whose text is another one now. Its
// other members stay, also those that this version does not know.
func EditedBody(body json.RawMessage, text string) json.RawMessage {
	edited := appendString([]byte(`{"text":`), text)
	o := inObject(body)
	for m, ok := o.next(); ok; m, ok = o.next() {
		switch string(m.plain()) {
		case "text", "edited", "guest":
			continue
		}
		edited = append(edited, ',')
		edited = append(edited, m.name...)
		edited = append(edited, ':')
		edited = append(edited, m.value...)
	}
	edited = append(edited, editedMark...)
	if IsByGuest(body) {
		edited = ByGuest(edited)
	}
	return edited
}

// editedMark is how the body of a message that is edited ends.
const editedMark = `,"edited":true}`

// IsEdited reports whether EditedBody has made the body of a message.
func IsEdited(body json.RawMessage) bool {
	return bytes.HasSuffix(body, []byte(editedMark)) // a text has no quotes but escaped ones
}

// RemovedBody returns what is left of the body of a message that is removed or
// retracted, of an edit of one, and of an edit that is not the newest.
func RemovedBody(body json.RawMessage) json.RawMessage {
	var m struct {
		ReplyTo string `json:"reply_to,omitempty"`
		Target  string `json:"target,omitempty"`
	}
	_ = json.Unmarshal(body, &m) // the server has made it
	left := append(json.RawMessage(removedMark), Encode(m)[1:]...)
	if len(left) > len(removedMark)+len("}") {
		left = slices.Insert(left, len(removedMark), ',')
	}
	if IsByGuest(body) {
		left = ByGuest(left)
	}
	return left
}

// removedMark is how the body of what is removed begins, behind guestMark.
const removedMark = `{"removed":true,"text":""`

// IsRemoved reports whether RemovedBody has made a body.
func IsRemoved(body json.RawMessage) bool {
	return bytes.HasPrefix(body, []byte(removedMark)) || bytes.HasPrefix(body, []byte(guestMark+","+removedMark[1:]))
}

// MessageText returns the text of an event; false if it is no message, which
// alone has one for those who speak CHAT/1.0 or CHAT/1.1.
func MessageText(e *Event) (text string, ok bool) {
	if e.Type != MessageType {
		return "", false
	}
	if text, ok := plainText(e.Body); ok {
		return text, true
	}
	var m Message
	err := json.Unmarshal(e.Body, &m) // the server makes bodies itself: one that cannot be read is not from here
	return m.Text, err == nil
}

// plainText returns the text of a body that has nothing but a text without
// escapes, which most have, without taking the JSON apart.
func plainText(body []byte) (string, bool) {
	text, ok := bytes.CutPrefix(body, []byte(`{"text":"`))
	if !ok {
		text, ok = bytes.CutPrefix(body, []byte(guestMark+`,"text":"`))
	}
	if !ok || !bytes.HasSuffix(text, []byte(`"}`)) {
		return "", false
	}
	text = text[:len(text)-2]
	if bytes.ContainsAny(text, `"\`) {
		return "", false
	}
	return string(text), true
}

// The types of events besides MessageType.
const (
	EditType    = "edit"
	RetractType = "retract"
	ReactType   = "react"
	RemoveType  = "remove"
	OpenType    = "open"
	JoinType    = "join"
	LeaveType   = "leave"
	InviteType  = "invite"
	TopicType   = "topic"
	CloseType   = "close"
)

// The bodies of these events. A join and a leave have nothing but the envelope.
type (
	// EditBody is that of an edit, a retraction (no Text), a reaction and a removal.
	EditBody struct {
		Target string `json:"target"` // the id of the message
		Reason string `json:"reason,omitempty"`
		Text   string `json:"text,omitempty"`
		Emoji  string `json:"emoji,omitempty"`
		Off    bool   `json:"off,omitempty"`
	}
	// RoomBody is that of what makes a room what it is.
	RoomBody struct {
		Topic   string   `json:"topic,omitempty"`
		Private bool     `json:"private,omitempty"`
		With    []string `json:"with,omitempty"`   // the two of a direct room
		Name    string   `json:"name,omitempty"`   // who is invited
		Reason  string   `json:"reason,omitempty"` // why the room is closed

		// Of an invite: it waits until Name joins; without it, as older servers
		// stored it, Name became a member at once. Of a leave: such an invitation
		// is given back, by somebody who is no member.
		Offer bool `json:"offer,omitempty"`
	}
)
