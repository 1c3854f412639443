package hub

import (
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
)

func TestWhoIsBlockedHearsThatNothingIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, lap, eve := enter2(t, h, "alice", ""), enter2(t, h, "alice", ""), enter2(t, h, "eve", "")
		eve.Ask(`{"type":"direct","name":"alice","id":"e1"}`)
		for _, c := range []*client{eve, alice, lap} {
			c.Wants(`{"type":"room","name":"@alice,eve"}`)
			c.Wants(`{"type":"open"}`)
		}
		eve.Ask(`{"type":"say","room":"@alice,eve","id":"e2","text":"hi"}`)
		for _, c := range []*client{eve, alice, lap} {
			c.Wants(`{"type":"message","text":"hi"}`)
		}
		eve.opens("trap")
		eve.invites("alice", "trap")
		for _, c := range []*client{alice, lap} {
			c.Wants(`{"type":"offer","room":"trap"}`)
		}

		alice.Ask(`{"type":"block","name":"Eve","id":"b1"}`)
		for _, c := range []*client{alice, lap} {
			c.Wants(`{"type":"blocked","names":["eve"]}`)
			c.Wants(`{"type":"offer","room":"trap","over":true}`)
		}
		alice.Wants(`{"type":"done","id":"b1"}`)
		alice.does(`"block","name":"eve"`, "b2")
		alice.Ask(`{"type":"decline","room":"trap","id":"d"}`) // which she does not see any more
		alice.Wants(`{"type":"error","code":"no-offer","id":"d"}`)

		for i, request := range []string{
			`"say","room":"@alice,eve","text":"why?"`,
			`"edit","room":"@alice,eve","target":"e2","text":"worse"`,
			`"react","room":"@alice,eve","target":"e2","emoji":"👍"`,
			`"invite","room":"trap2","name":"alice"`,
			`"invite","room":"trap2","name":"ALICE"`,
		} {
			if i == 3 {
				eve.opens("trap2")
			}
			eve.Ask(fmt.Sprintf(`{"id":"x%d","type":%s}`, i, request))
			eve.Wants(fmt.Sprintf(`{"type":"error","code":"not-taken","id":"x%d","params":{"name":"alice"}}`, i))
		}
		eve.Ask(`{"type":"typing","room":"@alice,eve"}`)
		eve.Wants(`{"type":"error","code":"not-taken","request":"typing"}`)
		eve.Ask(`{"type":"say","room":"@alice,eve","id":"e2","text":"hi"}`) // what was said before is there
		eve.Wants(`{"type":"message","id":"e2"}`)
		alice.HearsNothing()

		// Nor does who blocks somebody write to them.
		alice.Ask(`{"type":"say","room":"@alice,eve","id":"a1","text":"ha"}`)
		alice.Wants(`{"type":"error","code":"you-block","id":"a1"}`)
		// What was said can be taken back, and in common rooms nothing is different.
		eve.Ask(`{"type":"retract","room":"@alice,eve","id":"e3","target":"e2"}`)
		eve.Ask(`{"type":"say","room":"lobby","id":"e4","text":"all"}`)
		for _, c := range []*client{eve, alice, lap} {
			c.Wants(`{"type":"retract","id":"e3"}`)
			c.Wants(`{"type":"message","id":"e4"}`)
		}

		late := connect(t, h, "alice", "REGISTER alice CHAT/2.0")
		late.Want("200 Registration successful")
		late.Ask(`{"type":"hello"}`)
		welcome := late.Wants(`{"type":"welcome"}`)
		if got := welcome["blocked"]; !reflect.DeepEqual(got, map[string]any{"names": []any{"eve"}}) || welcome["offers"] != nil {
			t.Errorf("a device that comes later is welcomed with %v", welcome)
		}
		late.Ask(`{"type":"unblock","name":"eve","id":"u"}`)
		for _, c := range []*client{late, alice, lap} {
			c.Wants(`{"type":"blocked","names":["eve"],"off":true}`)
			c.Wants(`{"type":"offer","room":"trap","from":"eve"}`)
		}
		late.Wants(`{"type":"done"}`)
		eve.Ask(`{"type":"say","room":"@alice,eve","id":"e5","text":"thanks"}`)
		eve.Wants(`{"type":"message","id":"e5"}`)
	})
}

func TestNobodyBlocksThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice := enter2(t, h, "alice", "")
		alice.Ask(`{"type":"block","name":"Alice","id":"b"}`)
		alice.Wants(`{"type":"error","code":"own-name","request":"block","id":"b"}`)
	})
}
