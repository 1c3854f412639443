package session

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// A told is what came of asking for history.
type told struct {
	texts []string
	all   []Event
	more  bool
	err   error
}

// recallsFrom asks for history in the background and returns what will come of it.
func (sc *harness) recallsFrom(ctx context.Context, room string, before int64) (outcome chan told) {
	outcome = make(chan told, 1)
	go func() {
		events, more, err := sc.History(ctx, room, before)
		out := told{all: events, more: more, err: err}
		for _, e := range events {
			if messageOf(e) != nil {
				out.texts = append(out.texts, e.RoomEvent.Text)
			}
		}
		outcome <- out
	}()
	return outcome
}

// wantTold wants history to have been told like this.
func (o told) want(t *testing.T, more bool, texts ...string) {
	t.Helper()
	if o.err != nil || o.more != more || !slices.Equal(o.texts, texts) {
		t.Errorf("history comes to %.200q, more: %v, %v; want %.200q, more: %v", o.texts, o.more, o.err, texts, more)
	}
}

// A page is for who asks: it is not reported, and nothing follows from it.
func TestHistoryIsForWhoAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.messages(5)
		edit := sc.make(wire.EditType, wire.Lobby, "alice", "e", wire.EditBody{Target: "m", Text: "mended"})
		mine := sc.make(wire.MessageType, wire.Lobby, "alice", "mine", wire.Message{Text: "mine", ReplyTo: "m"})
		p := sc.enter(lab) // the lobby is named, and brings nothing here
		sc.say("mine", "mine")
		p.wantSay("mine", "mine")
		sc.quiet()
		known := len(sc.Backlog())

		outcome := sc.recallsFrom(t.Context(), wire.Lobby, 0)
		p.want(wire.History{Room: wire.Lobby, Limit: wire.MaxPage})
		p.page(true, edit, mine)
		o := <-outcome
		o.want(t, true, "mine")
		if c := o.all[0].RoomEvent; c == nil || c.Text != "mended" || c.Seq != 6 || c.Prev != 5 {
			t.Errorf("the first is %+v", o.all[0])
		}
		if m := o.all[1].RoomEvent; m.Seq != 7 || m.Prev != 6 || !m.Own || m.ReplyTo != "m" {
			t.Errorf("the second is %+v", m)
		}
		outcome = sc.recallsFrom(t.Context(), wire.Lobby, 6)
		p.wantHistory(wire.Lobby, 6)
		p.page(false)
		if o := <-outcome; o.err != nil || o.more || o.all == nil || len(o.all) != 0 {
			t.Errorf("an empty page comes to %+v", o)
		}
		if at := sc.At(); len(sc.quiet()) != 0 || at.Waiting != 1 || len(sc.Backlog()) != known {
			t.Errorf("something has followed: %+v", sc.Backlog())
		}
	})
}

// What is missed is fetched at the same time. The answers have no key: each
// goes where its question came from, also when nobody waits for one any more.
func TestHistoryBesideAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, all := away(t, 1000, 500) // here are 1 and 502 to 1001
		p.wantHistory(wire.Lobby, 502)   // by itself
		first := sc.recallsFrom(t.Context(), wire.Lobby, 50)
		p.wantHistory(wire.Lobby, 50)
		ctx, stop := context.WithCancel(t.Context())
		second := sc.recallsFrom(ctx, wire.Lobby, 40)
		p.wantHistory(wire.Lobby, 40)
		third := sc.recallsFrom(t.Context(), wire.Lobby, 30)
		p.wantHistory(wire.Lobby, 30)
		stop()
		wantProblem(t, (<-second).err, StoppedWaiting)

		p.page(true, all[301:501]...)
		p.page(true, all[45:49]...)
		(<-first).want(t, true, numbers(46, 49)...)
		p.wantHistory(wire.Lobby, 302) // by itself, behind them
		p.page(true, all[35:39]...)    // for nobody
		p.answer(wire.Error{Code: wire.NoRoom, Text: "There is no such room.", Request: "history"})
		wantProblem(t, (<-third).err, "no-room")
		p.page(true, all[101:301]...)
		p.wantHistory(wire.Lobby, 102)
		p.answer(wire.Error{Code: wire.CodeNotRead, Text: "The disk.", Request: "history"})
		p.wantHistory(wire.Lobby, 102)
		p.page(true, all[1:101]...)
		p.wantNothing(20 * time.Second)
		sc.wantKnown(numbers(1, 1001))
	})
}

