package archive

import (
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// An event is one as it is kept.
type event struct {
	place, prev int64
	at          int64 // milliseconds since 1970
	kind        kind
	typ         string
	room        string
	from        string
	guest, own  bool
	key         string
	target      string
	text        string
	off         bool
	offer       bool // of an invitation: it made nobody a member
}

func ofMessage(m *session.Message) *event {
	return &event{
		place: m.Seq, prev: m.Prev, at: millis(m.At), kind: message, typ: wire.MessageType, room: m.Room,
		from: m.From, guest: m.Guest, own: m.Own, key: m.ID, target: m.ReplyTo, text: m.Text,
	}
}

func (p *Person) ofChange(c *session.Change) *event {
	e := &event{
		place: c.Seq, prev: c.Prev, at: millis(c.At), kind: kindOf(c.Type), typ: c.Type, room: c.Room,
		from: c.From, guest: c.Guest, own: wire.SameName(c.From, p.name) && c.Guest == p.guest.Load(), key: c.ID, target: c.Target, off: c.Off, offer: c.Offer,
	}
	switch e.kind {
	case message: // a session has none of these
		e.kind = unknown
	case left:
		if c.Offer { // who has declined an invitation was never there
			e.kind = unknown
		}
	case opened, topic:
		e.text = c.Topic
	case invited:
		e.text = c.Name
	case edit:
		e.text = c.Text
	case remove:
		e.text = c.Reason
	case react:
		e.text = c.Emoji
	}
	return e
}

// isSound reports whether e can have come from a server; one that waits has no place.
func (e *event) isSound() bool {
	return 0 < e.place && e.place <= maxPlace && e.key != "" && e.room != ""
}

// millis reads a time of a session's; what is none is the beginning.
func millis(at string) int64 {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return 0
	}
	return t.UnixMilli()
}
