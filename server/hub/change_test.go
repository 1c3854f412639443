package hub

import (
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

func TestARoomIsOpenedJoinedAndLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob, eve := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter2(t, h, "eve", "")

		alice.Ask(`{"type":"open","room":"tea","id":"k1","topic":"leaves"}`)
		alice.Wants(`{"type":"room","name":"tea","seq":0,"topic":"leaves","members":1}`)
		alice.Wants(`{"type":"open","room":"tea","seq":1,"prev":0,"from":"alice","topic":"leaves"}`)
		bob.Ask(`{"type":"say","room":"tea","id":"k0","text":"?"}`)
		bob.Wants(`{"type":"error","code":"not-member","request":"say","id":"k0"}`)

		bob.Ask(`{"type":"join","room":"tea","id":"k2"}`)
		bob.Wants(`{"type":"room","name":"tea","seq":1,"topic":"leaves","members":2}`)
		bob.Wants(`{"type":"join","room":"tea","seq":2,"prev":1,"from":"bob"}`)
		alice.Wants(`{"type":"join","room":"tea","seq":2,"from":"bob"}`)
		bob.Ask(`{"type":"join","room":"tea","id":"k3"}`) // there already
		bob.Wants(`{"type":"room","name":"tea","seq":2,"members":2,"id":"k3"}`)

		bob.Ask(`{"type":"topic","room":"tea","id":"k4","topic":"green"}`)
		alice.Wants(`{"type":"topic","room":"tea","seq":3,"from":"bob","topic":"green"}`)
		bob.Wants(`{"type":"topic","seq":3}`)
		bob.Ask(`{"type":"who","room":"tea"}`)
		if got := bob.Wants(`{"type":"names","room":"tea"}`); !reflect.DeepEqual(got["names"], []any{"alice", "bob"}) {
			t.Errorf("in the room are %v", got["names"])
		}

		bob.Ask(`{"type":"leave","room":"tea","id":"k5"}`)
		bob.Wants(`{"type":"leave","room":"tea","seq":4,"from":"bob"}`)
		alice.Wants(`{"type":"leave","seq":4}`)
		alice.Ask(`{"type":"say","room":"tea","id":"k6","text":"alone"}`)
		alice.Wants(`{"type":"message","room":"tea","seq":5,"prev":4}`)
		bob.HearsNothing()
		eve.HearsNothing()
		bob.Ask(`{"type":"leave","room":"tea","id":"k7"}`)
		bob.Wants(`{"type":"error","code":"not-member","request":"leave"}`)
	})
}

func TestWhatCannotBeChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice := enter2(t, h, "alice", "")
		alice.Ask(`{"type":"open","room":"tea","id":"k1"}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		alice.Ask(`{"type":"direct","name":"bob","id":"k2"}`)
		alice.Wants(`{"type":"room","name":"@alice,bob"}`)
		alice.Wants(`{"type":"open"}`)
		for i, c := range []struct{ request, code string }{
			{`"open","room":"tea"`, "room-exists"},
			{`"open","room":"lobby"`, "room-exists"},
			{`"open","room":"lоbby"`, "room-exists"}, // the first o is Cyrillic
			{`"open","room":"Tea"`, "bad-member"},
			{`"open","room":"@alice,bob"`, "bad-member"},
			{`"open","room":"x","topic":"two\nlines"`, "bad-member"},
			{`"join","room":"nowhere"`, "no-room"},
			{`"leave","room":"lobby"`, "lobby-fixed"},
			{`"topic","room":"lobby","topic":"mine"`, "lobby-fixed"},
			{`"invite","room":"lobby","name":"eve"`, "lobby-fixed"},
			{`"leave","room":"@alice,bob"`, "direct-leave"},
			{`"topic","room":"@alice,bob","topic":"us"`, "direct-topic"},
			{`"invite","room":"@alice,bob","name":"eve"`, "direct-invite"},
			{`"invite","room":"tea","name":"a b"`, "no-name"},
			{`"direct","name":"admin"`, "no-name"},
		} {
			alice.Ask(fmt.Sprintf(`{"id":"x%d","type":%s}`, i, c.request))
			if got := alice.Next(); got["type"] != "error" || got["code"] != c.code || got["text"] == "" {
				t.Errorf("%s is answered with %v, want %s", c.request, got, c.code)
			}
		}
	})
}

func TestPrivateRoomsAreSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob, eve := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter2(t, h, "eve", "")
		alice.Ask(`{"type":"open","room":"den","id":"k1","topic":"plans","private":true}`)
		alice.Wants(`{"type":"room","name":"den","private":true}`)
		alice.Wants(`{"type":"open","private":true}`)
		alice.Ask(`{"type":"say","room":"den","id":"k2","text":"psst"}`)
		alice.Wants(`{"type":"message","seq":2}`)

		// A room that is none of eve's business is like one that is not there.
		for i, request := range []string{
			`"say","id":"x","text":"hi"`, `"join","id":"x"`, `"leave","id":"x"`, `"topic","id":"x","topic":"t"`,
			`"invite","id":"x","name":"eve"`, `"history","limit":9`, `"read","seq":2`, `"typing"`, `"who"`,
			`"edit","id":"x","target":"k2","text":"t"`, `"retract","id":"x","target":"k2"`, `"react","id":"x","target":"k2","emoji":"👍"`,
		} {
			eve.Ask(`{"room":"den","type":` + request + `}`)
			secret := eve.Wants(`{"type":"error","code":"no-room"}`)
			eve.Ask(`{"room":"gap","type":` + request + `}`)
			if nothing := eve.Next(); !reflect.DeepEqual(secret, nothing) {
				t.Errorf("%d: the answers are %v and %v, want the same", i, secret, nothing)
			}
		}
		alice.Ask(`{"type":"typing","room":"den"}`)
		eve.HearsNothing()

		alice.Ask(`{"type":"invite","room":"den","id":"k3","name":"bob"}`)
		bob.Wants(`{"type":"offer","room":"den","seq":3,"from":"alice","topic":"plans","private":true,"members":1}`)
		alice.Wants(`{"type":"invite","seq":3,"offer":true}`)
		alice.Ask(`{"type":"invite","room":"den","id":"k4","name":"bob"}`)
		alice.Wants(`{"type":"room","name":"den","id":"k4","seq":3}`)
		bob.Ask(`{"type":"history","room":"den","limit":9}`)
		bob.Wants(`{"type":"error","code":"no-room"}`)
		bob.Ask(`{"type":"join","room":"den","id":"k5"}`)
		bob.Wants(`{"type":"room","name":"den","seq":3,"topic":"plans","private":true,"members":2}`)
		bob.Wants(`{"type":"join","room":"den","seq":4,"prev":3,"from":"bob"}`)
		bob.Wants(`{"type":"offer","room":"den","over":true}`)
		alice.Wants(`{"type":"join","seq":4}`)
		alice.Ask(`{"type":"invite","room":"den","id":"k6","name":"bob"}`)
		alice.Wants(`{"type":"room","name":"den","id":"k6","seq":4}`)
		bob.Ask(`{"type":"history","room":"den","limit":9}`)
		bob.Wants(`{"type":"page","room":"den","more":false}`)
		eve.HearsNothing()
		late := connect(t, h, "late", "REGISTER late CHAT/2.0")
		late.Want("200 Registration successful")
		late.Ask(`{"type":"hello","rooms":{"den":0}}`)
		if got := late.Wants(`{"type":"welcome"}`); len(got["rooms"].([]any)) != 1 {
			t.Errorf("late is welcomed to %v, want the lobby alone", got["rooms"])
		}
		late.HearsNothing()
	})
}

func TestTwoPeopleHaveOneRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"direct","name":"Bob","id":"k1"}`)
		for _, c := range []*client{alice, bob} {
			c.Wants(`{"type":"room","name":"@alice,bob","private":true,"members":2,"with":["alice","bob"]}`)
			c.Wants(`{"type":"open","room":"@alice,bob","seq":1,"from":"alice","private":true}`)
		}
		bob.Ask(`{"type":"say","room":"@alice,bob","id":"k2","text":"hi"}`)
		alice.Wants(`{"type":"message","room":"@alice,bob","seq":2,"from":"bob"}`)
		bob.Wants(`{"type":"message","seq":2}`)
		bob.Ask(`{"type":"direct","name":"alice","id":"k3"}`)
		bob.Wants(`{"type":"room","name":"@alice,bob","seq":2,"id":"k3"}`)
		bob.Ask(`{"type":"direct","name":"bob","id":"k4"}`) // notes to oneself
		bob.Wants(`{"type":"room","name":"@bob,bob","members":1}`)
		bob.Wants(`{"type":"open","room":"@bob,bob"}`)
		alice.HearsNothing()
	})
}

