package session

import (
	"strings"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// Everything that a server says in words has an end: a page draws it, and an
// archive keeps it. What people say has the end of its line.
func TestWhatAServerSaysHasAnEnd(t *testing.T) {
	const most = 2500 // bytes of an event: a topic of 300 characters, a few names, what JSON adds
	endless := strings.Repeat("x", 30_000)
	some := func(part string) string { return strings.ReplaceAll(part, "ENDLESS", endless) }
	for _, c := range []struct {
		line   string
		nobody bool // hears of it
	}{
		{line: `{"type":"room","name":"tea","seq":0,"topic":"` + strings.Repeat("é", 60) + `","members":-7}`},
		{line: `{"type":"room","name":"tea","seq":0,"topic":"ENDLESS"}`, nobody: true},
		{line: `{"type":"room","name":"ENDLESS","seq":0}`, nobody: true},
		{line: `{"type":"room","name":"tea","seq":0,"with":["ENDLESS","x"]}`, nobody: true},
		{line: `{"type":"topic","room":"lobby","seq":1,"at":"2026-01-01T00:00:00Z","from":"eve","id":"k","topic":"ENDLESS"}`},
		{line: `{"type":"invite","room":"lobby","seq":1,"at":"2026-01-01T00:00:00Z","from":"eve","id":"k","name":"ENDLESS"}`},
		{line: `{"type":"react","room":"lobby","seq":1,"at":"2026-01-01T00:00:00Z","from":"eve","id":"k","target":"ENDLESS","emoji":"ENDLESS"}`},
		{line: `{"type":"remove","room":"lobby","seq":1,"at":"2026-01-01T00:00:00Z","from":"eve","id":"k","target":"t","reason":"ENDLESS"}`},
		{line: `{"type":"message","room":"lobby","seq":1,"at":"2026-01-01T00:00:00Z","from":"eve","id":"k","text":"hi","reply_to":"ENDLESS"}`},
		{line: `{"type":"message","room":"lobby","seq":1,"at":"2026-01-01T00:00:00Z","from":"ENDLESS","id":"k","text":"hi"}`, nobody: true},
		{line: `{"type":"message","room":"lobby","seq":1,"at":"2026-01-01T00:00:00Z","from":"eve","id":"ENDLESS","text":"hi"}`, nobody: true},
		{line: `{"type":"new","room":"lobby","seq":1,"at":"2026-01-01T00:00:00Z","from":"eve","id":"k","what":"ENDLESS"}`},
		{line: `{"type":"typing","room":"lobby","from":"ENDLESS"}`, nobody: true},
		{line: `{"type":"presence","came":["ENDLESS"],"guests":["ENDLESS"]}`, nobody: true},
		{line: `{"type":"self","muted":true,"reason":"ENDLESS","role":"ENDLESS"}`},
		{line: `{"type":"devices","devices":[{"id":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","name":"ENDLESS","added":"ENDLESS"},{"id":"x"}]}`},
		{line: `{"type":"pairing-request","device":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","address":"ENDLESS"}`},
		{line: `{"type":"pairing-request","device":"ENDLESS","address":"x"}`, nobody: true},
		{line: `{"type":"error","code":"no-room","text":"ENDLESS","reason":"ENDLESS","id":"mine"}`},
		{line: `{"type":"error","code":"ENDLESS","text":"ENDLESS","request":"ENDLESS"}`, nobody: true},
		{line: `{"type":"read","room":"ENDLESS","seq":1}`, nobody: true},
		{line: `{"type":"pong","id":"ENDLESS"}`, nobody: true},
		{line: `{"type":"done","id":"ENDLESS"}`, nobody: true},
		{line: `{"type":"bye","code":"ENDLESS","text":"ENDLESS","back":-1}`},
		{line: `{"type":"bye","code":"banned","params":{"reason":"ENDLESS"},"back":-1}`},
		{line: `{"type":"bye","code":"slow","text":"ENDLESS","back":1}`},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			p.answer(wire.Names{Names: []string{"alice"}})
			sc.say("mine", "hello")
			sc.quiet()
			p.Write(some(c.line) + "\n")
			synctest.Wait()
			n := 0
			for len(sc.happened) > 0 {
				e := <-sc.happened
				if e.Connection != nil && e.Connection.State == Online && !strings.Contains(c.line, `"self"`) {
					continue // how much waits
				}
				n++
				if got := asJSON(t, e); len(got) > most {
					t.Errorf("%.60s comes to an event of %d bytes: %.200s", c.line, len(got), got)
				}
			}
			if (n == 0) != c.nobody {
				t.Errorf("%.60s comes to %d events", c.line, n)
			}
		})
	}
}