// Who stops before the question has been asked leaves nothing behind.
func TestHistoryThatIsNotAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		all := sc.messages(3)
		sc.Typing(wire.Lobby)
		synctest.Wait() // the server does not read on
		ctx, stop := context.WithCancel(t.Context())
		outcome := sc.recallsFrom(ctx, wire.Lobby, 2)
		synctest.Wait()
		stop()
		wantProblem(t, (<-outcome).err, StoppedWaiting)
		outcome = sc.recallsFrom(t.Context(), wire.Lobby, 3)
		synctest.Wait()
		p.want(wire.Typing{Room: wire.Lobby})
		p.wantHistory(wire.Lobby, 3)
		p.page(false, all[:2]...)
		(<-outcome).want(t, false, "1", "2")
	})
}

// Of what is no page, nothing is taken.
func TestHistoryOfAHostileServer(t *testing.T) {
	many := make([]*wire.Event, wire.MaxPage+1)
	for i := range many {
		many[i] = &wire.Event{Type: "message", Room: "lobby", ID: fmt.Sprint(i), Seq: int64(i + 1), Prev: int64(i)}
	}
	good := many[:3]
	unsound := &wire.Event{Type: "message", Room: "lobby", ID: "a\x07b", Seq: 4, Prev: 3}
	for name, c := range map[string]struct {
		page []*wire.Event
		more bool
		want []int64 // nil if it is none
	}{
		"a good one":          {good, true, []int64{1, 2, 3}},
		"another room":        {[]*wire.Event{{Type: "message", Room: "tea", ID: "k", Seq: 1}}, false, nil},
		"no order":            {[]*wire.Event{good[1], good[0]}, false, nil},
		"twice":               {[]*wire.Event{good[1], good[1]}, false, nil},
		"behind it":           {[]*wire.Event{good[0], {Type: "message", Room: "lobby", ID: "k", Seq: 1000, Prev: 1}}, false, nil},
		"a prev behind it":    {[]*wire.Event{{Type: "message", Room: "lobby", ID: "k", Seq: 2, Prev: 7}}, false, nil},
		"too much":            {many, false, nil},
		"one that cannot be":  {[]*wire.Event{good[0], unsound}, true, []int64{1}},
		"only such":           {[]*wire.Event{unsound}, true, nil},
		"nothing, and more":   {nil, true, []int64{}},
		"only such, the last": {[]*wire.Event{unsound}, false, []int64{}},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			outcome := sc.recallsFrom(t.Context(), wire.Lobby, 1000)
			p.wantHistory(wire.Lobby, 1000)
			page := wire.Page{Room: "lobby", More: c.more, Events: []json.RawMessage{}}
			for _, e := range c.page {
				page.Events = append(page.Events, wire.AppendEvent(nil, e))
			}
			p.answer(page)
			o := <-outcome
			if c.want == nil {
				if problem := wantProblem(t, o.err, NotUnderstood); problem == nil {
					t.Errorf("%s is told as %q", name, problem.Error())
				}
			} else {
				seqs := []int64{}
				for _, e := range o.all {
					seqs = append(seqs, e.RoomEvent.Seq)
				}
				if o.err != nil || !slices.Equal(seqs, c.want) || o.more != (c.more && len(seqs) > 0) {
					t.Errorf("%s comes to %v, more: %v, %v", name, seqs, o.more, o.err)
				}
			}
			if len(sc.quiet()) != 0 {
				t.Errorf("%s is reported", name)
			}
		})
	}
}

// Places are the session's: of another journal's nothing is to be had, and of
// this one's as much as there is.
func TestHistoryByPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.past = &Snapshot{Journal: "j1", ServerKey: string(red), Base: 100, Top: 107, Rooms: []RoomSnapshot{{Room: Room{Name: wire.Lobby}, Last: 107}}}
		sc.goDown(errGone)
		sc.resume()
		wantProblem(t, (<-sc.recallsFrom(t.Context(), wire.Lobby, 105)).err, NotConnected)
		all := sc.messages(9)
		sc.goDown(nil)
		p := sc.accept()
		p.greet("alice")
		p.welcome("alice")
		p.want(wire.Who{})
		outcome := sc.recallsFrom(t.Context(), wire.Lobby, 105)
		p.wantHistory(wire.Lobby, 5)
		p.page(false, all[0], all[3])
		o := <-outcome
		o.want(t, false, "1", "4")
		if a, b := o.all[0].RoomEvent, o.all[1].RoomEvent; a.Seq != 101 || a.Prev != 0 || b.Seq != 104 || b.Prev != 103 {
			t.Errorf("the places are %+v and %+v", a, b)
		}
		for _, place := range []int64{101, 100, 99, 1} {
			if o := <-sc.recallsFrom(t.Context(), wire.Lobby, place); o.err != nil || len(o.all) != 0 || o.more {
				t.Errorf("before place %d there is %+v", place, o)
			}
		}
		wantProblem(t, (<-sc.recallsFrom(t.Context(), wire.Lobby, -1)).err, Internal)
		wantProblem(t, (<-sc.recallsFrom(t.Context(), "The Cellar", 0)).err, BadRoom)
		outcome = sc.recallsFrom(t.Context(), wire.Lobby, 0) // with what has just been said and is not here yet
		p.want(wire.History{Room: wire.Lobby, Limit: wire.MaxPage})
		p.page(true, all[8])
		(<-outcome).want(t, true, "9")

		sc.journal, sc.seq, sc.rooms = "j2", 0, map[string]int64{wire.Lobby: 0}
		p.drop()
		p = sc.accept()
		p.admit("alice")
		sc.quiet()
		p.says("eve", "new")
		if m := sc.wantMessage("eve", "new", Sent); m.Seq != 110 {
			t.Errorf("it is reported as %+v, want a place behind all that was told", m)
		}
	})
}

