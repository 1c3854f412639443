package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrAnswer is wrapped by the error for a line that no server of CHAT/2.0 sends.
var ErrAnswer = errors.New("this is not CHAT/2.0")

// ParseAnswer reads a line that a CHAT/2.0 server has sent, without its line
// end, and returns a pointer to one of the answers or to an Event. Of an answer
// that this program does not know it returns nil: that is how the protocol grows.
func ParseAnswer(line []byte) (any, error) {
	var kind struct {
		Type string `json:"type"`
		Seq  int64  `json:"seq"`
	}
	if err := json.Unmarshal(line, &kind); err != nil || kind.Type == "" {
		return nil, fmt.Errorf("%w: it is not a JSON object with a type", ErrAnswer)
	}
	row := answersByType[kind.Type]
	switch {
	case row == nil && kind.Seq > 0:
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
		return nil, fmt.Errorf("%w: %s: %w", ErrAnswer, kind.Type, err)
	}
	return answer, nil
}

// ParseEvents reads the events of a page.
func ParseEvents(p *Page) ([]*Event, error) {
	events := make([]*Event, 0, len(p.Events))
	for _, line := range p.Events {
		e, err := parseEvent(line)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// parseEvent is the opposite of AppendEvent.
func parseEvent(line []byte) (*Event, error) {
	var e struct {
		Type string    `json:"type"`
		Room string    `json:"room"`
		Seq  int64     `json:"seq"`
		Prev int64     `json:"prev"`
		At   time.Time `json:"at"`
		From string    `json:"from"`
		Key  string    `json:"key"`
	}
	var body map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(line, &e), json.Unmarshal(line, &body)); err != nil {
		return nil, fmt.Errorf("%w: an event: %w", ErrAnswer, err)
	}
	if e.Type == "" || e.Room == "" || e.Key == "" || e.Seq <= e.Prev || e.Prev < 0 {
		return nil, fmt.Errorf("%w: an event without a place", ErrAnswer)
	}
	for _, member := range []string{"type", "room", "seq", "prev", "at", "from", "key"} {
		delete(body, member)
	}
	return &Event{Type: e.Type, Room: e.Room, Seq: e.Seq, Prev: e.Prev, At: e.At, From: e.From, Key: e.Key, Body: Encode(body)}, nil
}
