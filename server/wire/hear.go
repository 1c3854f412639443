package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// ErrAnswer is wrapped by the error for a line that no server of CHAT/2.0 sends.
var ErrAnswer = errors.New("this is not CHAT/2.0")

// ParseAnswer reads a line that a CHAT/2.0 server has sent, without its line
// end, and returns a pointer to one of the answers or to an Event. Of an answer
// that this program does not know it returns nil: that is how the protocol grows.
// It decodes an answer once. Of an event it reads the envelope, and checks that
// the body is JSON, which a caller that knows its type decodes.
func ParseAnswer(line []byte) (any, error) {
	kind, seq := "", int64(0)
	o := inObject(line)
	for m, ok := o.next(); ok; m, ok = o.next() {
		switch {
		case m.is("type"):
			kind, _ = text(m.value)
		case m.is("seq"):
			isNumber := false
			if seq, isNumber = number(m.value); !isNumber && string(m.value) != "null" {
				return nil, fmt.Errorf("%w: its seq is no number", ErrAnswer)
			}
		}
	}
	if !o.whole || kind == "" {
		return nil, fmt.Errorf("%w: it is not a JSON object with a type", ErrAnswer)
	}
	row := answersByType[kind]
	switch {
	case row == nil && !json.Valid(line):
		return nil, fmt.Errorf("%w: it is not a JSON object", ErrAnswer)
	case row == nil && seq > 0:
		e, err := parseEvent(line)
		if err != nil {
			return nil, err
		}
		return e, nil
	case row == nil:
		return nil, nil
	}
	answer := row.value()
	if err := json.Unmarshal(line, answer); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrAnswer, kind, err)
	}
	return answer, nil
}

// ParseEvents reads the events of a page.
func ParseEvents(p *Page) ([]*Event, error) {
	events := make([]*Event, 0, len(p.Events))
	for _, line := range p.Events { // which are JSON
		e, err := parseEvent(line)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// parseEvent is the opposite of AppendEvent, for a line that is valid JSON. The
// event does not hold on to line.
func parseEvent(line []byte) (*Event, error) {
	e, sound := &Event{}, true
	body := make([]byte, 1, len(line))
	body[0] = '{'
	o := inObject(line)
	for m, ok := o.next(); ok; m, ok = o.next() {
		isRead := true
		switch {
		case m.is("type"):
			e.Type, isRead = text(m.value)
		case m.is("room"):
			e.Room, isRead = text(m.value)
		case m.is("from"):
			e.From, isRead = text(m.value)
		case m.is("key"):
			e.Key, isRead = text(m.value)
		case m.is("seq"):
			e.Seq, isRead = number(m.value)
		case m.is("prev"):
			e.Prev, isRead = number(m.value)
		case m.is("at"):
			isRead = e.At.UnmarshalJSON(m.value) == nil
		default:
			if len(body) > 1 {
				body = append(body, ',')
			}
			body = append(body, m.name...)
			body = append(body, ':')
			body = append(body, m.value...)
		}
		sound = sound && isRead
	}
	if !sound || e.Type == "" || e.Room == "" || e.Key == "" || e.Seq <= e.Prev || e.Prev < 0 {
		return nil, fmt.Errorf("%w: an event without a place", ErrAnswer)
	}
	e.Body = append(body, '}')
	return e, nil
}

// number returns what a JSON number says that is a whole one.
func number(b []byte) (n int64, ok bool) {
	n, err := strconv.ParseInt(string(b), 10, 64)
	return n, err == nil
}
