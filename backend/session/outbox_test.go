package session

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// A box is an Outbox whose disk may fail.
type box struct {
	mu   sync.Mutex
	kept []Pending
	full error // what Add comes to
	bad  error // what the others come to
	slow time.Duration
}

func (b *box) Add(p Pending) error {
	<-time.After(b.slow)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full != nil || slices.ContainsFunc(b.kept, func(k Pending) bool { return k.ID == p.ID }) {
		return errors.Join(b.full, errors.New("not kept"))
	}
	b.kept = append(b.kept, p)
	return nil
}

func (b *box) Remove(key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bad == nil {
		b.kept = slices.DeleteFunc(b.kept, func(p Pending) bool { return p.ID == key })
	}
	return b.bad
}

func (b *box) Pending(server wire.Fingerprint, journal, name string) (kept []Pending, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.kept {
		if p.Journal == journal && p.Name == name && (p.Server == server || p.Server == "") {
			kept = append(kept, p)
		}
	}
	return kept, b.bad
}

func (b *box) keys() (keys []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.kept {
		keys = append(keys, p.ID)
	}
	return keys
}

func TestEveryRequestWithAKeyIsKeptUntilItsAnswer(t *testing.T) {
	for kind, request := range map[string]any{
		wire.MessageType: wire.Say{Room: "lobby", ID: "k", Text: "yes", ReplyTo: "m"},
		wire.EditType:    wire.Edit{Room: "lobby", ID: "k", Target: "m", Text: "x"},
		wire.RetractType: wire.Retract{Room: "lobby", ID: "k", Target: "m"},
		wire.ReactType:   wire.React{Room: "lobby", ID: "k", Target: "m", Emoji: "👍", Off: true},
		wire.OpenType:    wire.Open{Room: "tea", ID: "k", Topic: "leaves", Private: true},
		wire.JoinType:    wire.Join{Room: "tea", ID: "k"},
		wire.LeaveType:   wire.Leave{Room: "tea", ID: "k"},
		wire.TopicType:   wire.Topic{Room: "tea", ID: "k", Topic: "green"},
		wire.InviteType:  wire.Invite{Room: "tea", ID: "k", Name: "bob"},
		"direct":         wire.Direct{ID: "k", Name: "bob"},
	} {
		synctest.Test(t, func(t *testing.T) {
			kept := &box{}
			sc := openWith(t, kept)
			p := sc.enter(lab)
			if err := sc.Do(request); err != nil {
				t.Fatalf("%s came to %v", kind, err)
			}
			if keys := kept.keys(); !slices.Equal(keys, []string{"k"}) || kept.kept[0].Journal != "j1" || kept.kept[0].Name != "alice" {
				t.Fatalf("%s: kept is %+v", kind, kept.kept)
			}
			p.want(request)
			p.drop()
			p = sc.accept()
			p.admit("alice")
			p.want(request)
			sc.quiet()
			p.send(sc.make(kind, "lobby", "alice", "k", struct {
				wire.EditBody
				Name  string `json:"name"`
				Topic string `json:"topic"`
			}{wire.EditBody{Target: "m", Text: "x", Emoji: "👍", Off: true}, "bob", "green"}))
			e := sc.next()
			if c := e.RoomEvent; c == nil || c.ID != "k" || c.Type != kind || c.From != "alice" || c.Seq != 1 || c.Room != "lobby" ||
				c.Target != "m" || c.Text != "x" || c.Emoji != "👍" || !c.Off || c.Name != "bob" || c.Topic != "green" {
				t.Errorf("%s: reported is %+v", kind, c)
			}
			at := sc.wantState(Online)
			synctest.Wait()
			if at.Waiting != 0 || len(kept.keys()) != 0 {
				t.Errorf("%s: %d wait and %q are kept, want none", kind, at.Waiting, kept.keys())
			}
		})
	}
}

func TestWhatIsNoRequestWithAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{}
		sc := openWith(t, kept)
		p := sc.enter(lab)
		for _, request := range []any{nil, "say", struct{ ID string }{"k"}, wire.Who{}, wire.Quit{}, wire.Hello{}, (*wire.Say)(nil), func() {}} {
			wantProblem(t, sc.Do(request), Internal)
		}
		for _, request := range []any{
			wire.Join{Room: "tea"}, wire.Join{Room: "tea", ID: "two words"}, wire.Join{ID: "k"},
			wire.Direct{ID: "k", Name: "@"}, wire.React{Room: "lobby", ID: "k", Target: "m", Emoji: "\xff"},
			wire.Topic{Room: "tea", ID: "k", Topic: "a\nb"},
		} {
			wantOneOf(t, sc.Do(request), "bad-member", "no-name")
		}
		p.wantNothing(20 * time.Second)
		if keys := kept.keys(); len(keys) != 0 {
			t.Errorf("kept are %q", keys)
		}
	})
}

func TestWhatCannotBeKeptIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{full: errors.New("disk full")}
		sc := openWith(t, kept)
		p := sc.enter(lab)
		wantProblem(t, sc.Send("lobby", "k1", "hello", ""), NotKept)
		p.wantNothing(20 * time.Second)
		if known := sc.knows(wire.Lobby); len(known) != 0 || sc.At().Waiting != 0 {
			t.Errorf("known is %q", known)
		}
		kept.full = nil
		sc.say("k1", "hello")
		kept.bad = errors.New("disk gone") // it cannot be forgotten, and is sent no more
		p.echo("k1", "hello")
		sc.wantMessage("alice", "hello", Waiting)
		sc.wantMessage("alice", "hello", Sent)
		p.drop()
		p = sc.accept()
		p.admit("alice")
		p.wantNothing(20 * time.Second)
	})
}

func TestWhatWaitedWhenTheProgramEndedGoesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{}
		before := openWith(t, kept)
		p := before.enter(lab)
		before.goDown(errGone)
		p.drop()
		before.wantState(Offline)
		for _, key := range []string{"k1", "k2", "k3"} {
			before.say(key, "text of "+key)
		}
		before.Close()

		sc := openWith(t, kept)
		outcome := sc.connect("elsewhere:1", "alice") // the same server, at another address
		p = sc.accept()
		p.admit("alice")
		for _, key := range []string{"k1", "k2", "k3"} {
			sc.wantMessage("alice", "text of "+key, Waiting)
		}
		if at := sc.wantState(Online); at.Waiting != 3 {
			t.Errorf("%d requests wait, want 3", at.Waiting)
		}
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"k1", "k2", "k3"} {
			p.echo(key, "text of "+key)
			sc.wantMessage("alice", "text of "+key, Sent)
		}
		synctest.Wait()
		if keys := kept.keys(); len(keys) != 0 {
			t.Errorf("kept are %q, want nothing", keys)
		}
	})
}

func TestNobodyElseGetsWhatWaits(t *testing.T) {
	for _, other := range []struct{ name, journal string }{{"bob", "j1"}, {"alice", "j2"}} {
		synctest.Test(t, func(t *testing.T) {
			kept := &box{kept: []Pending{
				{ID: "k1", Server: red, Journal: "j1", Name: "alice", Line: wire.AppendRequest(nil, wire.Say{Room: "lobby", ID: "k1", Text: "secret"})},
			}}
			sc := openWith(t, kept)
			sc.journal = other.journal
			outcome := sc.connect(lab, other.name)
			p := sc.accept()
			p.admit(other.name)
			if err := <-outcome; err != nil {
				t.Fatal(err)
			}
			p.wantNothing(20 * time.Second)
			if known := sc.knows(wire.Lobby); len(known) != 0 || len(kept.keys()) != 1 {
				t.Errorf("%v knows %q, and %q are kept", other, known, kept.keys())
			}
		})
	}
}

// Two servers take turns at one address, and the session finds each by itself:
// what was written for one waits for that one.
func TestWhatWaitsIsForOneServerWhoeverIsAtItsAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{}
		before := openWith(t, kept)
		p := before.enter(lab)
		before.goDown(errGone)
		p.drop()
		before.wantState(Offline)
		before.say("k1", "for j1")

		sc := openWith(t, kept) // the program was started anew
		sc.journal = "j2"
		p = sc.enter(lab)
		p.wantNothing(20 * time.Second)
		sc.journal, sc.seq, sc.rooms = "j1", 0, map[string]int64{wire.Lobby: 0}
		p.drop()
		p = sc.accept()
		p.admit("alice")
		sc.wantMessage("alice", "for j1", Waiting)
		p.echo("k1", "for j1")
		sc.wantMessage("alice", "for j1", Sent)
		synctest.Wait()
		if keys := kept.keys(); len(keys) != 0 {
			t.Errorf("kept is %q, want nothing", keys)
		}
	})
}

