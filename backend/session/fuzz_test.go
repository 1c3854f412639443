package session

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"confab/server/wire"
)

// FuzzDispatch takes what a hostile server sends after its welcome. Whatever it
// is, what is reported is text without anything that could do something.
func FuzzDispatch(f *testing.F) {
	for _, s := range []string{
		`{"type":"message","room":"lobby","seq":1,"prev":0,"at":"2026-03-01T12:00:00.000Z","from":"b\u001b","id":"k","text":"\u0007\nx","reply_to":"\u009b"}`,
		`{"type":"edit","room":"lobby","seq":2,"id":"k2","target":"\u0000","text":"\r"}` + "\n" + `{"type":"react","room":"lobby","seq":3,"id":"k3","target":"k","emoji":"\u001b[2J"}`,
		`{"type":"topic","room":"lobby","seq":9,"prev":8,"id":"k","topic":"\u2028"}` + "\n{}\n" + `{"type":"page","room":"lobby","events":[{"type":"invite","room":"lobby","seq":7,"id":"\u0007","name":"\u0007"}],"more":true}`,
		`{"type":"page","room":"lobby","events":[{}]}`,
		`{"type":"room","name":"tea","seq":5,"topic":"\u001b","with":["\u0007","b"],"id":"mine"}` + "\n" + `{"type":"page","room":"tea","events":[]}`,
		`{"type":"leave","room":"lobby","seq":9,"id":"k","from":"alice"}`,
		`{"type":"names","names":["\u001b]0;title\u0007"],"more":true}` + "\n" + `{"type":"presence","came":["\u2029"],"went":["x"]}` + "\n" + `{"type":"names","names":[]}`,
		`{"type":"error","code":"not-stored","id":"mine"}` + "\n" + `{"type":"error","code":"x","reason":"\u001b[2J","id":"mine"}`,
		`{"type":"self","guest":true,"role":"\u001b","muted":true,"until":"\u0007","reason":"\u001b[2J"}` + "\n" + `{"type":"presence","came":["x"],"guests":["x","y"],"moderators":["\u0007"]}`,
		`{"type":"devices","devices":[{"id":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","name":"\u001b[2J","added":"\u0007","online":true},{"id":"\u0007"}]}`,
		`{"type":"pairing-request","device":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","address":"\u001b"}` + "\n" + `{"type":"pairing-request","device":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","over":true}` + "\n" + `{"type":"pairing-request","device":"x"}`,
		`{"type":"remove","room":"lobby","seq":2,"id":"k2","guest":true,"target":"\u0000","reason":"\u001b\n"}`, `{"type":"done","id":"asked"}`, `{"type":"invitation","id":"asked","token":"\u0007"}`,
		`{"type":"typing","room":"lobby","from":"b\u001bob"}` + "\n" + `{"type":"read","room":"lobby","seq":7}` + "\n" + `{"type":"read","room":"lobby","seq":9007199254740992}`,
		`{"type":"page","room":"lobby","events":[{"type":"message","room":"lobby","seq":7,"id":"k","from":"\u0007","text":"\u001b"}],"more":true}` + "\n" + `{"type":"names","room":"lobby","names":["\u001b","b"],"more":true}` + "\n" + `{"type":"names","room":"lobby","names":["b"]}`,
		`{"type":"error","code":"x","request":"who"}` + "\n" + `{"type":"error","code":"x","request":"history"}` + "\n" + `{"type":"room","name":"lobby","seq":5,"read":3,"id":"asked"}`,
		`{"type":"error","code":"not-read","request":"history"}`, `{"type":"welcome"}`, `{"type":"pong"}`, `{}`, "\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, stream string) {
		s := New(Config{})
		reported := make(chan []Event)
		go func() {
			var all []Event
			for e := range s.Events() {
				all = append(all, e)
			}
			reported <- all
		}()
		lp := s.loop
		history := &pendingCall{kind: aHistory, gap: gap{room: wire.Lobby, before: MaxPlace}, answer: make(chan any, 1)}
		who := &pendingCall{kind: aWho, room: wire.Lobby, answer: make(chan any, 1)}
		welcome := &wire.Welcome{Journal: "j", Rooms: []wire.RoomInfo{{Name: wire.Lobby}}}
		l := &link{name: "alice", wake: make(chan struct{}, 1), brought: map[string]int64{}, welcome: welcome, loaded: make(chan struct{})}
		lp.do(func() {
			lp.at.You, lp.owner.server = "alice", red
			lp.outbox.waiting = []*entry{{Pending: Pending{ID: "mine", Server: red, Journal: "j"}}}
		})
		lp.incoming <- incoming{link: l, said: welcome}
		<-l.loaded
		lp.do(func() {
			lp.calls.pending = []*pendingCall{{key: "asked", answer: make(chan any, 1)}, history, who}
		})
		for line := range strings.SplitSeq(stream, "\n") {
			if answer, err := wire.ParseAnswer([]byte(line)); err == nil {
				lp.incoming <- incoming{link: l, said: answer}
			}
			if line := lp.nextLine(l, false).line; line != nil {
				if _, bad := wire.ParseRequest(line[:max(0, len(line)-1)]); bad != nil {
					t.Errorf("%q has us ask %q, which is no request: %v", stream, line, bad)
				}
			}
			s.Read(wire.Lobby, MaxPlace)
			lp.do(func() { lp.calls.fetchAfter = time.Time{} })
		}
		for _, q := range []*pendingCall{history, who} {
			select {
			case answer := <-q.answer:
				if p, ok := answer.(*historyPage); ok {
					wantText(t, reflect.ValueOf(p.events))
				} else if names, ok := answer.([]string); ok {
					wantText(t, reflect.ValueOf(names))
				}
			default:
			}
		}
		s.Close()
		for _, e := range <-reported {
			wantText(t, reflect.ValueOf(e))
			if m := e.RoomEvent; m != nil && (m.ID == "" || m.Room == "" || m.Seq <= 0) {
				t.Errorf("%q is heard as %+v", stream, m)
			}
		}
	})
}

// wantText wants every string in v to be text: line feeds in a Text alone.
func wantText(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			wantText(t, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Field(i); v.Type().Field(i).Name == "Text" {
				wantText(t, reflect.ValueOf(strings.ReplaceAll(field.String(), "\n", " ")))
			} else {
				wantText(t, field)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			wantText(t, v.Index(i))
		}
	case reflect.String:
		s := v.String()
		if !utf8.ValidString(s) || wire.CheckText([]byte(s)) != nil || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			t.Errorf("reported is %q, which is not plain text", s)
		}
	}
}
