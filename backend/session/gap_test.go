package session

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// numbers are the texts of harness.messages.
func numbers(from, to int64) (texts []string) {
	for n := from; n <= to; n++ {
		texts = append(texts, fmt.Sprint(n))
	}
	return texts
}

// wantKnown wants the session to know these messages of the lobby, in this
// order, and to have reported each of them once.
func (sc *harness) wantKnown(want []string) {
	sc.t.Helper()
	var reported []string
	for _, m := range sc.quiet() {
		reported = append(reported, m.Text)
	}
	known := sc.knows(wire.Lobby)
	if !slices.Equal(known, want) {
		sc.t.Errorf("known are %d messages %.200q, want %d %.200q", len(known), known, len(want), want)
	}
	slices.Sort(reported)
	if want = slices.Sorted(slices.Values(want)); !slices.Equal(reported, want) {
		sc.t.Errorf("reported are %d messages %.200q, want %d, each once", len(reported), reported, len(want))
	}
}

// away is a harness in which alice has heard the first message and misses the
// next n, of which the server brings the newest brought.
func away(t *testing.T, n, brought int) (sc *harness, p *peer, all []*wire.Event) {
	t.Helper()
	sc = open(t)
	p = sc.enter(lab)
	all = sc.messages(1)
	p.send(all...)
	synctest.Wait()
	p.drop()
	all = append(all, sc.messages(n)...)
	p = sc.accept()
	if known := p.greet("alice"); known[wire.Lobby] != 1 {
		t.Errorf("the session says that it knows seq %d, want 1", known[wire.Lobby])
	}
	p.welcome("alice")
	p.send(all[len(all)-brought:]...)
	p.want(wire.Who{})
	return sc, p, all
}

func TestWhatWasMissedComesByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, _ := away(t, 500, 500)
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(1, 501))
	})
}

// What the server does not bring is fetched, page by page, from the newest to
// what is here already.
func TestAGapIsFilledPageByPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, all := away(t, 1000, 500) // here are 1 and 502 to 1001
		p.wantHistory(wire.Lobby, 502)
		p.page(true, all[301:501]...)
		p.wantHistory(wire.Lobby, 302)
		p.page(true, all[101:301]...)
		p.wantHistory(wire.Lobby, 102)
		p.page(true, all[1:101]...) // as many as a line holds, and the first that was missing
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(1, 1001))
	})
}

// A page has what is here already, too.
func TestAPageThatReachesFurtherThanTheGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, all := away(t, 10, 5)
		p.wantHistory(wire.Lobby, 7)
		p.page(false, all[:6]...)
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(1, 11))
	})
}

func TestAPageThatHasNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p, _ := away(t, 10, 5)
		p.wantHistory(wire.Lobby, 7)
		p.page(true) // it has been deleted meanwhile
		p.wantNothing(20 * time.Second)
	})
}

func TestAGapIsFilledOverSeveralConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, all := away(t, 500, 100) // here are 1 and 402 to 501
		p.wantHistory(wire.Lobby, 402)
		p.page(true, all[201:401]...)
		p.wantHistory(wire.Lobby, 202)
		p.drop() // in the middle of it
		all = append(all, sc.messages(3)...)

		p = sc.accept()
		if known := p.greet("alice"); known[wire.Lobby] != 501 {
			t.Errorf("the session says that it knows seq %d, want 501", known[wire.Lobby])
		}
		p.welcome("alice")
		p.send(all[501:]...)
		p.want(wire.Who{})
		p.wantHistory(wire.Lobby, 202)
		p.page(false, all[:201]...)
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(1, 504))
	})
}

// One page is on its way at a time: what is said goes between them.
func TestWhatIsSaidWhileAGapIsFilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, all := away(t, 400, 10) // here are 1 and 392 to 401
		p.wantHistory(wire.Lobby, 392)
		sc.say("k1", "mine")
		p.echo("k1", "mine")
		p.says("bob", "theirs")
		p.page(true, all[191:391]...)
		p.wantHistory(wire.Lobby, 192)
		p.page(false, all[:191]...)
		p.wantNothing(20 * time.Second)
		if known, want := sc.knows(wire.Lobby), append(numbers(1, 401), "mine", "theirs"); !slices.Equal(known, want) {
			t.Errorf("known are %.300q", known)
		}
	})
}

// An event whose prev is not here is shown at once, and what is between fetched.
func TestALiveEventWithAGapBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		all := sc.messages(5)
		p.send(all[0], all[4])
		p.wantHistory(wire.Lobby, 5)
		p.send(sc.messages(1)...)
		p.page(false, all[:4]...)
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(1, 6))
	})
}

// Who was there when nothing had been said has missed everything since, though
// the number to go on from is the same as that of somebody who is new.
func TestWhoHeardTheSilenceHasMissedWhatCameThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.enter(lab).drop()
		all := sc.messages(10)
		p := sc.accept()
		p.greet("alice")
		p.welcome("alice")
		p.send(all[5:]...)
		p.want(wire.Who{})
		p.wantHistory(wire.Lobby, 6)
		p.page(false, all[:5]...)
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(1, 10))
	})
}

