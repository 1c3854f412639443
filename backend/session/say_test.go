package session

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestOnesOwnMessageWaitsUntilItsEcho(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.says("bob", "before")
		sc.wantMessage("bob", "before", Sent)
		sc.say("k1", "hello")
		waiting := sc.wantMessage("alice", "hello", Waiting)
		if waiting.ID != "k1" || !waiting.Own || waiting.Room != "lobby" || waiting.Seq != 0 || waiting.At.IsZero() {
			t.Errorf("the message is reported as %+v", waiting)
		}
		if at := sc.wantState(Online); at.Waiting != 1 {
			t.Errorf("%d requests wait, want 1", at.Waiting)
		}
		p.wantSay("k1", "hello")
		if messages := sc.quiet(); len(messages) != 0 || sc.At().Waiting != 1 {
			t.Errorf("before the echo %+v is reported and %d wait", messages, sc.At().Waiting)
		}
		<-time.After(time.Second)
		echo := sc.make(wire.MessageType, wire.Lobby, "alice", "k1", wire.Message{Text: "hello"})
		p.send(echo)
		sent := sc.wantMessage("alice", "hello", Sent)
		if sent.ID != "k1" || !sent.Own || sent.Seq <= 1 || sent.At == waiting.At {
			t.Errorf("the echo is reported as %+v", sent)
		}
		if at := sc.wantState(Online); at.Waiting != 0 {
			t.Errorf("%d requests wait, want none", at.Waiting)
		}

		p.send(echo) // as the answer to a copy of ours
		if messages := sc.quiet(); len(messages) != 0 {
			t.Errorf("another copy of the echo is reported as %+v", messages)
		}
	})
}

// The server has it, and said so when we came back: once is enough.
func TestWhatTheServerBringsIsNotSaidAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "hello")
		p.wantSay("k1", "hello")
		echo := sc.make(wire.MessageType, wire.Lobby, "alice", "k1", wire.Message{Text: "hello"})
		p.drop()

		p = sc.accept()
		p.greet("alice")
		p.welcome("alice")
		p.send(echo)
		synctest.Wait() // the session has taken it before we read
		p.want(wire.Who{})
		p.wantNothing(20 * time.Second)
		sc.wantMessage("alice", "hello", Waiting)
		sc.wantMessage("alice", "hello", Sent)
	})
}

// Nobody can make us believe that something of ours has arrived.
func TestSomebodyElsesEventIsNoEcho(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "hello")
		p.wantSay("k1", "hello")
		p.send(sc.make(wire.MessageType, wire.Lobby, "eve", "k1", wire.Message{Text: "hello"}))
		synctest.Wait()
		if at := sc.At(); at.Waiting != 1 {
			t.Errorf("%d requests wait, want 1", at.Waiting)
		}
		p.answer(wire.Error{Code: wire.IDReused, Text: "This id belongs to something else.", ID: "k1"})
		sc.wantRefusal("k1")
	})
}

func TestAnotherDeviceOfOnesOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.says("alice", "from my other one")
		if m := sc.wantMessage("alice", "from my other one", Sent); !m.Own {
			t.Errorf("it is reported as %+v, want one's own", m)
		}
	})
}

func TestATextOfSeveralLinesIsOneMessage(t *testing.T) {
	for text, want := range map[string]string{
		"one\ntwo\r\nthree\n":              "one\ntwo\nthree",
		"one\n \n\ntwo":                    "one\n \n\ntwo",
		"one\vtwo\u2028three\r\x1b[2J\x00": "one\ntwo\nthree", // as it is pasted, see text.Clean
		"  blanks \t stay  ":               "  blanks \t stay  ",
		"@alice: hi":                       "@alice: hi",
		"x\nDISCONNECT alice CHAT/1.0\n":   "x\nDISCONNECT alice CHAT/1.0",
		`{"type":"quit"}`:                  `{"type":"quit"}`,
		"grüße 你好 🙂 \u202eback":            "grüße 你好 🙂 \u202eback",
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			sc.say("k1", text)
			p.echo("k1", want)
			sc.wantMessage("alice", want, Waiting)
			sc.wantMessage("alice", want, Sent)
		})
	}
}

func TestTheLongestLineGoesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		around := len(wire.AppendRequest(nil, wire.Say{Room: wire.Lobby, ID: "k1"})) - 1
		longest := strings.Repeat("x", wire.MaxLine-around)
		wantProblem(t, sc.Send("lobby", "k1", longest+"x", ""), TooBig)
		sc.say("k1", longest)
		p.echo("k1", longest)
		sc.wantMessage("alice", longest, Waiting)
		sc.wantMessage("alice", longest, Sent)
	})
}

