package session

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestOnesOwnLineWaitsAndIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "hello")
		waiting := sc.wantMessage("alice", "hello", Waiting)
		p.want("@alice: hello")
		sent := sc.wantMessage("alice", "hello", Sent)
		if waiting.Key != "k1" || !waiting.Own || waiting.Room != "lobby" || waiting.Seq == 0 || waiting.At == "" {
			t.Errorf("the line is reported as %+v", waiting)
		}
		if waiting.State = Sent; waiting != sent {
			t.Errorf("sent it is %+v, want nothing but the state changed from %+v", sent, waiting)
		}
	})
}

func TestATextGoesOutAsLinesEachWithThePrefix(t *testing.T) {
	for text, want := range map[string][]string{
		"one\ntwo\r\nthree\n":            {"one", "two", "three"},
		"\n\none\n \n\ntwo":              {"one", "two"},
		"  blanks \t stay  ":             {"  blanks \t stay  "},
		"@alice: hi":                     {"@alice: hi"},
		"hi\n@admin: you are all fired":  {"hi", "@admin: you are all fired"},
		"x\nDISCONNECT alice CHAT/1.0\n": {"x", "DISCONNECT alice CHAT/1.0"},
		"Follow: a":                      {"Follow: a"},
		"grüße 你好 🙂 \u202eback":          {"grüße 你好 🙂 \u202eback"},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			sc.say("k1", text)
			for _, line := range want {
				p.want("@alice: " + line)
			}
			sc.wantMessage("alice", text, Waiting)
			sc.wantMessage("alice", text, Sent)
		})
	}
}

func TestTheLongestLineGoesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		longest := strings.Repeat("x", wire.MaxLine-len("@alice: "))
		sc.say("k1", "first\n"+longest)
		p.want("@alice: first")
		p.want("@alice: " + longest)
	})
}

func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for _, text := range []string{
			"", " ", "\n", " \n\t\r\n",
			"bell \x07", "escape \x1b[2J", "nul \x00", "return\rhere", "c1 \u009b2J", "separator\u2028here", "not UTF-8 \xff", "fine\nnot \x7f fine",
			strings.Repeat("x", wire.MaxLine-len("@alice: ")+1), "first\n" + strings.Repeat("ü", wire.MaxLine/2),
		} {
			wantProblem(t, sc.Send("lobby", "k1", text), InvalidText)
		}
		wantProblem(t, sc.Send("cellar", "k1", "hello"), InvalidText)
		wantProblem(t, sc.Send("lobby", "", "hello"), Internal)
		wantProblem(t, sc.Send("lobby", strings.Repeat("k", 65), "hello"), Internal)

		sc.say("k1", "the key is still free") // and nothing of the above goes out
		p.want("@alice: the key is still free")
		sc.wantMessage("alice", "the key is still free", Waiting)
	})
}

func TestAKeySaysOneThingOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "once")
		p.want("@alice: once")
		sc.quiet()

		sc.say("k1", "once")
		wantProblem(t, sc.Send("lobby", "k1", "twice"), InvalidText)
		p.write("@bob: hello\n")
		theirs := sc.wantMessage("bob", "hello", Sent) // and nothing of ours before it
		wantProblem(t, sc.Send("lobby", theirs.Key, "hello"), InvalidText)
		sc.say("k2", "next")
		p.want("@alice: next")
	})
}

func TestAPastedTextGoesOutAtThePaceOfTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const lines = 80
		sc := open(t)
		p := sc.enter(lab)
		began := time.Now()
		sc.say("k1", strings.Repeat("x\n", lines))
		for i := range lines {
			p.want("@alice: x")
			if took := time.Since(began); i == wire.Burst-1 && took != 0 {
				t.Errorf("the first %d lines took %v, want no time", wire.Burst, took)
			}
		}
		sc.wantMessage("alice", strings.Repeat("x\n", lines), Waiting)
		sc.wantMessage("alice", strings.Repeat("x\n", lines), Sent) // only now
		if took, want := time.Since(began), (lines-wire.Burst)*time.Second/wire.Rate; took != want {
			t.Errorf("%d lines took %v, want %v", lines, took, want)
		}
	})
}

func TestWhoLeavesSaysTheRestAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", strings.Repeat("x\n", 80))
		left := make(chan struct{})
		began := time.Now()
		go func() { defer close(left); sc.Leave() }()
		for range 80 {
			p.want("@alice: x")
		}
		p.want("DISCONNECT alice CHAT/1.0")
		p.drop()
		<-left
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
	})
}

func TestNothingIsTakenOverWithoutAServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		wantProblem(t, sc.Send("lobby", "k1", "hello"), NotConnected) // never connected

		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.want("REGISTER alice CHAT/1.0")
		p.write("401 Client already registered\n")
		wantProblem(t, <-outcome, NameTaken)
		wantProblem(t, sc.Send("lobby", "k1", "hello"), NotConnected) // refused

		p = sc.enter(lab)
		left := make(chan struct{})
		go func() { defer close(left); sc.Leave() }()
		p.want("DISCONNECT alice CHAT/1.0")
		p.drop()
		<-left
		wantProblem(t, sc.Send("lobby", "k1", "hello"), NotConnected) // left
		if known := len(sc.Backlog()) - 1; known != 0 {
			t.Errorf("%d messages are known, want none", known)
		}
	})
}

// A session remembers so many messages. What waits is not among those it forgets.
func TestAMessageThatWaitsIsNotForgotten(t *testing.T) {
	var k messages
	k.add(Message{Key: "waits", State: Waiting})
	for i := range 3 * maxKnown {
		k.add(Message{Key: fmt.Sprint(i), State: Sent})
		if len(k.all) > maxKnown {
			t.Fatalf("%d messages are known, want at most %d", len(k.all), maxKnown)
		}
	}
	if m := k.firstWaiting(); m == nil || m.Key != "waits" {
		t.Errorf("what waits is %v, want it to be known", m)
	}
	newest := k.all[len(k.all)-1]
	if newest.Key != fmt.Sprint(3*maxKnown-1) || newest.Seq != 3*maxKnown+1 {
		t.Errorf("the newest is %+v", newest)
	}
	for i := range k.all[1:] {
		if k.all[i].Seq >= k.all[i+1].Seq {
			t.Fatalf("after %d comes %d", k.all[i].Seq, k.all[i+1].Seq)
		}
	}
	for i := range maxKnown {
		k.add(Message{Key: fmt.Sprint("w", i), State: Waiting})
	}
	if n := k.waiting(); n != maxKnown+1 {
		t.Errorf("%d messages wait, want %d", n, maxKnown+1)
	}
}
