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
			alice.Wants(like)
			bob.Wants(like)
		}
		alice.Ask(`{"type":"say","room":"lobby","id":"m","text":"lnuch?"}`)
		old.Want("@alice: lnuch?")
		both(`{"type":"message","seq":1}`)
		alice.Ask(`{"type":"edit","room":"lobby","id":"e","target":"m","text":"lunch? <now>"}`)
		both(`{"type":"edit","seq":2,"prev":1,"from":"alice","target":"m","text":"lunch? <now>"}`)
		bob.Ask(`{"type":"react","room":"lobby","id":"r1","target":"m","emoji":"👍"}`)
		both(`{"type":"react","seq":3,"from":"bob","target":"m","emoji":"👍"}`)
		bob.Ask(`{"type":"react","room":"lobby","id":"r2","target":"m","emoji":"👍","off":true}`)
		both(`{"type":"react","seq":4,"target":"m","emoji":"👍","off":true}`)
		bob.Ask(`{"type":"say","room":"lobby","id":"a","text":"yes","reply_to":"m"}`)
		both(`{"type":"message","seq":5,"text":"yes","reply_to":"m"}`)
		old.Want("@bob: yes") // and nothing of the rest
		alice.Ask(`{"type":"retract","room":"lobby","id":"x","target":"m"}`)
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
		alice.Ask(`{"type":"say","room":"lobby","id":"m","text":"oops"}`)
		bob.Wants(`{"type":"message","seq":1}`)
		const retract = `{"type":"retract","room":"lobby","id":"x","target":"m"}`
		alice.Ask(retract)
		bob.Wants(`{"type":"retract","seq":2}`)
		alice.Wants(`{"type":"message"}`)
		alice.Wants(`{"type":"retract"}`)
		journal.mu.Lock() // as a disk does
		gone := *journal.known["m"]
		gone.Body = wire.RemovedBody(gone.Body)
		journal.events[0], journal.known["m"] = &gone, &gone
		journal.mu.Unlock()

		alice.Ask(retract)
		alice.Wants(`{"type":"retract","seq":2,"id":"x"}`)
		for _, c := range []*client{alice, bob} {
			for _, request := range []string{`"retract"`, `"react","emoji":"👍"`, `"edit","text":"y"`} {
				c.Ask(`{"id":"new","room":"lobby","target":"m","type":` + request + `}`)
				c.Wants(`{"type":"error","id":"new","code":"message-removed"}`)
			}
			c.Ask(`{"type":"retract","room":"lobby","id":"m","target":"m"}`) // the key of something else
			c.Wants(`{"type":"error","id":"m","code":"message-removed"}`)
		}
		bob.Ask(retract) // somebody else's key
		bob.Wants(`{"type":"error","id":"x","code":"message-removed"}`)

		journal.mu.Lock() // it was older than what is kept
		delete(journal.known, "m")
		journal.mu.Unlock()
		alice.Ask(retract)
		alice.Wants(`{"type":"retract","seq":2,"id":"x"}`)
		bob.Ask(retract)
		bob.Wants(`{"type":"error","id":"x","code":"no-target"}`)
	})
}

func TestOnlyOnesOwnMessagesAreChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"open","room":"den","id":"o","private":true}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open","seq":1}`)
		alice.Ask(`{"type":"say","room":"den","id":"secret","text":"psst"}`)
		alice.Wants(`{"type":"message","seq":2}`)
		alice.Ask(`{"type":"say","room":"lobby","id":"m","text":"hi"}`)
		alice.Wants(`{"type":"message","seq":3}`)
		bob.Wants(`{"type":"message","seq":3}`)

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
			bob.Ask(`{"id":"new","type":` + request + `}`)
			got := bob.Wants(`{"type":"error","id":"new","code":"` + code + `"}`)
			if got["text"] == "" {
				t.Errorf("%s: there is no sentence", request)
			}
		}
		alice.HearsNothing()
	})
}