// Every guest of a server knows its journal, and could name it on a server of
// their own: it is the key that decides what a server gets.
func TestAServerWithAnotherKeyGetsNothingWhateverItSaysOfItself(t *testing.T) {
	for name, other := range map[string]*proof{"another key": {server: blue}, "no key": nil} {
		for where, address := range map[string]string{"elsewhere": "other:1", "at the same address": lab} {
			synctest.Test(t, func(t *testing.T) {
				kept := &box{}
				sc := openWith(t, kept)
				sc.keptPast()
				p := sc.enter(lab)
				sc.goDown(errGone)
				p.drop()
				sc.wantState(Offline)
				if err := sc.Do(wire.Say{Room: "@aiice,bob", ID: "k1", Text: "for bob alone"}); err != nil {
					t.Fatal(err)
				}
				synctest.Wait() // what is written offline is tried for at once, and that try finds nobody
				sc.goDown(nil)
				sc.proof = other
				outcome := sc.connect(address, "alice")
				p = sc.accept() // which says that it has the journal j1
				if known := p.admit("alice"); len(known) > 1 || known[wire.Lobby] > 0 {
					t.Errorf("%s %s: it is told of %v", name, where, known)
				}
				if err := <-outcome; err != nil {
					t.Fatal(err)
				}
				p.wantNothing(20 * time.Second)
				if keys := kept.keys(); !slices.Equal(keys, []string{"k1"}) {
					t.Errorf("%s %s: kept are %q, want what was written for the lab", name, where, keys)
				}

				sc.proof = &proof{server: red}
				outcome = sc.connect("moved:1", "alice") // the lab, at another address
				p.goodbye()
				p = sc.accept()
				p.admit("alice")
				if err := <-outcome; err != nil {
					t.Fatal(err)
				}
				p.want(wire.Say{Room: "@aiice,bob", ID: "k1", Text: "for bob alone"})
			})
		}
	}
}

// A session that finds another server at its address by itself begins anew there.
func TestComingBackToAnotherServerBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{}
		sc := openWith(t, kept)
		p := sc.enter(lab)
		p.says("bob", "hello")
		sc.wantMessage("bob", "hello", Sent)
		sc.goDown(errGone)
		p.drop()
		sc.wantState(Offline)
		sc.say("k1", "for bob")
		sc.quiet()
		sc.proof = &proof{server: blue}
		sc.goDown(nil)
		p = sc.accept()
		if known := p.admit("alice"); len(known) > 1 || known[wire.Lobby] > 0 {
			t.Errorf("it is told of %v", known)
		}
		p.wantNothing(20 * time.Second)
		if at := sc.At(); at.State != Online || at.ServerKey != string(blue) || at.Waiting != 0 || !slices.Equal(kept.keys(), []string{"k1"}) {
			t.Errorf("the session is at %+v, and %q are kept", at, kept.keys())
		}
	})
}

// What an older program has kept says of no key whose it is. It is shown as not
// sent, to those who know the journal from before, and goes to nobody.
func TestWhatWasKeptWithoutAKeyIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{kept: []Pending{
			{ID: "k1", Journal: "j1", Name: "alice", Line: wire.AppendRequest(nil, wire.Say{Room: "lobby", ID: "k1", Text: "secret"})},
		}}
		sc := openWith(t, kept)
		p := sc.enter(lab) // nobody knows the lab here
		p.wantNothing(20 * time.Second)
		if known := sc.knows(wire.Lobby); len(known) != 0 || len(kept.keys()) != 1 {
			t.Errorf("the lobby is %q, and %q are kept", known, kept.keys())
		}

		sc = openWith(t, kept)
		sc.keptPast()
		sc.goDown(errGone)
		sc.resume()
		sc.wantMessage("alice", "secret", Waiting)
		if r := sc.wantRefusal("k1"); !r.Reason.is(WaitsWithoutKey) {
			t.Errorf("it is refused: %v", r.Reason)
		}
		sc.goDown(nil)
		p = sc.accept()
		p.admit("alice")
		p.want(wire.Read{Room: wire.Lobby, Seq: 2})
		p.wantNothing(20 * time.Second)
		if keys := kept.keys(); len(keys) != 0 {
			t.Errorf("kept are %q, want nothing", keys)
		}
	})
}

// What is being written to a slow disk while the person goes to another server
// stays with the first.
func TestASlowDiskDoesNotCarryAnythingElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{slow: 3 * time.Second}
		sc := openWith(t, kept)
		p := sc.enter(lab)
		said := make(chan error)
		go func() { said <- sc.Send("lobby", "k1", "secret", "") }()
		synctest.Wait() // it is with the disk
		outcome := sc.connect("other:1", "alice")
		p.goodbye()
		sc.journal = "j2"
		p = sc.accept()
		p.admit("alice")
		if err := errors.Join(<-said, <-outcome); err != nil {
			t.Fatal(err)
		}
		p.wantNothing(20 * time.Second)
		if known := sc.knows(wire.Lobby); len(known) != 0 || !slices.Equal(kept.keys(), []string{"k1"}) {
			t.Errorf("the other server's lobby is %q; kept are %q", known, kept.keys())
		}
	})
}

func TestARefusalIsTheServersLastWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &box{}
		sc := openWith(t, kept)
		p := sc.enter(lab)
		sc.say("k1", "hello")
		p.wantSay("k1", "hello")
		p.answer(wire.Error{Code: "news", Text: "You are \x1b[31mnot in this room.", ID: "k1", Request: "say"})
		if r := sc.wantRefusal("k1"); said(r.Reason) != `server-refuses text="You are �[31mnot in this room."` {
			t.Errorf("the refusal is reported as %+v", r)
		}
		at := sc.wantState(Online)
		synctest.Wait() // what is not needed any more is removed beside everything else
		if at.Waiting != 0 || len(kept.keys()) != 0 {
			t.Errorf("%d wait and %q are kept, want none", at.Waiting, kept.keys())
		}
		p.drop()
		p = sc.accept()
		p.admit("alice")
		p.wantNothing(20 * time.Second)

		sc.say("k1", "hello") // the person tries again
		p.echo("k1", "hello")
		sc.wantMessage("alice", "hello", Waiting)
		sc.wantMessage("alice", "hello", Sent)
	})
}

// The server's disk has no place, or cannot be read: it may be better in a while.
func TestTroubleWithTheServersDiskPasses(t *testing.T) {
	for _, code := range []wire.Code{wire.CodeNotStored, wire.CodeNotRead} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			sc.say("k1", "one")
			p.wantSay("k1", "one")
			began := time.Now()
			p.answer(wire.Error{Code: code, Text: "The disk.", ID: "k1", Request: "say"})
			synctest.Wait()
			sc.say("k2", "two") // does not overtake it
			p.wantSay("k1", "one")
			if took := time.Since(began); took != notStoredWait {
				t.Errorf("it is asked again after %v, want %v", took, notStoredWait)
			}
			p.wantSay("k2", "two")
			if at := sc.At(); at.Waiting != 2 || at.State != Online {
				t.Errorf("the session is at %+v", at)
			}
		})
	}
}

// What is wrong with the server's disk is reported once, and that it has passed:
// when something was stored, or with the connection.
func TestTroubleWithTheServersDiskIsReportedUntilItHasPassed(t *testing.T) {
	for _, code := range []wire.Code{wire.CodeNotStored, wire.CodeNotRead} {
		for end, passes := range map[string]func(*harness, *peer){
			"the message is stored":    func(_ *harness, p *peer) { p.echo("k1", "one") },
			"something else is stored": func(_ *harness, p *peer) { p.says("bob", "hi") },
			"the connection is lost":   func(_ *harness, p *peer) { p.drop() },
			"nothing waits any more":   func(_ *harness, p *peer) { p.answer(wire.Error{Code: wire.NotMember, ID: "k1"}) },
			"another server comes":     func(sc *harness, p *peer) { sc.connect("cellar:6667", "alice"); p.goodbye() },
		} {
			synctest.Test(t, func(t *testing.T) {
				sc := open(t)
				p := sc.enter(lab)
				sc.say("k1", "one")
				for range 2 {
					p.wantSay("k1", "one")
					p.answer(wire.Error{Code: code, ID: "k1", Request: "say"})
				}
				synctest.Wait()
				if got := disks(sc); !slices.Equal(got, []wire.Code{code}) {
					t.Errorf("%s: reported is %q", code, got)
				}
				passes(sc, p)
				synctest.Wait()
				if got := disks(sc); !slices.Equal(got, []wire.Code{""}) {
					t.Errorf("%s, and %s: reported is %q, want that it has passed", code, end, got)
				}
			})
		}
	}
}

// disks returns what has been reported of the server's disk.
func disks(sc *harness) (all []wire.Code) {
	for len(sc.happened) > 0 {
		if e := <-sc.happened; e.Disk != nil {
			all = append(all, e.Disk.Trouble)
		}
	}
	return all
}

func TestErrorsAboutNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		sc.say("k1", "hello")
		p.wantSay("k1", "hello")
		sc.quiet()
		for _, about := range []wire.Error{{}, {ID: "k9"}, {ID: "k9", Code: wire.CodeNotStored}, {Request: "who"}, {Request: "history"}, {Request: "say", Code: wire.NoRoom}} {
			p.answer(about)
		}
		p.page(false)
		p.answer(wire.RoomInfo{Name: wire.Lobby, ID: "k9"})
		synctest.Wait()
		for len(sc.happened) > 0 {
			if e := sc.next(); e.Room == nil {
				t.Errorf("reported is %+v", e)
			}
		}
		if at := sc.At(); at.Waiting != 1 || at.State != Online {
			t.Errorf("the session is at %+v", at)
		}
	})
}
