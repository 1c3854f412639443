package session

import (
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

func TestAChangeIsARequestOfTheProtocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for _, c := range []struct {
			change map[string]any
			want   any
		}{
			{map[string]any{"type": "say", "id": "k1", "text": "hi\r\n", "reply_to": "m"}, wire.Say{Room: "lobby", ID: "k1", Text: "hi", ReplyTo: "m"}},
			{map[string]any{"type": "edit", "id": "k2", "target": "m", "text": "ho\n"}, wire.Edit{Room: "lobby", ID: "k2", Target: "m", Text: "ho"}},
			{map[string]any{"type": "react", "id": "k3", "target": "m", "emoji": "👍", "off": true}, wire.React{Room: "lobby", ID: "k3", Target: "m", Emoji: "👍", Off: true}},
			{map[string]any{"type": "retract", "id": "k4", "target": "m", "room": "elsewhere"}, wire.Retract{Room: "lobby", ID: "k4", Target: "m"}},
		} {
			if err := sc.Change(t.Context(), "lobby", c.change); err != nil {
				t.Fatalf("%v: %v", c.change, err)
			}
			p.want(c.want)
		}
	})
}

func TestAChangeIsCheckedBeforeItIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.enter(lab)
		for _, c := range []struct {
			room   string
			change map[string]any
			code   Code
		}{
			{"lobby", nil, Internal},
			{"lobby", map[string]any{"type": "dance", "id": "k"}, Internal},
			{"lobby", map[string]any{"type": "quit"}, Internal},
			{"lobby", map[string]any{"type": "leave", "id": "k"}, Internal},
			{"lobby", map[string]any{"type": "say", "id": "k", "text": " \n"}, NothingToSend},
			{"lobby", map[string]any{"type": "say", "id": "k", "text": 7}, "bad-member"},
			{"lobby", map[string]any{"type": "say", "id": "two words", "text": "x"}, "bad-member"},
			{"no such room", map[string]any{"type": "say", "id": "k", "text": "x"}, "bad-member"},
			{"lobby", map[string]any{"type": "retract", "id": "k", "target": "\xff"}, "bad-text"},
		} {
			wantProblem(t, sc.Change(t.Context(), c.room, c.change), c.code)
		}
	})
}
