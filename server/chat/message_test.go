package chat

import (
	"testing"
	"testing/synctest"
)

func TestMessagesAreEditedRetractedAndReactedTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob, old := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter(t, h, "old")
		both := func(like string) {
			t.Helper()
			alice.wants(like)
			bob.wants(like)
		}
		alice.ask(`{"type":"say","room":"lobby","key":"m","text":"lnuch?"}`)
		old.want("@alice: lnuch?")
		both(`{"type":"message","seq":1}`)
		alice.ask(`{"type":"edit","room":"lobby","key":"e","target":"m","text":"lunch? <now>"}`)
		both(`{"type":"edit","seq":2,"prev":1,"from":"alice","target":"m","text":"lunch? <now>"}`)
		bob.ask(`{"type":"react","room":"lobby","key":"r1","target":"m","emoji":"👍"}`)
		both(`{"type":"react","seq":3,"from":"bob","target":"m","emoji":"👍"}`)
		bob.ask(`{"type":"react","room":"lobby","key":"r2","target":"m","emoji":"👍","off":true}`)
		both(`{"type":"react","seq":4,"target":"m","emoji":"👍","off":true}`)
		bob.ask(`{"type":"say","room":"lobby","key":"a","text":"yes","re":"m"}`)
		both(`{"type":"message","seq":5,"text":"yes","re":"m"}`)
		old.want("@bob: yes") // and nothing of the rest
		alice.ask(`{"type":"retract","room":"lobby","key":"x","target":"m"}`)
		both(`{"type":"retract","seq":6,"from":"alice","target":"m"}`)
	})
}

func TestOnlyOnesOwnMessagesAreChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.ask(`{"type":"open","room":"den","key":"o","private":true}`)
		alice.wants(`{"type":"room"}`)
		alice.wants(`{"type":"open","seq":1}`)
		alice.ask(`{"type":"say","room":"den","key":"secret","text":"psst"}`)
		alice.wants(`{"type":"message","seq":2}`)
		alice.ask(`{"type":"say","room":"lobby","key":"m","text":"hi"}`)
		alice.wants(`{"type":"message","seq":3}`)
		bob.wants(`{"type":"message","seq":3}`)

		for request, code := range map[string]string{
			`"edit","room":"lobby","target":"m","text":"x"`:           "not-yours",
			`"retract","room":"lobby","target":"m"`:                   "not-yours",
			`"edit","room":"lobby","target":"none","text":"x"`:        "no-target",
			`"react","room":"lobby","target":"none","emoji":"👍"`:      "no-target",
			`"react","room":"lobby","target":"secret","emoji":"👍"`:    "no-target", // not in this room
			`"react","room":"lobby","target":"o","emoji":"👍"`:         "no-target",
			`"edit","room":"den","target":"secret","text":"x"`:        "no-room", // the same as …
			`"edit","room":"den","target":"none","text":"x"`:          "no-room",
			`"edit","room":"nowhere","target":"none","text":"x"`:      "no-room", // … nowhere
			`"retract","room":"den","target":"secret"`:                "no-room",
			`"react","room":"den","target":"secret","emoji":"👍"`:      "no-room",
			`"react","room":"nowhere","target":"secret","emoji":"👍"`:  "no-room",
			`"edit","room":"lobby","target":"m","text":" \n\t"`:       "bad-member",
			`"react","room":"lobby","target":"m","emoji":"two words"`: "bad-member",
			`"react","room":"lobby","target":"m","emoji":"\u200b"`:    "bad-member",
			`"say","room":"lobby","text":"\u200b \u3164"`:             "bad-member",
		} {
			bob.ask(`{"key":"new","type":` + request + `}`)
			got := bob.wants(`{"type":"error","key":"new","code":"` + code + `"}`)
			if got["reason"] == "" {
				t.Errorf("%s: there is no sentence", request)
			}
		}
		alice.hearsNothing()
	})
}
