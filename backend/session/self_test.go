package session

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// standing is what a Connection says of what one may do.
func standing(at Connection) Connection {
	return Connection{Guest: at.Guest, Role: at.Role, Muted: at.Muted, MutedUntil: at.MutedUntil, MutedReason: at.MutedReason}
}

func TestWhoTheServerIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.proof = &proof{server: red, device: blue, verified: true}
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		if at := sc.wantState(Connecting); at.ServerKey != "" || at.Verified || at.Server != "" {
			t.Errorf("before it has said anything it is reported as %+v", at)
		}
		p.greet("alice")
		p.answer(wire.Welcome{Server: " Lab\x1b[2J 3 ", Journal: "j1", Rooms: []wire.RoomInfo{{Name: wire.Lobby}}})
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		at := sc.wantState(Online)
		if at.Server != "Lab\ufffd[2J 3" || at.ServerKey != string(red) || !at.Verified {
			t.Errorf("it is reported as %+v", at)
		}
		sc.goDown(errGone)
		p.drop()
		if at := sc.wantState(Offline); at.ServerKey != string(red) {
			t.Errorf("while it is away it is reported as %+v", at)
		}
		sc.Leave()
		sc.goDown(nil)
		sc.proof = nil // another one without TLS
		outcome = sc.connect("other:1", "alice")
		sc.accept().admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if at := sc.At(); at.ServerKey != "" || at.Verified || at.Server != "" {
			t.Errorf("another server is reported as %+v", at)
		}
	})
}

func TestWhatOneMayDoComesAndChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		local := stamp(time.Now().Add(time.Hour)) // by the clock here, whatever the server's is
		sc := open(t)
		sc.standing = &wire.Self{Role: wire.Member, Muted: true, For: 3600, Reason: "too\x1b loud"}
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if got, want := standing(sc.wantState(Online)), (Connection{Role: "member", Muted: true, MutedUntil: local, MutedReason: "too\ufffd loud"}); got != want {
			t.Errorf("the welcome is reported as %+v, want %+v", got, want)
		}
		for _, c := range []struct {
			said wire.Self
			want Connection
		}{
			{wire.Self{Role: wire.Administrator, Device: blue}, Connection{Role: "administrator"}},
			{wire.Self{Role: wire.Moderator, Muted: true}, Connection{Role: "moderator", Muted: true}}, // for good
			{wire.Self{Role: "emperor", For: 60, Reason: "left over"}, Connection{}},
			{wire.Self{Guest: true, Muted: true, For: -1}, Connection{Guest: true, Muted: true}},
		} {
			p.answer(c.said)
			if at := sc.wantState(Online); standing(at) != c.want || at != sc.At() {
				t.Errorf("%+v is reported as %+v, want %+v", c.said, at, c.want)
			}
		}
		p.drop() // where names are nobody's now
		sc.standing = nil
		sc.accept().admit("alice")
		if at := sc.wantState(Online); standing(at) != (Connection{}) {
			t.Errorf("without a word it is reported as %+v", at)
		}
	})
}

// The server says nothing when the time of a mute is over.
func TestAMuteEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, began := open(t), time.Now()
		muted := func(seconds int) wire.Self { // after it began
			return wire.Self{Guest: true, Muted: true, For: wire.SecondsUntil(began.Add(time.Duration(seconds)*time.Second), time.Now()), Reason: "spam"}
		}
		wantEnd := func(after int) {
			t.Helper()
			at := sc.wantState(Online)
			if took := time.Since(began); took != time.Duration(after)*time.Second || standing(at) != (Connection{Guest: true}) || sc.At() != at {
				t.Errorf("after %v it is reported as %+v, want that one may speak after %d s", took, at, after)
			}
		}
		wantMute := func() {
			t.Helper()
			if at := sc.wantState(Online); !at.Muted || at.MutedReason != "spam" {
				t.Fatalf("a mute is reported as %+v", at)
			}
		}
		wantNothing := func(p *peer, d time.Duration) {
			t.Helper()
			p.wantNothing(d)
			synctest.Wait()
			for len(sc.happened) > 0 {
				if e := <-sc.happened; e.Connection != nil {
					t.Errorf("after %v it is reported as %+v", time.Since(began), *e.Connection)
				}
			}
		}
		sc.standing = new(muted(8))
		outcome := sc.connect(lab, "alice")
		p := sc.accept()
		p.admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		wantMute()
		wantEnd(8)

		p.answer(muted(15)) // and again, while nothing else happens
		wantMute()
		p.answer(muted(20)) // for longer
		wantMute()
		wantEnd(20)

		p.answer(muted(25))
		wantMute()
		p.answer(wire.Self{Guest: true}) // before its time
		wantEnd(20)
		wantNothing(p, 4*time.Second)
		p.answer(wire.Self{Guest: true, Muted: true, Reason: "spam"}) // for good
		wantMute()
		wantNothing(p, 4*time.Second)

		p.answer(muted(50)) // while there is no connection, only the next welcome says
		wantMute()
		sc.goDown(errGone)
		p.drop()
		if at := sc.wantState(Offline); !at.Muted {
			t.Errorf("offline it is reported as %+v", at)
		}
		<-time.After(time.Minute)
		if at := sc.At(); at.State != Offline || !at.Muted {
			t.Errorf("after it is reported as %+v", at)
		}
		sc.standing = new(muted(1000))
		sc.goDown(nil)
		sc.Reconnect()
		p = sc.accept()
		p.admit("alice")
		wantMute()
		sc.Leave()
	})
}