// However much is asked of a server that says nothing, a few questions wait, and
// who asks waits a few seconds.
func TestHistoryOfASilentServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		var outcomes []chan told
		for i := range maxCalls {
			outcomes = append(outcomes, sc.recallsFrom(t.Context(), wire.Lobby, int64(i+2)))
		}
		for range maxCalls {
			p.read()
		}
		wantProblem(t, (<-sc.recallsFrom(t.Context(), wire.Lobby, 2)).err, TooManyAsked)
		for _, outcome := range outcomes {
			if problem := wantProblem(t, (<-outcome).err, QuerySilent); problem == nil {
				t.Errorf("it is told as %q", problem.Error())
			}
		}
		outcome := sc.recallsFrom(t.Context(), wire.Lobby, 2)
		wantProblem(t, (<-outcome).err, TooManyAsked) // its answers are still to come
		p.page(false)
		synctest.Wait()
		outcome = sc.recallsFrom(t.Context(), wire.Lobby, 2)
		p.wantHistory(wire.Lobby, 2)
		p.drop()
		wantProblem(t, (<-outcome).err, QueryLost)
	})
}

// What cannot be read ends the question that it answers, and what was not asked
// by a person is asked again later.
func TestAnUnreadableAnswerEndsItsQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, p, all := away(t, 1000, 500)
		p.wantHistory(wire.Lobby, 502) // by itself
		begun := time.Now()
		p.Write(`{"type":"page","room":"lobby","events":[{"seq":` + "\n")
		outcome := sc.recallsFrom(t.Context(), wire.Lobby, 50)
		p.wantHistory(wire.Lobby, 50)
		p.Write(`{"type":"page","room":"lobby","events":7}` + "\n")
		wantProblem(t, (<-outcome).err, NotUnderstood)
		names := make(chan error, 1)
		go func() {
			_, err := sc.Members(t.Context(), wire.Lobby)
			names <- err
		}()
		p.want(wire.Who{Room: wire.Lobby})
		p.Write(`{"type":"names","room":"lobby","names":7}` + "\n")
		wantProblem(t, <-names, NotUnderstood)
		if waited := time.Since(begun); waited > time.Second {
			t.Errorf("they have waited for %v", waited)
		}
		p.wantHistory(wire.Lobby, 502)
		if waited := time.Since(begun); waited < fetchAgain {
			t.Errorf("it was asked again after %v", waited)
		}
		p.page(true, all[301:501]...)
		p.wantHistory(wire.Lobby, 302)
	})
}

// A message that no client of ours can read where it stands in a page, which an
// older server has stored, is shown as far as it goes; what shows nothing has
// its place.
func TestHistoryWithWhatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		outcome := sc.recallsFrom(t.Context(), wire.Lobby, 10)
		p.wantHistory(wire.Lobby, 10)
		const envelope = `"room":"lobby","from":"bob","at":"2026-03-01T12:00:00.000Z"`
		deep := strings.Repeat("[", 9998) + strings.Repeat("]", 9998)
		p.Write(`{"type":"page","room":"lobby","more":false,"events":[` +
			`{"type":"message","id":"k1","seq":1,"prev":0,"text":"hi","x":` + deep + `,` + envelope + `},` +
			`{"type":"message","id":"k2","seq":2,"prev":1,"text":nope,` + envelope + `},` +
			`{"type":"message","id":"k3","seq":3,"prev":2,"text":"ho",` + envelope + `}]}` + "\n")
		o := <-outcome
		o.want(t, false, "hi", "\ufffd", "ho")
		for i, e := range o.all {
			if m := e.RoomEvent; m == nil || m.Seq != int64(i+1) || m.Prev != int64(i) || m.From != "bob" || m.Own {
				t.Errorf("message %d is %+v", i+1, m)
			}
		}
	})
}