// Who is new is given the newest, and does not ask for all that was ever said.
func TestWhoIsNewGetsTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		all := sc.messages(10)
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.admit("alice")
		p.send(all[5:]...)
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(6, 10))
	})
}

// One's own message that the server stored long ago comes out of a page: it is
// not waited for any more.
func TestAnEchoOutOfAPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.send(sc.messages(1)...)
		sc.say("k1", "mine")
		p.wantSay("k1", "mine")
		mine := sc.make(wire.MessageType, wire.Lobby, "alice", "k1", wire.Message{Text: "mine"})
		p.drop()
		newer := sc.messages(2)

		p = sc.accept()
		p.greet("alice")
		p.welcome("alice")
		p.send(newer...)
		p.want(wire.Who{})
		p.wantHistory(wire.Lobby, 3)
		synctest.Wait() // what is to be said is on its way behind history
		p.page(false, mine)
		p.wantSay("k1", "mine")
		synctest.Wait()
		if at := sc.At(); at.Waiting != 0 {
			t.Errorf("%d requests wait, want none", at.Waiting)
		}
		p.send(mine)
		messages := slices.DeleteFunc(sc.quiet(), func(m RoomEvent) bool { return m.ID != "k1" })
		if len(messages) != 2 || !messages[0].Waits() || messages[1].Waits() {
			t.Errorf("it is reported as %+v, want it to wait, and once to be sent", messages)
		}
	})
}

func TestTheServerCannotReadItsDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, all := away(t, 10, 5)
		p.wantHistory(wire.Lobby, 7)
		p.answer(wire.Error{Code: wire.CodeNotRead, Text: "The disk.", Request: "history"})
		began := time.Now()
		p.wantHistory(wire.Lobby, 7)
		if took := time.Since(began); took != fetchAgain {
			t.Errorf("it is asked again after %v, want %v", took, fetchAgain)
		}
		p.page(false, all[:6]...)
		sc.wantKnown(numbers(1, 11))
	})
}

func TestWhatTheServerWillNotSayIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, _ := away(t, 10, 5)
		p.wantHistory(wire.Lobby, 7)
		p.answer(wire.Error{Code: wire.NoRoom, Text: "There is no such room.", Request: "history"})
		p.wantNothing(20 * time.Second)
		p.drop()
		p = sc.accept()
		p.admit("alice")
		p.wantNothing(20 * time.Second)
	})
}

// A page that is not what was asked for changes nothing, and is asked for again
// in a while. One that nobody asked for is nothing.
func TestAWrongPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, all := away(t, 10, 5)
		elsewhere := sc.make(wire.MessageType, "tea", "eve", "e", wire.Message{Text: "elsewhere"})
		for name, wrong := range map[string][]*wire.Event{
			"another room":  {elsewhere},
			"no order":      {all[3], all[2]},
			"twice":         {all[3], all[3]},
			"behind it":     {all[9]},
			"what is not 2": {{Type: "message", Room: "lobby", ID: "k", Seq: 2, Prev: 7}},
		} {
			p.wantHistory(wire.Lobby, 7)
			p.page(false, wrong...)
			synctest.Wait()
			p.page(false, all[:6]...)
			if known := len(sc.knows(wire.Lobby)); known != 6 {
				t.Errorf("%s: %d messages are known, want 6", name, known)
			}
		}
		p.wantHistory(wire.Lobby, 7)
		p.page(false, all[:6]...)
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(1, 11))
	})
}

// Of a long absence only so much is fetched as is remembered.
func TestWhatWouldBeForgottenIsNotFetched(t *testing.T) {
	const missed = 3 * maxKnown
	event := func(seq int64) *wire.Event {
		return &wire.Event{Type: wire.MessageType, Room: wire.Lobby, ID: fmt.Sprint(seq), Seq: seq, Prev: seq - 1}
	}
	k := newReplica()
	k.enter(&wire.RoomInfo{Name: wire.Lobby}, true)
	for _, seq := range []int64{1, missed} {
		k.follow(event(seq))
		k.add(event(seq), "alice")
	}
	pages := 0
	for g, ok := k.wanted(); ok; g, ok = k.wanted() {
		var page []*wire.Event
		for seq := g.before - wire.MaxPage; seq < g.before; seq++ {
			page = append(page, event(seq))
		}
		if _, err := k.fill(g, page, true, "alice"); err != nil {
			t.Fatal(err)
		}
		pages++
	}
	if pages < maxKnown/wire.MaxPage || pages > maxKnown/wire.MaxPage*12/10 {
		t.Errorf("%d pages were fetched, want those of %d messages", pages, maxKnown)
	}
	for i := range k.all {
		if want := int64(missed - len(k.all) + i + 1); k.all[i].place != want {
			t.Fatalf("known is %d instead of %d", k.all[i].place, want)
		}
	}
	if len(k.all) < maxKnown {
		t.Errorf("%d messages are known", len(k.all))
	}
}
