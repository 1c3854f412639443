package wire

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever encoding/json reads as an object has the same members, in order and
// with the last one of a name counting.
func FuzzMembers(f *testing.F) {
	for _, b := range []string{
		`{}`, ` { } `, `{"a":1}`, `{"a":"}","b":[{"c":[1,2,{}]},"]"],"a":null}`, "{\"a\"\t:\r\n -1.5e3 , \"\\u0062\\\"\" : \"\\\\\" }", `{"":{}}`,
		`[]`, `7`, `"a"`, ``, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{"a":1}}`, `{"a":1} x`, `{"a:1}`, `{a:1}`, `{"a" 1}`, `{"a":}`, `{"a":"\`, `{"é":"\ud83d"}`, "{\"\xff\":1}",
	} {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got := map[string]string{}
		o := inObject(b)
		for m, ok := o.next(); ok; m, ok = o.next() {
			got[m.text()] = string(m.value)
			if utf8.Valid(b) && string(m.plain()) != m.text() {
				t.Errorf("%q is not called as it is", m.name)
			}
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(b, &want); err != nil || want == nil {
			return // it may end anywhere, and must not panic or go round for ever
		}
		if !o.whole || len(got) != len(want) {
			t.Fatalf("%q has %d members, whole: %v, want %d", b, len(got), o.whole, len(want))
		}
		for name, value := range want {
			if got[name] != string(value) {
				t.Errorf("%q has %q as its %q, want %q", b, got[name], name, value)
			}
		}
	})
}

func TestWhatIsNoObjectIsNotWhole(t *testing.T) {
	for _, b := range []string{``, `[]`, `null`, `{`, `{"a":1`, `{"a":1,}`, `{"a":1}}`, `{"a":1}x`, `{"a"}`, `{,}`, `{"a":1,,"b":2}`} {
		o := inObject([]byte(b))
		for _, ok := o.next(); ok; _, ok = o.next() {
		}
		if o.whole {
			t.Errorf("%s is an object", b)
		}
	}
}

func TestAMessageIsSaidWithWhatIsNotKnown(t *testing.T) {
	for line, want := range map[string]string{
		`"text":"hi"`:               `{"text":"hi"}`,
		`"text":"hi","mood":"good"`: `{"text":"hi","mood":"good"}`,
		`"mood" : { "of" : [ 1 , "a b" ] } , "text":"hi"`:  `{"text":"hi","mood":{"of":[1,"a b"]}}`,
		`"text":"hi","reply_to":"k0","a":1,"b":null,"a":2`: `{"text":"hi","reply_to":"k0","a":2,"b":null}`,
		`"text":"hi","\u006dood":"\ud83d\ude42 \u003c"`:    `{"text":"hi","mood":"\ud83d\ude42 \u003c"}`,
		`"text":"hi","a\"b\n":true`:                        `{"text":"hi","a\"b\n":true}`,
		`"text":"hi","guest":true,"edited":true,"a":1`:     `{"text":"hi","a":1}`,
		`"text":"hi","GUEST":true,"gue\u017ft":true`:       `{"text":"hi"}`,
		`"text":"hi","removed":true,"target":"k","seq":1`:  `{"text":"hi"}`,
		`"text":"hi","from":"eve","prev":0,"at":"","x":""`: `{"text":"hi","x":""}`,
		`"text":"hi","x":{"edited":true}`:                  `{"text":"hi","x":{"edited":true}}`,
	} {
		r, bad := ParseRequest([]byte(`{"type":"say","room":"lobby","id":"k",` + line + `}`))
		if bad != nil {
			t.Errorf("%s is refused: %v", line, bad)
			continue
		}
		body := r.(*Say).Body()
		if string(body) != want {
			t.Errorf("%s is said as %s, want %s", line, body, want)
		}
		if e := (&Event{Type: MessageType, Body: body}); IsByGuest(body) || IsEdited(body) || IsRemoved(body) || !says(e, "hi") {
			t.Errorf("%s has a mark of the server's, or another text", body)
		}
		// What it is on its way and later, others read: the text, and once it is
		// removed nothing at all.
		guests := ByGuest(r.(*Say).Body())
		edited := EditedBody(guests, "ho")
		if !IsByGuest(edited) || !IsEdited(edited) || !says(&Event{Type: MessageType, Body: edited}, "ho") || strings.Contains(string(edited), `"hi"`) {
			t.Errorf("%s is edited to %s", guests, edited)
		}
		if again := EditedBody(edited, "hi"); string(EditedBody(again, "ho")) != string(edited) {
			t.Errorf("%s is edited again to %s", edited, again)
		}
		if gone := string(RemovedBody(edited)); gone != `{"guest":true,"removed":true,"text":""}` && gone != `{"guest":true,"removed":true,"text":"","reply_to":"k0"}` {
			t.Errorf("%s is removed and is %s", edited, gone)
		}
	}
}

func says(e *Event, want string) bool {
	text, ok := MessageText(e)
	return ok && text == want
}

func TestAnEditKeepsWhatIsNotKnown(t *testing.T) {
	r, bad := ParseRequest([]byte(`{"type":"say","room":"lobby","id":"k","text":"hi","reply_to":"k0","mood":[1]}`))
	if bad != nil {
		t.Fatal(bad)
	}
	if got, want := string(EditedBody(r.(*Say).Body(), "ho")), `{"text":"ho","reply_to":"k0","mood":[1],"edited":true}`; got != want {
		t.Errorf("it is edited to %s, want %s", got, want)
	}
}

func TestAnEventHasTheBodyThatCame(t *testing.T) {
	const envelope = `"type":"message","room":"lobby","seq":2,"prev":1,"at":"2026-03-01T12:00:00.000Z","from":"bob","id":"k"`
	for line, want := range map[string]string{
		`{` + envelope + `}`: `{}`,
		`{` + envelope + `,"text":"hi","mood":{"of":[1]}}`:    `{"text":"hi","mood":{"of":[1]}}`,
		`{"text":"<hi>", ` + envelope + ` , "guest" : true }`: `{"text":"<hi>","guest":true}`,
	} {
		answer, err := ParseAnswer([]byte(line))
		e, ok := answer.(*Event)
		if err != nil || !ok {
			t.Errorf("%s is %v, %v", line, answer, err)
			continue
		}
		if string(e.Body) != want || e.Seq != 2 || e.Prev != 1 || e.From != "bob" || e.ID != "k" || e.At.Unix() != 1772366400 {
			t.Errorf("%s is %+v with the body %s, want %s", line, e, e.Body, want)
		}
		again, err := ParseAnswer(AppendEvent(nil, e))
		if err != nil || !reflect.DeepEqual(again, e) {
			t.Errorf("%s is written and read as %+v, %v", line, again, err)
		}
	}
}

func BenchmarkHearingAnEvent(b *testing.B) {
	line := []byte(`{"type":"message","room":"lobby","seq":1042,"prev":1041,"at":"2026-03-01T12:00:00.000Z","from":"alice","id":"0199a0a0-0000-7000-8000-000000000001","text":"shall we have lunch at twelve, as always?"}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseAnswer(line); err != nil {
			b.Fatal(err)
		}
	}
}