// Of many at the same time one opens a room; the others are told.
func TestARoomIsOpenedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &sick{memory: newMemory()}
		journal.slow.Store(true)
		h, _ := openOn(t, limits(), journal)
		answers := make(chan string)
		const all = 20
		for i := range all {
			c := enter2(t, h, fmt.Sprint("c", i), "")
			go c.Ask(fmt.Sprintf(`{"type":"open","room":"den","id":"k%d"}`, i))
			go func() {
				got := c.Next()
				for got["type"] == "presence" {
					got = c.Next()
				}
				answers <- got["type"].(string)
			}()
		}
		count := map[string]int{}
		for range all {
			count[<-answers]++
		}
		if count["room"] != 1 || count["error"] != all-1 {
			t.Errorf("the answers are %v, want one room", count)
		}
	})
}

func TestTheRoomsOutliveTheHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		h, shutdown := openOn(t, limits(), journal)
		alice := enter2(t, h, "alice", "")
		go func() {
			alice.Write(`{"type":"open","room":"den","id":"k1","topic":"a","private":true}
{"type":"invite","room":"den","id":"k2","name":"bob"}
{"type":"invite","room":"den","id":"k3","name":"eve"}
{"type":"topic","room":"den","id":"k4","topic":"b"}
{"type":"open","room":"tea","id":"k5"}
{"type":"leave","room":"tea","id":"k6"}
{"type":"direct","name":"bob","id":"k7"}
{"type":"say","room":"den","id":"k8","text":"hi"}
{"type":"read","room":"den","seq":8}
{"type":"quit"}
`)
		}()
		alice.Drain()
		eve := enter2(t, h, "eve", "")
		eve.Ask(`{"type":"join","room":"den","id":"k9"}`)
		eve.Wants(`{"type":"room","name":"den"}`)
		eve.Wants(`{"type":"join"}`)
		eve.Wants(`{"type":"offer","room":"den","over":true}`)
		eve.Ask(`{"type":"leave","room":"den","id":"k10"}`)
		eve.Wants(`{"type":"leave"}`)
		go eve.Drain()
		shutdown()

		h, _ = openOn(t, limits(), journal)
		rooms := func(name string) []any {
			c := connect(t, h, name, "REGISTER "+name+" CHAT/2.0")
			c.Want("200 Registration successful")
			c.Ask(`{"type":"hello"}`)
			return c.Wants(`{"type":"welcome"}`)["rooms"].([]any)
		}
		with := []any{"alice", "bob"}
		if got := rooms("alice"); !reflect.DeepEqual(got, []any{
			map[string]any{"name": "lobby", "seq": 0., "members": 1.},
			map[string]any{"name": "@alice,bob", "seq": 7., "first": 7., "members": 2., "private": true, "with": with},
			map[string]any{"name": "den", "seq": 10., "first": 1., "read": 8., "members": 1., "topic": "b", "private": true},
		}) {
			t.Errorf("alice is in %v", got)
		}
		if got := rooms("bob"); len(got) != 2 {
			t.Errorf("bob is in %v, want the lobby and the one of two", got)
		}
		if got := rooms("eve"); len(got) != 1 {
			t.Errorf("eve is in %v, want the lobby alone", got)
		}
		if h.rooms.byName["tea"] != nil {
			t.Error("a room that nobody is in is still there")
		}
		if h.rooms.byName["den"] == nil || h.rooms.byName[wire.Lobby] == nil {
			t.Error("a room is missing")
		}
	})
}