// However long it lasts: what is exchanged meanwhile does not put it off.
func TestALongMuteEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc, began := open(t), time.Now()
		sc.standing = &wire.Self{Guest: true, Muted: true, For: 50 * 60}
		p := sc.enter(lab)
		go func() {
			for {
				line, err := p.In.ReadString('\n')
				if err != nil {
					return
				}
				if request, bad := wire.ParseRequest([]byte(line[:len(line)-1])); bad == nil {
					if ping, ok := request.(*wire.Ping); ok {
						_, _ = p.Conn.Write(wire.AppendAnswer(nil, wire.Pong{ID: ping.ID}))
					}
				}
			}
		}()
		if at := sc.wantState(Online); at.Muted || time.Since(began) != 50*time.Minute {
			t.Errorf("after %v it is reported as %+v", time.Since(began), at)
		}
	})
}

// A message that the server will not have of somebody who is muted is refused
// like any other, and comes back to its writer.
func TestWhoIsMutedIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "hello")
		p.wantSay("k1", "hello")
		p.answer(wire.Error{Code: wire.Muted, Params: wire.With("reason", "spam"), ID: "k1", Request: "say"})
		if r := sc.wantRefusal("k1"); said(r.Reason) != `muted reason="spam"` {
			t.Errorf("the refusal is %+v", r)
		}
		p.wantNothing(20 * time.Second)
	})
}

func TestWhatGuestsAndModeratorsDo(t *testing.T) {
	for _, guest := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.standing = &wire.Self{Guest: guest}
			p := sc.enter(lab)
			sc.say("k0", "hello")
			if m := sc.wantMessage("alice", "hello", Waiting); m.Guest != guest || !m.Own {
				t.Errorf("what waits of alice, a guest: %v, is %+v", guest, m)
			}
			for _, by := range []bool{false, true} {
				p.send(sc.make(wire.MessageType, wire.Lobby, "alice", map[bool]string{false: "k1", true: "k2"}[by], map[string]any{"text": "hi", "guest": by}))
				if m := sc.wantMessage("alice", "hi", Sent); m.Guest != by || m.Own != (by == guest) {
					t.Errorf("to alice, a guest: %v, a message under her name by a guest: %v is %+v", guest, by, m)
				}
			}
			p.send(sc.make(wire.RemoveType, wire.Lobby, "bob", "k3", wire.EditBody{Target: "k2", Reason: "spam\x1b\nspam"}))
			var c *RoomEvent
			for c == nil {
				c = sc.next().RoomEvent
			}
			if c.Type != "remove" || c.Target != "k2" || c.Reason != "spam\ufffd\ufffdspam" || c.From != "bob" || c.Guest {
				t.Errorf("the removal is reported as %+v", *c)
			}
		})
	}
}

func TestGuestsAndModeratorsAreMarked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		want := func(names, guests, moderators []string) {
			t.Helper()
			got := sc.nextPeople()
			if !slices.Equal(got.Names, names) || !slices.Equal(got.Guests, guests) || !slices.Equal(got.Moderators, moderators) || got.Guests == nil || got.Moderators == nil {
				t.Fatalf("reported is %+v, want %q, guests %q, moderators %q", *got, names, guests, moderators)
			}
		}
		p.answer(wire.Presence{Came: []string{"eve"}, Guests: []string{"eve"}}) // before it is known who is there
		p.answer(wire.Names{Names: []string{"alice", "b\aob"}, Guests: []string{"b\aob", "nobody"}, Moderators: []string{"alice", "nobody"}, More: true})
		p.answer(wire.Names{Names: []string{"dora"}, Guests: []string{"dora"}})
		want([]string{"alice", "b\ufffdob", "dora", "eve"}, []string{"b\ufffdob", "dora", "eve"}, []string{"alice"})
		// Each has been there: what is said now holds.
		p.answer(wire.Presence{Came: []string{"dora", "alice", "eve"}, Moderators: []string{"dora"}, Guests: []string{"eve"}})
		want([]string{"alice", "b\ufffdob", "dora", "eve"}, []string{"b\ufffdob", "eve"}, []string{"dora"})
		p.answer(wire.Presence{Went: []string{"dora", "eve"}, Guests: []string{"alice"}}) // who has not come has no mark
		want([]string{"alice", "b\ufffdob"}, []string{"b\ufffdob"}, []string{})
	})
}

// Who is put out for good is told why, and what to do.
func TestWhoIsPutOutIsToldWhy(t *testing.T) {
	for _, c := range []struct {
		code         wire.Code
		reason, want string
	}{
		{wire.ByeKicked, "spam.", `bye-kicked reason="spam."`},
		{wire.ByeKicked, "", "bye-kicked"},
		{wire.ByeUnregistered, "", "bye-unregistered"},
		{wire.ByeBanned, "\x1bspam", `bye-banned reason="�spam"`},
		{wire.ByeRevoked, "", "bye-revoked"},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			p.answer(wire.Bye{Code: c.code, Params: wire.With("reason", c.reason), Back: -1})
			if at := sc.wantState(Refused); said(at.Reason) != c.want {
				t.Errorf("%s is told as %q, want %q", c.code, said(at.Reason), c.want)
			}
			sc.wantNoDial(time.Hour)

			sc.Leave()
			outcome := sc.connect(lab, "alice") // and it is so before a welcome
			p = sc.accept()
			p.greet("alice")
			p.answer(wire.Bye{Code: c.code, Params: wire.With("reason", c.reason), Back: -1})
			if problem := wantProblem(t, <-outcome, ByeCode(c.code)); problem.Error() != c.want {
				t.Errorf("%s instead of a welcome is told as %q, want %q", c.code, problem.Error(), c.want)
			}
		})
	}
}
