package wire

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 5e6, time.UTC)

func TestAnEventIsReadAsItWasWritten(t *testing.T) {
	for _, e := range []*Event{
		{Seq: 1, At: noon, Type: MessageType, Room: Lobby, From: "alice", ID: "k1", Body: SaidBody([]byte("hi \"there\"\n\t\\ <b> \U0001f600"))},
		{Seq: 9, Prev: 8, At: noon, Type: MessageType, Room: Lobby, From: "Zoë", ID: "k2", Body: Encode(Message{Text: "yes", ReplyTo: "k1"})},
		{Seq: 10, Prev: 9, At: noon, Type: ReactType, Room: "tea", From: "bob", ID: "k3", Body: Encode(EditBody{Target: "k1", Emoji: "👍", Off: true})},
		{Seq: 11, At: noon, Type: OpenType, Room: "@alice,bob", From: "bob", ID: "k4", Body: Encode(RoomBody{Private: true, With: []string{"alice", "bob"}})},
		{Seq: 12, Prev: 11, At: noon, Type: JoinType, Room: "tea", From: "bob", ID: "k5", Body: json.RawMessage("{}")},
		{Seq: 13, Prev: 12, At: noon, Type: "dance", Room: "tea", From: "bob", ID: "k6", Body: json.RawMessage(`{"steps":[1,2]}`)},
	} {
		line := strings.TrimSuffix(string(AppendEvent(nil, e)), "\n")
		got, err := ParseAnswer([]byte(line))
		read, ok := got.(*Event)
		if err != nil || !ok {
			t.Errorf("%s is read as %v, %v", line, got, err)
			continue
		}
		if !sameJSON(read.Body, e.Body) {
			t.Errorf("the body of %s is read as %s", line, read.Body)
		}
		read.Body = e.Body
		if !reflect.DeepEqual(read, e) {
			t.Errorf("%s is read as %+v", line, read)
		}
	}
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

func TestAnAnswerIsReadAsItWasWritten(t *testing.T) {
	for _, a := range []any{
		&Welcome{Server: "Lab 3", Journal: "j", You: "alice", Limits: Limits{1, 2, 3, 4, 5, 6}, Rooms: []RoomInfo{{Name: Lobby, Seq: 3, Read: 1, Members: 2}}},
		&Page{Room: Lobby, Events: []json.RawMessage{[]byte(`{"seq":1}`)}, More: true},
		&RoomInfo{Name: "tea", Topic: "leaves", With: []string{"a", "b"}, ID: "k"},
		&Presence{Came: []string{"bob"}}, &Names{Names: []string{"bob"}, More: true}, &IsTyping{Room: Lobby, From: "bob"},
		&HasRead{Room: Lobby, Seq: 3}, &Pong{ID: "1"}, &Bye{Code: ByeSlow, Text: "Slow.", Back: 1}, &Error{Code: YouBlock, Params: With("name", "bob", "max", 5), Text: "No.", ID: "k", Request: "say"},
	} {
		line := AppendAnswer(nil, reflect.ValueOf(a).Elem().Interface())
		if got, err := ParseAnswer(line[:len(line)-1]); err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("%s is read as %+v, %v", line, got, err)
		}
	}
}

func TestWhatNoServerSays(t *testing.T) {
	for _, line := range []string{
		"", "hello", "400 Invalid text", "@bob: hi", "[]", "{}", `{"type":7}`, `{"type":"welcome","rooms":7}`, `{"type":"message","seq":"1"}`,
		`{"type":"message","seq":1}`, `{"type":"message","seq":1,"room":"lobby"}`, `{"type":"message","seq":1,"prev":1,"room":"lobby","id":"k","at":"2026-03-01T12:00:00Z"}`,
		`{"type":"message","seq":1,"prev":-1,"room":"lobby","id":"k","at":"2026-03-01T12:00:00Z"}`, `{"type":"message","seq":1,"room":"lobby","id":"k","at":"noon"}`,
	} {
		if got, err := ParseAnswer([]byte(line)); !errors.Is(err, ErrAnswer) {
			t.Errorf("%q is read as %v, %v", line, got, err)
		}
	}
	if got, err := ParseAnswer([]byte(`{"type":"weather","rain":true}`)); got != nil || err != nil {
		t.Errorf("an answer of the future is read as %v, %v, want nothing", got, err)
	}
	if _, err := ParseEvents(&Page{Events: []json.RawMessage{[]byte(`{"type":"message"}`)}}); !errors.Is(err, ErrAnswer) {
		t.Errorf("a page with what is no event gives %v", err)
	}
}

// Whatever comes, reading it ends with an answer or an error; and an event
// that was read can be written and read again.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"type":"message","room":"lobby","seq":2,"prev":1,"at":"2026-03-01T12:00:00.005Z","from":"bob","id":"k","text":"hi"}`))
	f.Add([]byte(`{"type":"welcome","server":"Lab 3","rooms":[{"name":"lobby"}]}`))
	f.Add([]byte(`{"type":"page","room":"lobby","events":[{}],"more":false}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		got, err := ParseAnswer(line)
		if err != nil && !errors.Is(err, ErrAnswer) {
			t.Fatal(err)
		}
		e, ok := got.(*Event)
		if !ok || e.At.Year() < 1 || e.At.Year() > 9999 {
			return
		}
		again, err := ParseAnswer(AppendEvent(nil, e))
		if err != nil || !sameJSON(again.(*Event).Body, e.Body) || again.(*Event).Seq != e.Seq || again.(*Event).ID != e.ID {
			t.Errorf("%s is written as %s and read as %+v, %v", line, AppendEvent(nil, e), again, err)
		}
	})
}
