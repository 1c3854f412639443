package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// ErrAnswer is wrapped by the error for a line that no server of CHAT/2.0 sends.
var ErrAnswer = errors.New("this is not CHAT/2.0")

// An Unreadable is the error for a line that has begun as an answer and cannot be
// read: Type and ID are what it says of itself as far as it could be read, so
// that the request that it answers can end. It wraps ErrAnswer.
type Unreadable struct {
	Type string // may be empty
	ID   string // of a request; may be empty
	Err  error
}

func (e *Unreadable) Error() string { return e.Err.Error() }

// Unwrap returns what wraps ErrAnswer.
func (e *Unreadable) Unwrap() error { return e.Err }

// UnreadableType is the type that ParseEvents gives an event of a page of which
// only the place can be read. No server sends it.
const UnreadableType = "~unreadable"

// ParseAnswer reads a line that a CHAT/2.0 server has sent, without its line
// end, and returns a pointer to one of the answers or to an Event. Of an answer
// that this program does not know it returns nil: that is how the protocol grows.
// It decodes an answer once. Of an event it reads the envelope, and checks that
// the body is JSON, which a caller that knows its type decodes. Of a page it
// leaves the events to ParseEvents. The error is an *Unreadable.
func ParseAnswer(line []byte) (any, error) {
	kind, key, seq, hasSeq := "", "", int64(0), true
	o := inObject(line)
	for m, ok := o.next(); ok; m, ok = o.next() {
		switch string(m.plain()) {
		case "type":
			kind, _ = text(m.value)
		case "id":
			key, _ = text(m.value)
		case "seq":
			seq, hasSeq = number(m.value)
			hasSeq = hasSeq || string(m.value) == "null"
		}
	}
	unreadable := func(format string, a ...any) (any, error) {
		return nil, &Unreadable{kind, key, fmt.Errorf("%w: "+format, append([]any{ErrAnswer}, a...)...)}
	}
	if !o.whole || kind == "" {
		return unreadable("it is not a JSON object with a type")
	}
	if !hasSeq {
		return unreadable("its seq is no number")
	}
	row := answersByType[kind]
	switch {
	case row == nil && seq > 0:
		e, err := parseEvent(line)
		if err != nil {
			return unreadable("%w", err)
		}
		return e, nil
	case row == nil && !json.Valid(line):
		return unreadable("it is not a JSON object")
	case row == nil:
		return nil, nil
	case row == answersByGo[reflect.TypeFor[*Page]()]:
		p, err := parsePage(line)
		if err != nil {
			return unreadable("page: %w", err)
		}
		return p, nil
	}
	answer := row.value()
	if err := json.Unmarshal(line, answer); err != nil {
		return unreadable("%s: %w", kind, err)
	}
	return answer, nil
}

// parsePage reads a page and leaves its events as they stand there, valid or not:
// one that cannot be read must not take the others with it.
func parsePage(line []byte) (*Page, error) {
	p := &Page{}
	o := inObject(line)
	for m, ok := o.next(); ok; m, ok = o.next() {
		var err error
		switch string(m.plain()) {
		case "room":
			err = json.Unmarshal(m.value, &p.Room)
		case "more":
			err = json.Unmarshal(m.value, &p.More)
		case "events":
			if p.Events, ok = elements(m.value); !ok {
				err = errors.New("its events are no array")
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// elements returns the elements of a JSON array as they stand there; false if b is none.
func elements(b []byte) (all []json.RawMessage, ok bool) {
	if string(b) == "null" {
		return nil, true
	}
	if len(b) < len("[]") || b[0] != '[' || b[len(b)-1] != ']' {
		return nil, false
	}
	all, b = []json.RawMessage{}, blanks(b[1:])
	for len(b) > 0 && (b[0] != ']' || len(all) > 0) {
		n := valueEnd(b)
		if n == 0 || n == len(b) || b[n] == '}' || b[n] == ']' && n < len(b)-1 {
			return nil, false
		}
		all, b = append(all, bytes.TrimRight(b[:n], " \t\r\n")), blanks(b[n+1:])
	}
	return all, len(all) > 0 || len(b) == len("]")
}

// ParseEvents reads the events of a page. One of which only the place can be read
// has the UnreadableType and an empty body. The error, which wraps ErrAnswer, is
// for one that has not even that.
func ParseEvents(p *Page) ([]*Event, error) {
	events := make([]*Event, 0, len(p.Events))
	for _, line := range p.Events {
		e, err := parseEvent(line)
		if err != nil {
			if e = placeOf(line, p.Room); e == nil {
				return nil, err
			}
		}
		events = append(events, e)
	}
	return events, nil
}

// placeOf returns an event that stands for one that cannot be read, in the same
// place of a room; nil if that cannot be read either.
func placeOf(line []byte, room string) *Event {
	e := &Event{At: time.Unix(0, 0).UTC(), Type: UnreadableType, Room: room, Body: json.RawMessage("{}")}
	o := inObject(line)
	for m, ok := o.next(); ok; m, ok = o.next() {
		switch string(m.plain()) {
		case "seq":
			e.Seq, _ = number(m.value)
		case "prev":
			e.Prev, _ = number(m.value)
		case "from":
			e.From, _ = text(m.value)
		case "id":
			e.ID, _ = text(m.value)
		case "at":
			if at := (time.Time{}); at.UnmarshalJSON(m.value) == nil {
				e.At = at
			}
		}
	}
	if e.Seq <= e.Prev || e.Prev < 0 {
		return nil
	}
	if !isID(e.ID) {
		e.ID = UnreadableType + "-" + strconv.FormatInt(e.Seq, 10)
	}
	return e
}

// parseEvent is the opposite of AppendEvent. Of the body it leaves out what is
// nested deeper than MaxDepth, which older servers stored: nothing that this
// program shows is. The event does not hold on to line.
func parseEvent(line []byte) (*Event, error) {
	e, sound := &Event{}, true
	body := make([]byte, 1, len(line))
	body[0] = '{'
	o := inObject(line)
	for m, ok := o.next(); ok; m, ok = o.next() {
		isRead := true
		switch string(m.plain()) {
		case "type":
			e.Type, isRead = text(m.value)
		case "room":
			e.Room, isRead = text(m.value)
		case "from":
			e.From, isRead = text(m.value)
		case "id":
			e.ID, isRead = text(m.value)
		case "seq":
			e.Seq, isRead = number(m.value)
		case "prev":
			e.Prev, isRead = number(m.value)
		case "at":
			isRead = e.At.UnmarshalJSON(m.value) == nil
		default:
			if depth(m.value) > MaxDepth {
				continue
			}
			if len(body) > 1 {
				body = append(body, ',')
			}
			body = append(body, m.name...)
			body = append(body, ':')
			body = append(body, m.value...)
		}
		sound = sound && isRead
	}
	e.Body = append(body, '}')
	switch {
	case !sound || e.Type == "" || e.Room == "" || e.ID == "" || e.Seq <= e.Prev || e.Prev < 0:
		return nil, fmt.Errorf("%w: an event without a place", ErrAnswer)
	case !o.whole || !json.Valid(e.Body):
		return nil, fmt.Errorf("%w: an event that is not JSON", ErrAnswer)
	}
	return e, nil
}

// number returns what a JSON number says that is a whole one.
func number(b []byte) (n int64, ok bool) {
	n, err := strconv.ParseInt(string(b), 10, 64)
	return n, err == nil
}
