package wire

import (
	"encoding/json"
	"strings"
)

// Content is what the body of an event says: the members of every type of event
// that this version knows, see PROTOCOL.md for which type has which. What an
// event does not have is empty. A member that it cannot have, such as a number
// in place of a text, is empty too.
type Content struct {
	Target  string   `json:"target,omitempty"`   // the ID of the message that an edit, a retraction, a reaction or a removal is about
	Text    string   `json:"text"`               // of a message and of an edit
	Files   []File   `json:"files,omitempty"`    // of a message
	ReplyTo string   `json:"reply_to,omitempty"` // the ID of the message that a message replies to
	Emoji   string   `json:"emoji,omitempty"`    // of a reaction
	Off     bool     `json:"off,omitempty"`      // the reaction is taken off
	Topic   string   `json:"topic,omitempty"`    // of a topic, and of a room that is opened
	Private bool     `json:"private,omitempty"`  // of a room that is opened
	With    []string `json:"with,omitempty"`     // the two of a direct message that is opened
	Name    string   `json:"name,omitempty"`     // who is invited
	Reason  string   `json:"reason,omitempty"`   // of a removal, and of a room that is closed

	// Of an invite: it waits until Name joins. Without it, as older servers stored
	// it, Name became a member at once. Of a leave: an invitation is declined by a
	// user who is no member.
	Offer bool `json:"offer,omitempty"`

	Guest  bool `json:"guest,omitempty"`  // the sender has no account, see ByGuest
	Edited bool `json:"edited,omitempty"` // the text is that of the newest edit, see EditedBody
}

// ParseContent returns what a body says. Most bodies have a text and nothing
// else, and cost little.
func ParseContent[T ~string | ~[]byte](body T) (c Content) {
	s := string(body)
	text, guest := strings.CutPrefix(s, guestMark+`,"text":"`)
	isText := guest
	if !guest {
		text, isText = strings.CutPrefix(s, `{"text":"`)
	}
	text, isWhole := strings.CutSuffix(text, `"}`)
	if isText && isWhole && !strings.ContainsAny(text, `"\\`) {
		return Content{Text: text, Guest: guest}
	}
	_ = json.Unmarshal([]byte(body), &c) // a member of the wrong type stays empty
	return c
}
