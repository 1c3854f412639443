package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// An Event is something that changed a room: a message, an edit, a reaction, a
// join. The journal stores it first and gives it its numbers. Then everyone in
// the room receives the same bytes, the sender included. So a client that
// receives an event knows that it is on disk.
type Event struct {
	Seq  int64           // its sequence number in the server's journal, strictly increasing; 0 until it is stored
	Prev int64           // the seq of the event before it in the same room; 0 for the first
	At   time.Time       // the server's clock, to the millisecond, for people to read; order is Seq
	Type string          // "message", "edit", …
	Room string          // the room it belongs to
	From string          // the sender, as the server knows it
	ID   string          // its identity, made by the client: usually a UUIDv7
	Body json.RawMessage // the members of its type, one JSON object

	First int64 // the room that the sender means, see RequestKind.WithFirst; 0 is any room; for the rules only, neither stored nor sent
}

// AtLayout is how the time of an event is written: RFC 3339 with milliseconds, in UTC.
const AtLayout = "2006-01-02T15:04:05.000Z07:00"

// AppendEvent appends e to b as a line of CHAT/2.0, with its line end. Room,
// From and ID need no escaping for the server to have accepted them but may
// hold any script; Body is copied as it is.
func AppendEvent(b []byte, e *Event) []byte {
	b = append(b, `{"type":"`...)
	b = append(b, e.Type...)
	b = append(b, `","room":`...)
	b = appendString(b, e.Room)
	b = append(b, `,"seq":`...)
	b = strconv.AppendInt(b, e.Seq, 10)
	b = append(b, `,"prev":`...)
	b = strconv.AppendInt(b, e.Prev, 10)
	b = append(b, `,"at":"`...)
	b = e.At.UTC().AppendFormat(b, AtLayout)
	b = append(b, `","from":`...)
	b = appendString(b, e.From)
	b = append(b, `,"id":`...)
	b = appendString(b, e.ID)
	if len(e.Body) > len("{}") {
		b = append(b, ',')
		b = append(b, e.Body[1:len(e.Body)-1]...)
	}
	return append(b, "}\n"...)
}

// appendString appends s, which is UTF-8, as a JSON string with no more escapes
// than RFC 8259 section 7 asks for: an event must not be much longer than the
// request that it came in, and encoding/json makes six bytes of a "<".
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = fmt.Appendf(b, `\u%04x`, c)
		}
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}

// Encode returns v, one of the bodies or answers, as JSON without needless
// escapes.
func Encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // none of them can fail
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
