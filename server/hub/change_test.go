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

		alice.ask(`{"type":"open","room":"tea","key":"k1","topic":"leaves"}`)
		alice.wants(`{"type":"room","name":"tea","seq":0,"topic":"leaves","members":1}`)
		alice.wants(`{"type":"open","room":"tea","seq":1,"prev":0,"from":"alice","topic":"leaves"}`)
		bob.ask(`{"type":"say","room":"tea","key":"k0","text":"?"}`)
		bob.wants(`{"type":"error","code":"not-member","request":"say","key":"k0"}`)

		bob.ask(`{"type":"join","room":"tea","key":"k2"}`)
		bob.wants(`{"type":"room","name":"tea","seq":1,"topic":"leaves","members":2}`)
		bob.wants(`{"type":"join","room":"tea","seq":2,"prev":1,"from":"bob"}`)
		alice.wants(`{"type":"join","room":"tea","seq":2,"from":"bob"}`)
		bob.ask(`{"type":"join","room":"tea","key":"k3"}`) // there already
		bob.wants(`{"type":"room","name":"tea","seq":2,"members":2,"key":"k3"}`)

		bob.ask(`{"type":"topic","room":"tea","key":"k4","topic":"green"}`)
		alice.wants(`{"type":"topic","room":"tea","seq":3,"from":"bob","topic":"green"}`)
		bob.wants(`{"type":"topic","seq":3}`)
		bob.ask(`{"type":"who","room":"tea"}`)
		if got := bob.wants(`{"type":"present","room":"tea"}`); !reflect.DeepEqual(got["names"], []any{"alice", "bob"}) {
			t.Errorf("in the room are %v", got["names"])
		}

		bob.ask(`{"type":"leave","room":"tea","key":"k5"}`)
		bob.wants(`{"type":"leave","room":"tea","seq":4,"from":"bob"}`)
		alice.wants(`{"type":"leave","seq":4}`)
		alice.ask(`{"type":"say","room":"tea","key":"k6","text":"alone"}`)
		alice.wants(`{"type":"message","room":"tea","seq":5,"prev":4}`)
		bob.hearsNothing()
		eve.hearsNothing()
		bob.ask(`{"type":"leave","room":"tea","key":"k7"}`)
		bob.wants(`{"type":"error","code":"not-member","request":"leave"}`)
	})
}

func TestWhatCannotBeChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice := enter2(t, h, "alice", "")
		alice.ask(`{"type":"open","room":"tea","key":"k1"}`)
		alice.wants(`{"type":"room"}`)
		alice.wants(`{"type":"open"}`)
		alice.ask(`{"type":"direct","name":"bob","key":"k2"}`)
		alice.wants(`{"type":"room","name":"@alice,bob"}`)
		alice.wants(`{"type":"open"}`)
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
			alice.ask(fmt.Sprintf(`{"key":"x%d","type":%s}`, i, c.request))
			if got := alice.next(); got["type"] != "error" || got["code"] != c.code || got["text"] == "" {
				t.Errorf("%s is answered with %v, want %s", c.request, got, c.code)
			}
		}
	})
}

func TestPrivateRoomsAreSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob, eve := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter2(t, h, "eve", "")
		alice.ask(`{"type":"open","room":"den","key":"k1","topic":"plans","private":true}`)
		alice.wants(`{"type":"room","name":"den","private":true}`)
		alice.wants(`{"type":"open","private":true}`)
		alice.ask(`{"type":"say","room":"den","key":"k2","text":"psst"}`)
		alice.wants(`{"type":"message","seq":2}`)

		// A room that is none of eve's business is like one that is not there.
		for i, request := range []string{
			`"say","key":"x","text":"hi"`, `"join","key":"x"`, `"leave","key":"x"`, `"topic","key":"x","topic":"t"`,
			`"invite","key":"x","name":"eve"`, `"history","limit":9`, `"read","seq":2`, `"typing"`, `"who"`,
			`"edit","key":"x","target":"k2","text":"t"`, `"retract","key":"x","target":"k2"`, `"react","key":"x","target":"k2","emoji":"👍"`,
		} {
			eve.ask(`{"room":"den","type":` + request + `}`)
			secret := eve.wants(`{"type":"error","code":"no-room"}`)
			eve.ask(`{"room":"gap","type":` + request + `}`)
			if nothing := eve.next(); !reflect.DeepEqual(secret, nothing) {
				t.Errorf("%d: the answers are %v and %v, want the same", i, secret, nothing)
			}
		}
		alice.ask(`{"type":"typing","room":"den"}`)
		eve.hearsNothing()

		alice.ask(`{"type":"invite","room":"den","key":"k3","name":"bob"}`)
		bob.wants(`{"type":"room","name":"den","seq":2,"topic":"plans","private":true,"members":2}`)
		bob.wants(`{"type":"invite","room":"den","seq":3,"prev":2,"from":"alice","name":"bob"}`)
		alice.wants(`{"type":"invite","seq":3}`)
		alice.ask(`{"type":"invite","room":"den","key":"k4","name":"bob"}`)
		alice.wants(`{"type":"room","name":"den","key":"k4","seq":3}`)
		bob.ask(`{"type":"history","room":"den","limit":9}`)
		bob.wants(`{"type":"page","room":"den","more":false}`)
		eve.hearsNothing()
		late := connect(t, h, "late", "REGISTER late CHAT/2.0")
		late.want("200 Registration successful")
		late.ask(`{"type":"hello","rooms":{"den":0}}`)
		if got := late.wants(`{"type":"welcome"}`); len(got["rooms"].([]any)) != 1 {
			t.Errorf("late is welcomed to %v, want the lobby alone", got["rooms"])
		}
		late.hearsNothing()
	})
}

func TestTwoPeopleHaveOneRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.ask(`{"type":"direct","name":"Bob","key":"k1"}`)
		for _, c := range []*client{alice, bob} {
			c.wants(`{"type":"room","name":"@alice,bob","private":true,"members":2,"with":["alice","bob"]}`)
			c.wants(`{"type":"open","room":"@alice,bob","seq":1,"from":"alice","private":true}`)
		}
		bob.ask(`{"type":"say","room":"@alice,bob","key":"k2","text":"hi"}`)
		alice.wants(`{"type":"message","room":"@alice,bob","seq":2,"from":"bob"}`)
		bob.wants(`{"type":"message","seq":2}`)
		bob.ask(`{"type":"direct","name":"alice","key":"k3"}`)
		bob.wants(`{"type":"room","name":"@alice,bob","seq":2,"key":"k3"}`)
		bob.ask(`{"type":"direct","name":"bob","key":"k4"}`) // notes to oneself
		bob.wants(`{"type":"room","name":"@bob,bob","members":1}`)
		bob.wants(`{"type":"open","room":"@bob,bob"}`)
		alice.hearsNothing()
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
			go c.ask(fmt.Sprintf(`{"type":"open","room":"den","key":"k%d"}`, i))
			go func() {
				got := c.next()
				for got["type"] == "presence" {
					got = c.next()
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
			alice.write(`{"type":"open","room":"den","key":"k1","topic":"a","private":true}
{"type":"invite","room":"den","key":"k2","name":"bob"}
{"type":"invite","room":"den","key":"k3","name":"eve"}
{"type":"topic","room":"den","key":"k4","topic":"b"}
{"type":"open","room":"tea","key":"k5"}
{"type":"leave","room":"tea","key":"k6"}
{"type":"direct","name":"bob","key":"k7"}
{"type":"say","room":"den","key":"k8","text":"hi"}
{"type":"read","room":"den","seq":8}
{"type":"quit"}
`)
		}()
		alice.drain()
		eve := enter2(t, h, "eve", "")
		eve.ask(`{"type":"leave","room":"den","key":"k9"}`)
		eve.wants(`{"type":"leave"}`)
		go eve.drain()
		shutdown()

		h, _ = openOn(t, limits(), journal)
		rooms := func(name string) []any {
			c := connect(t, h, name, "REGISTER "+name+" CHAT/2.0")
			c.want("200 Registration successful")
			c.ask(`{"type":"hello"}`)
			return c.wants(`{"type":"welcome"}`)["rooms"].([]any)
		}
		with := []any{"alice", "bob"}
		if got := rooms("alice"); !reflect.DeepEqual(got, []any{
			map[string]any{"name": "lobby", "seq": 0., "members": 1.},
			map[string]any{"name": "@alice,bob", "seq": 7., "first": 7., "members": 2., "private": true, "with": with},
			map[string]any{"name": "den", "seq": 9., "first": 1., "read": 8., "members": 2., "topic": "b", "private": true},
		}) {
			t.Errorf("alice is in %v", got)
		}
		if got := rooms("bob"); len(got) != 3 {
			t.Errorf("bob is in %v, want three rooms", got)
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