func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for _, text := range []string{
			"", " ", "\n", " \n\t\r\n",
			"\u200b", "\u2060\u200d\n\u3164", "\u2800 \u00ad", "\x1b[0m\x00", "not UTF-8 \xff", "not \x1b UTF-8 \xff",
			strings.Repeat("ü", wire.MaxLine/2), strings.Repeat("x\n", wire.MaxLines) + "x",
		} {
			if err := sc.Send("lobby", "k1", text, ""); err == nil {
				t.Errorf("%.80q was taken", text)
			} else {
				wantOneOf(t, err, NothingToSend, "bad-text", TooBig, "too-long", "too-many-lines")
			}
		}
		wantProblem(t, sc.Send("The Cellar", "k1", "hello", ""), "bad-member")
		wantProblem(t, sc.Send("lobby", "", "hello", ""), "bad-member")
		wantProblem(t, sc.Send("lobby", strings.Repeat("k", 65), "hello", ""), "bad-member")

		sc.say("k1", "the key is still free") // and nothing of the above goes out
		p.wantSay("k1", "the key is still free")
		sc.wantMessage("alice", "the key is still free", Waiting)
	})
}

func TestAKeySaysOneThingOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "once")
		sc.say("k1", "once") // while it waits
		wantProblem(t, sc.Send("lobby", "k1", "twice", ""), KeyUsed)
		p.echo("k1", "once")
		sc.quiet()

		sc.say("k1", "once") // and after
		wantProblem(t, sc.Send("lobby", "k1", "twice", ""), KeyUsed)
		wantProblem(t, sc.Send("lobby", "k1", "once", "k0"), KeyUsed)
		wantProblem(t, sc.Do(wire.Edit{Room: "lobby", ID: "k1", Target: "k0", Text: "once"}), KeyUsed)
		p.says("bob", "hello")
		theirs := sc.wantMessage("bob", "hello", Sent) // and nothing of ours before it
		wantProblem(t, sc.Send("lobby", theirs.ID, "hello", ""), KeyUsed)
		sc.say("k2", "next")
		p.wantSay("k2", "next")
	})
}

func TestManyMessagesGoOutAtThePaceOfTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const lines = 80
		sc := open(t)
		p := sc.enter(lab)
		began := time.Now()
		for i := range lines {
			sc.say(fmt.Sprint("k", i), "x")
		}
		for i := range lines {
			p.wantSay(fmt.Sprint("k", i), "x")
			if took := time.Since(began); i == wire.Burst-2 && took != 0 { // who was one, too
				t.Errorf("the first %d lines took %v, want no time", wire.Burst, took)
			}
		}
		if took, want := time.Since(began), (1+lines-wire.Burst)*time.Second/wire.Rate; took != want {
			t.Errorf("%d lines took %v, want %v", lines, took, want)
		}
	})
}

// A message of many lines costs the server what CHAT/1.0 makes of it, and the
// pace that is kept here is the server's.
func TestAMessageOfManyLinesCountsAsTheServerCountsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const messages, turns = 20, 1 + 2 // 2 KB, and 8 KB of prefixes
		text := "x" + strings.Repeat("\nx", wire.MaxLines-1)
		sc := open(t)
		p := sc.enter(lab)
		began := time.Now()
		for i := range messages {
			sc.say(fmt.Sprint("k", i), text)
		}
		for i := range messages {
			p.wantSay(fmt.Sprint("k", i), text)
		}
		if took, want := time.Since(began), (1+messages*turns-wire.Burst)*time.Second/wire.Rate; took != want {
			t.Errorf("%d messages took %v, want %v", messages, took, want)
		}
	})
}

func TestWhoLeavesSaysTheRestAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for i := range 80 {
			sc.say(fmt.Sprint("k", i), "x")
		}
		began := time.Now()
		left := sc.leave()
		for i := range 80 {
			p.echo(fmt.Sprint("k", i), "x")
		}
		p.goodbye()
		<-left
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
	})
}

func TestNothingIsTakenOverWithoutAServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		wantProblem(t, sc.Send("lobby", "k1", "hello", ""), NoServer) // never connected

		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.Want("REGISTER alice CHAT/2.0")
		wantProblem(t, sc.Send("lobby", "k1", "hello", ""), NoServer) // not yet
		p.Write("401 Client already registered\n")
		wantProblem(t, <-outcome, NameTaken)
		wantProblem(t, sc.Send("lobby", "k1", "hello", ""), NoServer) // refused

		p = sc.enter(lab)
		left := sc.leave()
		p.goodbye()
		<-left
		wantProblem(t, sc.Send("lobby", "k1", "hello", ""), NoServer) // left
		if known := sc.knows(wire.Lobby); len(known) != 0 {
			t.Errorf("%q are known, want nothing", known)
		}
	})
}

// Who has connected may speak: Connect does not return before.
func TestWhoHasConnectedMaySpeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		outcome := make(chan error)
		go func() {
			outcome <- errors.Join(sc.Connect(t.Context(), lab, "alice"), sc.Send("lobby", "k1", "hello", ""))
		}()
		p := sc.accept()
		p.admit("alice")
		p.wantSay("k1", "hello")
		if err := <-outcome; err != nil {
			t.Error(err)
		}
	})
}
