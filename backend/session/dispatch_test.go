package session

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

func TestWhatOthersSayArrivesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		go func() {
			for i := range 500 {
				p.says("bob", fmt.Sprintf("line %d", i))
			}
		}()
		seq, keys := int64(0), map[string]bool{}
		for i := range 500 {
			m := sc.wantMessage("bob", fmt.Sprintf("line %d", i), Sent)
			if m.Seq <= seq || keys[m.ID] || m.Own || m.Room != "lobby" || m.At.IsZero() {
				t.Fatalf("after seq %d comes %+v", seq, m)
			}
			seq, keys[m.ID] = m.Seq, true
		}
	})
}

func TestHowAMessageIsShown(t *testing.T) {
	for line, want := range map[string]RoomEvent{
		`"from":"bob","text":"hi"`:                                            {Event: wire.Event{From: "bob"}, Content: wire.Content{Text: "hi"}},
		`"from":"bob","text":"hi","reply_to":"k0"`:                            {Event: wire.Event{From: "bob"}, Content: wire.Content{Text: "hi", ReplyTo: "k0"}},
		`"from":"bob","text":"two\nlines"`:                                    {Event: wire.Event{From: "bob"}, Content: wire.Content{Text: "two\nlines"}},
		`"from":"bob","text":"  blanks \t stay  "`:                            {Event: wire.Event{From: "bob"}, Content: wire.Content{Text: "  blanks \t stay  "}},
		`"from":"Zoë","text":"\u202eback"`:                                    {Event: wire.Event{From: "Zoë"}, Content: wire.Content{Text: "\u202eback"}},
		`"from":"bob","text":"\u001b[2J\u0007\u0000\u007f\u009b"`:             {Event: wire.Event{From: "bob"}, Content: wire.Content{Text: "\ufffd[2J\ufffd\ufffd\ufffd\ufffd"}},
		`"from":"bob","text":"a\rb\u2028c\u2029d"`:                            {Event: wire.Event{From: "bob"}, Content: wire.Content{Text: "a\ufffdb\ufffdc\ufffdd"}},
		`"from":"b\u001b[31mob\n","text":"half \ud800","reply_to":"\u001b[m"`: {Event: wire.Event{From: "b\ufffd[31mob\ufffd"}, Content: wire.Content{Text: "half \ufffd"}},
		`"from":"bob","text":7`:                                               {Event: wire.Event{From: "bob"}},
		`"from":"bob"`:                                                        {Event: wire.Event{From: "bob"}},
		`"from":"Alice","text":"hi"`:                                          {Event: wire.Event{From: "Alice"}, Content: wire.Content{Text: "hi"}, Own: true},
		`"from":"alice","text":"hi"`:                                          {Event: wire.Event{From: "alice"}, Content: wire.Content{Text: "hi"}, Own: true},
		`"from":"bob","text":"hi","more":{"of":["this"]},"seq":1`:             {Event: wire.Event{From: "bob"}, Content: wire.Content{Text: "hi"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			p.Write("\n\r\nhm\n[]\n{\"type\":7}\n{\"type\":\"typing\",\"room\":\"lobby\",\"from\":\"bob\"}\n{\"type\":\"news\"}\n") // are nothing
			p.Write(`{"type":"message","room":"lobby","seq":1,"prev":0,"at":"2026-03-01T12:00:00.000Z","id":"k",` + line + "}\r\n")
			got := sc.wantMessage(want.From, want.Text, Sent)
			want.ID, want.Seq, want.Room, want.Type, want.At, want.Body = "k", 1, "lobby", wire.MessageType, got.At, got.Body
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s is shown as %+v, want %+v", line, got, want)
			}
		})
	}
}

// What is compared and looked up cannot be made printable: such an event is none.
func TestAnEventThatCannotBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for _, e := range []wire.Event{
			{Type: "message", Room: "lobby", ID: "a\x07b"},
			{Type: "message", Room: "lobby", ID: strings.Repeat("k", wire.MaxID+1)},
			{Type: "message", Room: "lobby", ID: "two words"},
			{Type: "message", Room: "lob\u009bby", ID: "k"},
			{Type: "message", Room: strings.Repeat("r", 300), ID: "k"},
			{Type: "mess\u2028age", Room: "lobby", ID: "k"},
			{Type: "message", Room: "lobby", ID: "k", From: strings.Repeat("x", maxNameBytes+1)},
		} {
			e.Seq = 1
			p.send(&e)
		}
		p.says("bob", "hello")
		sc.wantMessage("bob", "hello", Sent)
	})
}

func TestTheLongestEventOfAServerIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		from := strings.Repeat("\U00010400", wire.MaxName)
		text := strings.Repeat(`"`, wire.MaxLine) // each is two on the wire
		p.says(from, text)
		sc.wantMessage(from, text, Sent)

		go func() { _, _ = p.Conn.Write([]byte(strings.Repeat("x", wire.MaxSent+3) + "\n")) }()
		if at := sc.wantState(Offline); at.Reason == nil {
			t.Error("there is no reason")
		}
	})
}

// A line that the connection broke off is not what somebody said.
func TestALineCutOffIsNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.says("bob", "I owe you 10")
		whole := sc.message("bob", "or was it 1000")
		line := wire.AppendEvent(nil, whole)
		p.Write(string(line[:len(line)-5]))
		p.drop()
		sc.wantMessage("bob", "I owe you 10", Sent)
		p = sc.accept()
		if known := p.admit("alice"); known[wire.Lobby] != 1 {
			t.Errorf("the session says that it knows seq %d, want 1", known[wire.Lobby])
		}
		p.send(whole)
		sc.wantMessage("bob", "or was it 1000", Sent)
	})
}
