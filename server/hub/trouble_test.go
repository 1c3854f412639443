package hub

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A sick journal fails in what it is told to.
type sick struct {
	*memory
	full, blind, deaf, slow atomic.Bool // cannot store, read, follow; takes its time to store
}

var errSick = errors.New("the disk is ill")

func (s *sick) Append(ctx context.Context, events []*wire.Event) error {
	if s.full.Load() {
		for _, e := range events {
			if old, err := s.memory.Find(ctx, e.ID); err == nil {
				e.Seq, e.Prev, e.At = old.Seq, old.Prev, old.At
			}
		}
		return errSick
	}
	if s.slow.Load() {
		<-time.After(time.Millisecond)
	}
	return s.memory.Append(ctx, events)
}

func (s *sick) Find(ctx context.Context, key string) (*wire.Event, error) {
	if s.blind.Load() {
		return nil, errSick
	}
	return s.memory.Find(ctx, key)
}

func (s *sick) Page(ctx context.Context, q model.Query) ([]*wire.Event, error) {
	if s.blind.Load() {
		return nil, errSick
	}
	return s.memory.Page(ctx, q)
}

func (s *sick) Reads(ctx context.Context, who string) (map[string]int64, error) {
	if s.blind.Load() {
		return nil, errSick
	}
	return s.memory.Reads(ctx, who)
}

func (s *sick) Follow(ctx context.Context, after int64, f func([]*wire.Event)) error {
	if !s.deaf.Load() {
		return s.memory.Follow(ctx, after, f)
	}
	return errSick
}

func TestWhatCannotBeStoredIsNotHandedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &sick{memory: newMemory()}
		h, _ := openOn(t, limits(), journal)
		alice, bob, old := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter(t, h, "old")
		journal.full.Store(true)
		alice.Ask(`{"type":"say","room":"lobby","id":"k1","text":"lost?"}`)
		alice.Wants(`{"type":"error","code":"not-stored","id":"k1"}`)
		alice.Ask(`{"type":"open","room":"den","id":"k2"}`)
		alice.Wants(`{"type":"error","code":"not-stored","id":"k2"}`)
		old.Say("lost?")
		old.Want("507 Not stored")
		bob.HearsNothing()
		journal.full.Store(false)
		alice.Ask(`{"type":"say","room":"lobby","id":"k1","text":"lost?"}`)
		for _, c := range []*client{alice, bob} {
			c.Wants(`{"type":"message","seq":1,"text":"lost?"}`)
		}
		old.Want("@alice: lost?")
		alice.Ask(`{"type":"open","room":"den","id":"k2"}`)
		alice.Wants(`{"type":"room","name":"den"}`)
	})
}

// A client that repeats what is stored is not told that it is not.
func TestWhatIsStoredIsAnsweredThoughNothingMoreCanBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &sick{memory: newMemory()}
		h, _ := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		const line = `{"type":"say","room":"lobby","id":"k1","text":"kept"}`
		alice.Ask(line)
		for _, c := range []*client{alice, bob} {
			c.Wants(`{"type":"message","seq":1,"id":"k1"}`)
		}
		journal.full.Store(true)
		alice.Ask(line)
		alice.Wants(`{"type":"message","seq":1,"id":"k1"}`)
		alice.Ask(`{"type":"say","room":"lobby","id":"k2","text":"lost?"}`)
		alice.Wants(`{"type":"error","code":"not-stored","id":"k2"}`)
		bob.HearsNothing()
	})
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &sick{memory: stored(t, 3, "x")}
		h, _ := openOn(t, limits(), journal)
		alice := enter2(t, h, "alice", "")
		journal.blind.Store(true)
		alice.Ask(`{"type":"history","room":"lobby","limit":5}`)
		alice.Wants(`{"type":"error","code":"not-read","request":"history"}`)
		alice.Ask(`{"type":"edit","room":"lobby","id":"k","target":"lobby1","text":"x"}`)
		alice.Wants(`{"type":"error","code":"not-read","request":"edit","id":"k"}`)
		alice.Ask(`{"type":"direct","name":"bob","id":"k"}`)
		alice.Wants(`{"type":"error","code":"not-read","request":"direct","id":"k"}`)
		bob := connect(t, h, "bob", "REGISTER bob CHAT/2.0")
		bob.Want("200 Registration successful")
		bob.Ask(`{"type":"hello"}`)
		bob.Wants(`{"type":"bye","code":"not-read","back":10}`)
		bob.WantEnd()
		alice.Ask(`{"type":"say","room":"lobby","id":"k","text":"still here"}`)
		alice.Wants(`{"type":"message","text":"still here"}`)
	})
}

func TestAJournalThatCannotBeFollowedIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &sick{memory: newMemory()}
		journal.deaf.Store(true)
		h, shutdown := openOn(t, limits(), journal)
		alice := enter2(t, h, "alice", "")
		alice.Ask(`{"type":"say","room":"lobby","id":"k","text":"hello?"}`)
		alice.HearsNothing()
		journal.deaf.Store(false)
		alice.Wants(`{"type":"message","seq":1,"text":"hello?"}`)

		journal.deaf.Store(true)
		journal.mu.Lock()
		journal.events = append(journal.events, &wire.Event{Seq: 2, Room: wire.Lobby}) // never handed out
		journal.mu.Unlock()
		go alice.Drain()
		began := time.Now()
		shutdown()
		if took := time.Since(began); took > closeFor {
			t.Errorf("the end took %v, want at most %v", took, closeFor)
		}
	})
}

func TestBadRequestsAreAnsweredAndHarmNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		for _, c := range []struct{ line, code string }{
			{`hello?`, "bad-json"},
			{`{"type":"say"`, "bad-json"},
			{`["say"]`, "bad-json"},
			{`{"type":7}`, "bad-json"},
			{`null`, "bad-json"},
			{`{}`, "unknown-type"},
			{`{"type":"dance","id":"k"}`, "unknown-type"},
			{`{"type":"say"}`, "bad-member"},
			{`{"type":"say","room":"lobby","text":"x"}`, "bad-member"},
			{`{"type":"say","room":"lobby","id":7,"text":"x"}`, "bad-member"},
			{`{"type":"say","room":"lobby","id":"a b","text":"x"}`, "bad-member"},
			{`{"type":"say","room":"lobby","id":"k","text":""}`, "bad-member"},
			{`{"type":"say","room":"No Room","id":"k","text":"x"}`, "bad-member"},
			{`{"type":"say","room":"lobby","id":"` + strings.Repeat("k", wire.MaxID+1) + `","text":"x"}`, "bad-member"},
			{`{"type":"say","room":"lobby","id":"k","text":"bell \u0007"}`, "bad-text"},
			{`{"type":"say","room":"lobby","id":"k","text":"one\r\ntwo"}`, "bad-text"},
			{"{\"type\":\"say\",\"room\":\"lobby\",\"id\":\"k\",\"text\":\"\xff\"}", "bad-text"},
			{`{"type":"say","room":"nowhere","id":"k","text":"x"}`, "no-room"},
			{`{"type":"typing"}`, "bad-member"},
			{`{"type":"read","room":"lobby","seq":-1}`, "bad-member"},
			{`{"type":"ping","id":" "}`, "bad-member"},
		} {
			alice.Ask(c.line)
			got := alice.Next()
			if reason, _ := got["text"].(string); got["type"] != "error" || got["code"] != c.code || !strings.HasSuffix(reason, ".") && !strings.HasSuffix(reason, "characters.") {
				t.Errorf("%s is answered with %v, want %s", c.line, got, c.code)
			}
		}
		bob.HearsNothing()
		alice.Ask(`{"type":"say","room":"lobby","id":"k","text":"fine","new":"unknown members are ignored"}`)
		bob.Wants(`{"type":"message","text":"fine"}`)
	})
}

// A text of many short lines would be many prefixes to CHAT/1.0.
func TestATextHasSoManyLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.MaxLine = wire.MaxLine
		h, _ := open(t, cfg)
		alice := enter2(t, h, "alice", "")
		for lines, like := range map[int]string{wire.MaxLines: `{"type":"message"}`, wire.MaxLines + 1: `{"type":"error","code":"too-many-lines"}`} {
			text := "x" + strings.Repeat(`\n`, lines-1)
			alice.Ask(fmt.Sprintf(`{"type":"say","room":"lobby","id":"k%d","text":"%s"}`, lines, text))
			alice.Wants(like)
		}
	})
}

func TestAFloodOfRequestsIsPaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst = 10, 50
		h, _ := open(t, cfg)
		alice := enter2(t, h, "alice", "") // one of the burst
		began := time.Now()
		go alice.Write(strings.Repeat(`{"type":"ping"}`+"\n", 99))
		for range 99 {
			alice.Wants(`{"type":"pong"}`)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("100 requests took %v, want 5s", took)
		}
	})
}

// Both dialects hear one order, whoever speaks which.
func TestBothDialectsHearOneOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.SendQueue = 64 << 10
		h, _ := open(t, cfg)
		const lines = 50
		old, young := enter(t, h, "old"), enter2(t, h, "young", "")
		for i := range 3 {
			one, two := enter(t, h, fmt.Sprint("one", i)), enter2(t, h, fmt.Sprint("two", i), "")
			go one.Drain()
			go two.Drain()
			go func() {
				for n := range lines {
					one.Say(fmt.Sprint(n))
				}
			}()
			go func() {
				for n := range lines {
					two.Ask(fmt.Sprintf(`{"type":"say","room":"lobby","id":"%s-%d","text":"%d"}`, two.Name, n, n))
				}
			}()
		}
		for range 6 * lines {
			e := young.Wants(`{"type":"message"}`)
			old.Want(fmt.Sprintf("@%s: %s", e["from"], e["text"]))
		}
		_ = old.Close()
	})
}
