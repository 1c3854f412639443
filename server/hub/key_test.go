package hub

import (
	"fmt"
	"testing"
	"testing/synctest"
)

func TestTheSameKeyIsTheSameEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		h, _ := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		const say = `{"type":"say","room":"lobby","id":"k1","text":"once"}`
		alice.Ask(say)
		first := alice.Wants(`{"type":"message","seq":1,"text":"once"}`)
		bob.Wants(`{"type":"message","seq":1}`)
		bob.Ask(`{"type":"say","room":"lobby","id":"k2","text":"more"}`)
		bob.Wants(`{"type":"message","seq":2}`)
		alice.Wants(`{"type":"message","seq":2}`)

		alice.Ask(say)
		if again := alice.Wants(`{"type":"message","seq":1,"prev":0,"text":"once"}`); again["at"] != first["at"] {
			t.Errorf("the second time it was at %v, want %v", again["at"], first["at"])
		}
		other := enter2(t, h, "alice", "") // another connection
		other.Ask(say)
		other.Wants(`{"type":"message","seq":1}`)
		bob.HearsNothing()
		alice.HearsNothing()

		// Twice before it is stored: one event, heard once.
		alice.Write(`{"type":"say","room":"lobby","id":"k3","text":"twice"}` + "\n" + `{"type":"say","room":"lobby","id":"k3","text":"twice"}` + "\n")
		alice.Wants(`{"type":"message","seq":3,"prev":2}`)
		alice.HearsNothing()
		if n := journal.Seq(); n != 3 {
			t.Errorf("%d events are stored, want 3", n)
		}
	})
}

// What is said a second time comes after what was said before it, although that
// has not been fanned out yet.
func TestARepeatedMessageComesInItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &sick{memory: newMemory()}
		journal.deaf.Store(true)
		h, _ := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		bob.Ask(`{"type":"say","room":"lobby","id":"k1","text":"one"}`)
		synctest.Wait()
		for range 2 {
			alice.Ask(`{"type":"say","room":"lobby","id":"k2","text":"two"}`)
			synctest.Wait()
		}
		journal.deaf.Store(false)
		for _, seq := range []int{1, 2, 2} {
			alice.Wants(fmt.Sprintf(`{"type":"message","seq":%d}`, seq))
		}
		go bob.Drain()
	})
}

// A newer client's attribute reaches everybody, and is part of what a key means.
func TestAMessageBringsWhatTheServerDoesNotKnow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob, old := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter(t, h, "old")
		say := func(mood string) string {
			return `{"type":"say","room":"lobby","id":"k1","text":"hi","mood":` + mood + `}`
		}
		alice.Ask(say(`{"of":[1,2]}`))
		for _, c := range []*client{alice, bob} {
			if got := c.Wants(`{"type":"message","seq":1,"text":"hi","mood":{"of":[1,2]}}`); got["guest"] != nil {
				t.Errorf("it is a guest's: %v", got)
			}
		}
		old.Want("@alice: hi")
		alice.Ask(say(`{"of": [1, 2] }`)) // the same, written another way
		alice.Wants(`{"type":"message","seq":1}`)
		alice.Ask(say(`{"of":[1]}`))
		alice.Wants(`{"type":"error","code":"id-reused","id":"k1"}`)
		bob.Ask(`{"type":"history","room":"lobby","limit":1}`)
		if page := bob.Wants(`{"type":"page"}`); page["events"].([]any)[0].(map[string]any)["mood"] == nil {
			t.Errorf("history has not what was said: %v", page)
		}
		bob.Ask(`{"type":"say","room":"lobby","id":"k2","text":"hi","mood":{"of":[1}}`)
		bob.Wants(`{"type":"error","code":"bad-json"}`)
	})
}

func TestAKeyIsNotReused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"say","room":"lobby","id":"k1","text":"mine"}`)
		alice.Wants(`{"type":"message","seq":1}`)
		bob.Wants(`{"type":"message","seq":1}`)

		for _, request := range []string{
			`{"type":"say","room":"lobby","id":"k1","text":"other"}`,
			`{"type":"say","room":"lobby","id":"k1","text":"mine","reply_to":"k1"}`,
			`{"type":"react","room":"lobby","id":"k1","target":"k1","emoji":"👍"}`,
			`{"type":"open","room":"den","id":"k1"}`,
		} {
			alice.Ask(request)
			alice.Wants(`{"type":"error","code":"id-reused","id":"k1"}`)
		}
		bob.Ask(`{"type":"say","room":"lobby","id":"k1","text":"mine"}`)
		bob.Wants(`{"type":"error","code":"id-reused","id":"k1"}`)
		// The rest of a piece is stored.
		alice.Write(`{"type":"say","room":"lobby","id":"k1","text":"x"}` + "\n" + `{"type":"say","room":"lobby","id":"k2","text":"y"}` + "\n")
		heard := map[any]bool{} // an error and an event may come in either order
		for range 2 {
			line := alice.Next()
			heard[fmt.Sprint(line["type"], " ", line["id"])] = true
		}
		if !heard["error k1"] || !heard["message k2"] {
			t.Errorf("alice hears %v, want the error for k1 and the message k2", heard)
		}
		bob.Wants(`{"type":"message","seq":2,"text":"y"}`)
	})
}

// What somebody said in a room is answered again although they have left it.
func TestAKeyIsKnownBehindTheDoor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"open","room":"den","id":"k1","private":true}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		alice.Ask(`{"type":"invite","room":"den","id":"k0","name":"bob"}`) // or else it ends
		alice.Wants(`{"type":"invite"}`)
		bob.Wants(`{"type":"offer"}`)
		bob.Ask(`{"type":"join","room":"den","id":"kb"}`)
		bob.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"join"}`)
		go bob.Drain()
		alice.Ask(`{"type":"say","room":"den","id":"k2","text":"bye"}`)
		alice.Wants(`{"type":"message","seq":4}`)
		alice.Ask(`{"type":"leave","room":"den","id":"k3"}`)
		alice.Wants(`{"type":"leave","seq":5}`)
		alice.Ask(`{"type":"say","room":"den","id":"k2","text":"bye"}`)
		alice.Wants(`{"type":"message","seq":4,"text":"bye"}`)
		alice.Ask(`{"type":"leave","room":"den","id":"k3"}`)
		alice.Wants(`{"type":"leave","seq":5}`)
		alice.Ask(`{"type":"say","room":"den","id":"k4","text":"hello?"}`)
		alice.Wants(`{"type":"error","code":"no-room","request":"say","id":"k4"}`)
	})
}

// The keys that the server makes nobody else can make: who had stored events
// under the next ones would have the lines of CHAT/1.0 refused.
func TestNobodyMakesTheServersKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter(t, h, "bob")
		keys := map[string]bool{}
		for i := range 3 {
			bob.Say(fmt.Sprint("line ", i))
			keys[alice.Wants(`{"type":"message","from":"bob"}`)["id"].(string)] = true
		}
		for key := range keys {
			next := key[:len(key)-1] + "A" // as one would guess it
			alice.Ask(`{"type":"say","room":"lobby","id":"` + next + `","text":"mine"}`)
			alice.Wants(`{"type":"error","code":"bad-member","request":"say"}`)
			alice.Ask(`{"type":"react","room":"lobby","id":"r` + key[1:] + `","target":"` + key + `","emoji":"👍"}`) // as a target it is one like any other
			alice.Wants(`{"type":"react","target":"` + key + `"}`)
			if len(key) != 27 {
				t.Errorf("the server's key %q is not random", key)
			}
		}
		if len(keys) != 3 {
			t.Errorf("the keys of three lines are %v", keys)
		}
	})
}
