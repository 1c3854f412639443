package wire

import (
	"bytes"
	"encoding/json"
	"strings"
)

// MessageType is the type of an event that is something said.
const MessageType = "message"

// A Message is the body of such an event.
type Message struct {
	Text string `json:"text"`
	Re   string `json:"re,omitempty"` // the key of the message that it answers
}

// SaidBody returns the body of a message with a text that CheckText has
// accepted, but for line feeds.
func SaidBody(text []byte) json.RawMessage {
	b := make([]byte, 0, len(text)+len(`{"text":""}`))
	b = append(b, `{"text":`...)
	b = appendString(b, string(text))
	return append(b, '}')
}

// AppendSaidEvent appends a message as CHAT/1.0 has it: each of its lines with
// the prefix of who said it. Other events are nothing to CHAT/1.0.
func AppendSaidEvent(b []byte, e *Event) []byte {
	if e.Type != MessageType {
		return b
	}
	text, ok := plainText(e.Body)
	if !ok {
		var m Message
		if json.Unmarshal(e.Body, &m) != nil {
			return b // the server makes bodies itself: this one is not from here
		}
		text = m.Text
	}
	for line := range strings.SplitSeq(text, "\n") {
		b = append(b, '@')
		b = append(b, e.From...)
		b = append(b, ':', ' ')
		b = append(b, line...)
		b = append(b, '\n')
	}
	return b
}

// plainText returns the text of a body that has nothing but a text without
// escapes, which most have, without taking the JSON apart.
func plainText(body []byte) (string, bool) {
	text, ok := bytes.CutPrefix(body, []byte(`{"text":"`))
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
	OpenType    = "open"
	JoinType    = "join"
	LeaveType   = "leave"
	InviteType  = "invite"
	TopicType   = "topic"
)

// The bodies of these events. A join and a leave have nothing but the envelope.
type (
	// EditBody is that of an edit, a retraction (no Text) and a reaction.
	EditBody struct {
		Target string `json:"target"` // the key of the message
		Text   string `json:"text,omitempty"`
		Emoji  string `json:"emoji,omitempty"`
		Off    bool   `json:"off,omitempty"`
	}
	// RoomBody is that of what makes a room what it is.
	RoomBody struct {
		Topic   string   `json:"topic,omitempty"`
		Private bool     `json:"private,omitempty"`
		With    []string `json:"with,omitempty"` // the two of a direct room
		Name    string   `json:"name,omitempty"` // who is invited
	}
)
