package hub

import (
	"testing"
	"testing/synctest"
)

func TestEveryMemberPinsAndUnpins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		both := func(event string) {
			t.Helper()
			alice.Wants(event)
			bob.Wants(event)
		}
		alice.Ask(`{"type":"say","room":"lobby","id":"m","text":"wifi: 1234"}`)
		both(`{"type":"message","seq":1}`)
		bob.Ask(`{"type":"pin","room":"lobby","id":"p1","target":"m"}`) // another user's
		both(`{"type":"pin","seq":2,"from":"bob","id":"p1","target":"m"}`)
		bob.Ask(`{"type":"pin","room":"lobby","id":"p1","target":"m"}`)
		bob.Wants(`{"type":"pin","seq":2,"id":"p1"}`)
		alice.Ask(`{"type":"pin","room":"lobby","id":"p2","target":"m","off":true}`)
		both(`{"type":"pin","seq":3,"from":"alice","target":"m","off":true}`)
		bob.Ask(`{"type":"open","room":"den","id":"o"}`)
		bob.Wants(`{"type":"room"}`)
		bob.Wants(`{"type":"open"}`)
		for request, code := range map[string]string{
			`"room":"lobby","target":"none"`: "no-target",
			`"room":"den","target":"m"`:      "not-member",
		} {
			alice.Ask(`{"type":"pin","id":"new",` + request + `}`)
			alice.Wants(`{"type":"error","id":"new","request":"pin","code":"` + code + `"}`)
		}
	})
}
