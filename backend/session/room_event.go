package session

import (
	"bytes"
	"encoding/json"
	"unicode"

	"confab/server/wire"
)

// A RoomEvent is an event of a room, as the server's journal has it or, while it
// waits, as it will be: the wire's event with its body decoded. Nothing in it has
// control characters, whatever the server sent; where the body had some, Body is
// written again without them. What it says about a message holds whether that
// message comes before it or, out of a page of history, after it. A later one
// with the same ID replaces it.
type RoomEvent struct {
	wire.Event   // Seq and Prev are places, see MaxPlace; a Seq of 0 is one that waits, and At is this device's clock then
	wire.Content // what Body says

	Own bool // by the user of this session, on this device or another
}

// Waits reports whether the server does not have the event yet: it is kept, on
// disk if there is an Outbox, until it does.
func (e *RoomEvent) Waits() bool { return e.Seq == 0 }

// IsMessage reports whether the event is a message.
func (e *RoomEvent) IsMessage() bool { return e.Type == wire.MessageType }

// toRoomEvent returns an event of the journal as one of a session. It is the
// user's own if it is from you, by an account or a guest as the user is now. Its
// seqs are places behind base.
func toRoomEvent(e *wire.Event, base int64, you string, guest bool) *RoomEvent {
	said := &RoomEvent{Event: *e, Content: wire.ParseContent(e.Body)}
	said.Seq, said.Prev, said.From = placeOf(e.Seq, base), placeOf(e.Prev, base), printable(e.From)
	if e.Type == wire.UnreadableType { // it has its place and is seen, so that nothing is missing unnoticed
		said.Type, said.Content = wire.MessageType, wire.Content{Text: string(unicode.ReplacementChar)}
		said.Body = bodyOf(said.Content)
		return said
	}
	if sanitizeContent(&said.Content) {
		said.Body = bodyOf(said.Content)
	}
	said.Body = json.RawMessage(bytes.ToValidUTF8(said.Body, []byte("\uFFFD")))
	said.Own = wire.SameName(e.From, you) && said.Guest == guest
	return said
}

// bodyOf returns the body that says c.
func bodyOf(c wire.Content) json.RawMessage {
	guest := c.Guest
	c.Guest = false
	body := wire.Encode(c)
	if guest {
		body = wire.ByGuest(body)
	}
	return body
}

// sanitizeContent makes what a body says safe to show and to look up, and reports
// whether anything had to change.
func sanitizeContent(c *wire.Content) (changed bool) {
	set := func(text *string, clean string) {
		changed = changed || *text != clean
		*text = clean
	}
	set(&c.Target, asKey(c.Target))
	set(&c.Text, printableLines(c.Text))
	set(&c.ReplyTo, asKey(c.ReplyTo))
	set(&c.Emoji, sanitize(c.Emoji, wire.MaxEmoji))
	set(&c.Topic, sanitize(c.Topic, wire.MaxTopic))
	set(&c.Name, sanitize(c.Name, wire.MaxName))
	set(&c.Reason, sanitize(c.Reason, wire.MaxReason))
	for i := range c.With {
		set(&c.With[i], printable(c.With[i]))
	}
	return changed
}
