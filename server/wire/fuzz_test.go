package wire

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Whatever a client sends is a request that can be written again and means the
// same, or has an error with a code and a sentence.
func FuzzRequest(f *testing.F) {
	for _, line := range []string{
		`{"type":"hello","client":"desktop/1.0","rooms":{"lobby":1041}}`,
		`{"type":"say","room":"lobby","id":"0199","text":"in 5 <b> \"é\"","reply_to":"k"}`,
		`{"type":"edit","room":"@a,b","id":"k","target":"t","text":"x\ny"}`,
		`{"type":"react","room":"lobby","id":"k","target":"t","emoji":"👍","off":true}`,
		`{"type":"open","room":"den","id":"k","topic":"t","private":true}`,
		`{"type":"direct","id":"k","name":"bob"}`,
		`{"type":"history","room":"lobby","before":5,"limit":200}`,
		`{"type":"read","room":"lobby","seq":-1}`,
		`{"type":"who"}`, `{"type":"ping","id":"1"}`, `{"type":"quit"}`, `{"TYPE":"quit","type":"ping"}`,
		`{"type":"say","room":"lobby","id":"k","text":"\ud800"}`, `[]`, `null`, ``, `{"type":1}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r, bad := ParseRequest(line)
		if bad != nil {
			if !slices.Contains(ErrorCodes, bad.Code) {
				t.Errorf("the error is %+v, want a code and a sentence", bad)
			}
			if !json.Valid(AppendAnswer(nil, bad)) {
				t.Errorf("%+v is no answer", bad)
			}
			return
		}
		text := AppendRequest(nil, r)
		if bytes.Count(text, []byte("\n")) != 1 {
			t.Errorf("%q is not one line", text)
		}
		again, bad := ParseRequest(bytes.TrimSuffix(text, []byte("\n")))
		if bad != nil || !reflect.DeepEqual(again, r) && !reflect.DeepEqual(AppendRequest(nil, again), text) {
			t.Errorf("%q is %+v, written again %q is %+v, %v", line, r, text, again, bad)
		}
	})
}

// Whatever is said is one line of CHAT/2.0, which reads as it was meant and is
// not much longer than its text.
func FuzzEvent(f *testing.F) {
	for _, text := range []string{"hi", "x\n@admin: hi", `"\`, "é<>&\t", "\x00\x1b[31m", "\u2028", "\xff", ""} {
		f.Add(text, "alice", "k", "")
	}
	f.Add("yes", "Zoë", "0199", "m")
	f.Add("\xec\x8a\n\x92", "alice", "k", "m")
	f.Add(strings.Repeat("<", 300), "alice", "k", "m")
	f.Fuzz(func(t *testing.T, text, from, key, re string) {
		if CheckText([]byte(strings.ReplaceAll(text, "\n", " "))) != nil || CheckName(from) != nil || !isID(key) || re != "" && !isID(re) {
			return // no such event is made
		}
		e := &Event{Seq: 7, Prev: 5, At: time.Unix(1e9, 5e6).UTC(), Type: MessageType, Room: Lobby, From: from, ID: key, Body: SaidBody([]byte(text))}
		if re != "" {
			e.Body = Encode(Message{Text: text, ReplyTo: re})
		}
		line := AppendEvent(nil, e)
		if bytes.Count(line, []byte("\n")) != 1 || line[len(line)-1] != '\n' || !utf8.Valid(line) {
			t.Fatalf("%q is not one line", line)
		}
		if most := 2*len(text) + len(from) + len(key) + len(re) + 200; len(line) > most {
			t.Errorf("%q has %d bytes, want at most %d", line, len(line), most)
		}
		var got struct {
			Type, Room, From, ID, Text string
			ReplyTo                    string `json:"reply_to"`
			Seq, Prev                  int64
			At                         time.Time
		}
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if got.Type != e.Type || got.Room != e.Room || got.From != from || got.ID != key || got.Text != text || got.ReplyTo != re || got.Seq != 7 || got.Prev != 5 || !got.At.Equal(e.At) {
			t.Errorf("%q reads %+v", line, got)
		}
		if said, ok := MessageText(e); !ok || said != text {
			t.Errorf("the text of %q is %q, %v", e.Body, said, ok)
		}
	})
}

// A room's name is one way of writing it and goes into a line as it is; the
// room of two is a room, whoever of them asks for it.
func FuzzRoom(f *testing.F) {
	for _, name := range []string{"lobby", "tea-time", "Tea", "@aiice,bob", "@2,2\\", "@", "日本", "a b", "é", "\u0301x", "-x", "ǅ", ""} {
		f.Add(name, "Zoë")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if IsRoom(a) && (!utf8.ValidString(a) || strings.ContainsAny(a, "\"\\ \t\n") || a != strings.ToLower(a) || CheckText([]byte(a)) != nil) {
			t.Errorf("%q is a room", a)
		}
		if CheckName(a) != nil || CheckName(b) != nil {
			return
		}
		room := DirectRoom(a, b, 1)
		if !IsRoom(room) || !IsDirect(room) || room != DirectRoom(b, a, 1) || !IsRoom(DirectRoom(a, b, 12)) {
			t.Errorf("%q and %q have %q", a, b, room)
		}
		if (&Open{Room: room, ID: "k"}).check() == nil {
			t.Errorf("anybody can open %q", room)
		}
	})
}
