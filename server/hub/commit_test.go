package hub

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// perCommit is how long a slow disk takes for one.
const perCommit = 30 * time.Millisecond

// A grouped journal stores all that waits with one commit, as one on a slow disk does.
type grouped struct {
	*memory
	waiting chan *waiting
	full    atomic.Bool // the commits fail
	commits atomic.Int32
}

type waiting struct {
	events []*wire.Event
	done   chan error
}

func newGrouped(t *testing.T) *grouped {
	g := &grouped{memory: newMemory(), waiting: make(chan *waiting, 1000)}
	go g.run()
	t.Cleanup(func() { close(g.waiting) })
	return g
}

func (g *grouped) Append(_ context.Context, events []*wire.Event) error {
	w := &waiting{events, make(chan error, 1)}
	g.waiting <- w
	return <-w.done
}

func (g *grouped) run() {
	for first := range g.waiting {
		batch := []*waiting{first}
		for len(g.waiting) > 0 {
			batch = append(batch, <-g.waiting)
		}
		g.commits.Add(1)
		<-time.After(perCommit)
		if g.full.Load() {
			g.fail(batch)
			continue
		}
		errs := make([]error, len(batch))
		for i, w := range batch {
			errs[i] = g.memory.Append(context.Background(), w.events)
		}
		for i, w := range batch {
			w.done <- errs[i]
		}
	}
}

// fail has the rules asked, as a journal does that finds out last that the disk is full.
func (g *grouped) fail(batch []*waiting) {
	for _, w := range batch {
		for _, e := range w.events {
			if g.rules.Check(e) == nil {
				g.rules.Apply(e)
			}
		}
	}
	g.rules.Undo()
	for _, w := range batch {
		w.done <- errSick
	}
}

// Whoever changes rooms at the same time waits for the disk together, and each
// of them is answered as if they had come one after the other.
func TestManyChangesShareACommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newGrouped(t)
		cfg := limits()
		cfg.SendQueue = 1 << 20
		h, _ := openOn(t, cfg, journal)
		const all = 50
		var crowd []*client
		for i := range all {
			crowd = append(crowd, enter2(t, h, fmt.Sprint("c", i), ""))
		}
		crowd[0].Ask(`{"type":"open","room":"tea","id":"first"}`)
		crowd[0].Wants(`{"type":"room","name":"tea"}`)
		crowd[0].Wants(`{"type":"open","room":"tea"}`)

		began, before := time.Now(), journal.commits.Load()
		answers := make(chan string)
		for i, c := range crowd[1:] {
			go c.Ask(fmt.Sprintf(`{"type":"join","room":"tea","id":"j%d"}`, i))
			go func() {
				got := c.Next()
				for got["type"] == "presence" {
					got = c.Next()
				}
				answers <- fmt.Sprint(got["type"], " ", got["name"])
				c.Drain()
			}()
		}
		go crowd[0].Drain()
		for range all - 1 {
			if got := <-answers; got != "room tea" {
				t.Errorf("who joins is answered with %q, want the room", got)
			}
		}
		if took, n := time.Since(began), journal.commits.Load()-before; took > 3*perCommit || n > 3 {
			t.Errorf("%d people joined within %v and %d commits, want 3 at the most", all-1, took, n)
		}
	})
}

// Of two changes in one commit that exclude each other the first one is made.
func TestTheFirstOfTwoChangesIsMade(t *testing.T) {
	for what, c := range map[string]struct{ first, second, like string }{
		"two rooms of one name":   {`{"type":"open","room":"den","id":"a"}`, `{"type":"open","room":"den","id":"b"}`, `{"type":"error","code":"room-exists","request":"open","id":"b"}`},
		"two that look alike":     {`{"type":"open","room":"den1","id":"a"}`, `{"type":"open","room":"denl","id":"b"}`, `{"type":"error","code":"room-exists","request":"open","id":"b"}`},
		"a room for two, twice":   {`{"type":"direct","name":"bob","id":"a"}`, `{"type":"direct","name":"alice","id":"b"}`, `{"type":"room","name":"@alice,bob","members":2,"id":"b"}`},
		"a room that is new":      {`{"type":"open","room":"den","id":"a"}`, `{"type":"join","room":"den","id":"b"}`, `{"type":"error","code":"no-room","request":"join","id":"b"}`},
		"what both want the same": {`{"type":"join","room":"tea","id":"a"}`, `{"type":"join","room":"tea","id":"a"}`, `{"type":"error","code":"id-reused","id":"a"}`},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				journal := newGrouped(t)
				h, _ := openOn(t, limits(), journal)
				eve, alice, bob := enter2(t, h, "eve", ""), enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
				eve.Ask(`{"type":"open","room":"tea","id":"tea"}`)
				go eve.Drain()
				<-time.After(2 * perCommit)
				eve.Ask(`{"type":"topic","room":"tea","id":"busy","topic":"t"}`) // the disk is at work
				synctest.Wait()
				alice.Ask(c.first)
				synctest.Wait() // it waits for the disk
				go alice.Drain()
				bob.Ask(c.second)
				got := bob.Next()
				for got["id"] != "a" && got["id"] != "b" || got["type"] == "open" || got["type"] == "join" {
					got = bob.Next()
				}
				if want := decode(t, c.like); got["type"] != want["type"] || got["code"] != want["code"] || got["request"] != want["request"] || got["name"] != want["name"] {
					t.Errorf("the second is answered with %v, want %s", got, c.like)
				}
			})
		})
	}
}

// A change that cannot be stored has never been made, not even for those that
// come after it in the same commit.
func TestAChangeThatIsNotStoredLeavesTheRoomsAsTheyWere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newGrouped(t)
		h, _ := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"open","room":"tea","id":"tea","topic":"leaves"}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)

		journal.full.Store(true)
		alice.Ask(`{"type":"open","room":"den","id":"a1"}`)
		bob.Ask(`{"type":"join","room":"tea","id":"b1"}`)
		alice.Wants(`{"type":"error","code":"not-stored","id":"a1"}`)
		bob.Wants(`{"type":"error","code":"not-stored","id":"b1"}`)
		alice.Ask(`{"type":"leave","room":"tea","id":"a2"}`)
		alice.Wants(`{"type":"error","code":"not-stored","id":"a2"}`)
		alice.Ask(`{"type":"topic","room":"tea","id":"a3","topic":"lost"}`)
		alice.Wants(`{"type":"error","code":"not-stored","id":"a3"}`)
		journal.full.Store(false)

		bob.Ask(`{"type":"open","room":"den","id":"b2"}`)
		bob.Wants(`{"type":"room","name":"den","members":1}`)
		bob.Wants(`{"type":"open","room":"den","from":"bob"}`)
		bob.Ask(`{"type":"join","room":"tea","id":"b3"}`)
		bob.Wants(`{"type":"room","name":"tea","topic":"leaves","members":2}`)
		bob.Wants(`{"type":"join","room":"tea","from":"bob"}`)
	})
}
