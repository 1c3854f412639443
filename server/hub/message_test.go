package hub

import (
	"testing"
	"testing/synctest"

	"confab/server/wire"
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

// A message that is not there any more is not spoken of, but who has taken it
// back and has not heard so asks again, and hears it.
func TestWhatHasBeenSaidOfAMessageIsKnownWhenItIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		h, _ := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.ask(`{"type":"say","room":"lobby","key":"m","text":"oops"}`)
		bob.wants(`{"type":"message","seq":1}`)
		const retract = `{"type":"retract","room":"lobby","key":"x","target":"m"}`
		alice.ask(retract)
		bob.wants(`{"type":"retract","seq":2}`)
		alice.wants(`{"type":"message"}`)
		alice.wants(`{"type":"retract"}`)
		journal.mu.Lock() // as a disk does
		gone := *journal.known["m"]
		gone.Body = wire.RemovedBody(gone.Body)
		journal.events[0], journal.known["m"] = &gone, &gone
		journal.mu.Unlock()

		alice.ask(retract)
		alice.wants(`{"type":"retract","seq":2,"key":"x"}`)
		for _, c := range []*client{alice, bob} {
			for _, request := range []string{`"retract"`, `"react","emoji":"👍"`, `"edit","text":"y"`} {
				c.ask(`{"key":"new","room":"lobby","target":"m","type":` + request + `}`)
				c.wants(`{"type":"error","key":"new","code":"message-removed"}`)
			}
			c.ask(`{"type":"retract","room":"lobby","key":"m","target":"m"}`) // the key of something else
			c.wants(`{"type":"error","key":"m","code":"message-removed"}`)
		}
		bob.ask(retract) // somebody else's key
		bob.wants(`{"type":"error","key":"x","code":"message-removed"}`)

		journal.mu.Lock() // it was older than what is kept
		delete(journal.known, "m")
		journal.mu.Unlock()
		alice.ask(retract)
		alice.wants(`{"type":"retract","seq":2,"key":"x"}`)
		bob.ask(retract)
		bob.wants(`{"type":"error","key":"x","code":"no-target"}`)
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
			if got["text"] == "" {
				t.Errorf("%s: there is no sentence", request)
			}
		}
		alice.hearsNothing()
	})
}
