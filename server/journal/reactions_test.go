package journal

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// react is a reaction to a message in the lobby; off takes it away.
func react(from, target, emoji string, off ...bool) *wire.Event {
	e := line(wire.Lobby, from, "")
	e.Type, e.Body = wire.ReactType, wire.Encode(wire.EditBody{Target: target, Emoji: emoji, Off: len(off) > 0})
	return e
}

// wantReactions appends reactions one after the other, and wants why each is
// not stored; nil is that it is.
func wantReactions(t *testing.T, j *Journal, why error, reactions ...*wire.Event) {
	t.Helper()
	for _, e := range reactions {
		err := j.Append(t.Context(), []*wire.Event{e})
		if !errors.Is(err, why) || (e.Seq == 0) != (why != nil) {
			t.Errorf("%s's %s is %d, %v, want %v", e.From, e.Body, e.Seq, err, why)
		}
	}
}

func emoji(n int) string { return fmt.Sprintf("e%02d", n) }

// onEach runs a story on a disk and in memory.
func onEach(t *testing.T, story func(t *testing.T, open func() *Journal)) {
	dir := newDir(t)
	for what, cfg := range map[string]Config{"disk": {Dir: dir}, "memory": {Memory: true}} {
		t.Run(what, func(t *testing.T) { story(t, func() *Journal { return open(t, cfg) }) })
	}
}

func TestAPersonPutsSoManyReactionsOnAMessage(t *testing.T) {
	onEach(t, func(t *testing.T, open func() *Journal) {
		j := open()
		m, other := say(t, j, wire.Lobby, "hi")[0], say(t, j, wire.Lobby, "there")[0]
		var first []*wire.Event
		for n := range wire.MaxReactions {
			first = append(first, react("Zoë", m.ID, emoji(n)))
		}
		wantReactions(t, j, nil, first...)
		wantReactions(t, j, model.ErrReactions, react("Zoë", m.ID, emoji(7)), react("ZOË", m.ID, emoji(8)))
		wantReactions(t, j, nil, react("Zoë", other.ID, emoji(7)), react("zoe", m.ID, emoji(7)))
		// What is there, and what is sent again, is none more.
		wantReactions(t, j, nil, react("Zoë", m.ID, emoji(0)), again(first[1]))
		// One's own can be taken away, and that makes room.
		wantReactions(t, j, nil, react("zoë", m.ID, emoji(0), true), react("Zoë", m.ID, emoji(9), true), react("Zoë", m.ID, emoji(7)))
		wantReactions(t, j, model.ErrReactions, react("Zoë", m.ID, emoji(0)))
		wantReactions(t, j, nil, again(first[0])) // which was stored then
	})
}

func TestAMessageHasSoManyKindsOfReactions(t *testing.T) {
	onEach(t, func(t *testing.T, open func() *Journal) {
		j := open()
		m := say(t, j, wire.Lobby, "hi")[0]
		for n := range wire.MaxKinds {
			wantReactions(t, j, nil, react(fmt.Sprint("guest", n/wire.MaxReactions), m.ID, emoji(n)))
		}
		wantReactions(t, j, model.ErrKinds, react("bob", m.ID, emoji(20)))
		wantReactions(t, j, nil, react("bob", m.ID, emoji(19)), react("guest3", m.ID, emoji(19), true))
		wantReactions(t, j, model.ErrKinds, react("guest3", m.ID, emoji(20))) // bob has it there still
		wantReactions(t, j, nil, react("bob", m.ID, emoji(19), true), react("eve", m.ID, emoji(20)))
		wantReactions(t, j, model.ErrKinds, react("bob", m.ID, emoji(19)))
	})
}

// Of those who put the last kind on a message at once one does, and what comes
// with a reaction that is not stored is.
func TestOneOfManyPutsTheLastKindOnAMessage(t *testing.T) {
	onEach(t, func(t *testing.T, open func() *Journal) {
		j := open()
		m := say(t, j, wire.Lobby, "hi")[0]
		for n := range wire.MaxKinds - 1 {
			wantReactions(t, j, nil, react(fmt.Sprint("guest", n/wire.MaxReactions), m.ID, emoji(n)))
		}
		const many = 16
		errs, reactions, said := make([]error, many), make([]*wire.Event, many), make([]*wire.Event, many)
		var all sync.WaitGroup
		for i := range many {
			reactions[i], said[i] = react(fmt.Sprint("late", i), m.ID, emoji(30+i)), line(wire.Lobby, "late", "me too")
			all.Go(func() { errs[i] = j.Append(t.Context(), []*wire.Event{reactions[i], said[i]}) })
		}
		all.Wait()
		stored := 0
		for i, err := range errs {
			switch {
			case err == nil && reactions[i].Seq != 0:
				stored++
			case !errors.Is(err, model.ErrKinds) || reactions[i].Seq != 0:
				t.Errorf("one has come to %d, %v, want %v", reactions[i].Seq, err, model.ErrKinds)
			}
			if said[i].Seq == 0 {
				t.Error("what was said with a reaction is not stored")
			}
		}
		if stored != 1 {
			t.Errorf("%d have put the last kind there, want 1", stored)
		}
	})
}

// A room that begins in the same transaction counts its reactions like any other,
// also when one of its name has ended in it.
func TestReactionsToTheFirstMessageOfARoomAreCounted(t *testing.T) {
	onEach(t, func(t *testing.T, open func() *Journal) {
		j := open()
		in := func(e *wire.Event) *wire.Event { e.Room = "tea"; return e }
		closing := func() *wire.Event {
			e := line("tea", "alice", "")
			e.Type, e.Body = wire.CloseType, []byte("{}")
			return e
		}
		m := line("tea", "alice", "hi")
		events := []*wire.Event{line("tea", "alice", "before"), closing(), m}
		for n := range wire.MaxReactions {
			events = append(events, in(react("bob", m.ID, emoji(n))))
		}
		if err := j.Append(t.Context(), events); err != nil {
			t.Fatal(err)
		}
		wantReactions(t, j, model.ErrReactions, in(react("bob", m.ID, emoji(9))))
		if err := j.Append(t.Context(), []*wire.Event{closing()}); err != nil {
			t.Fatal(err)
		}
		m = line("tea", "alice", "hi again")
		events = []*wire.Event{m}
		for n := range wire.MaxReactions + 1 {
			events = append(events, in(react("bob", m.ID, emoji(n))))
		}
		if err := j.Append(t.Context(), events); !errors.Is(err, model.ErrReactions) {
			t.Errorf("with one reaction too many, in one transaction, the error is %v", err)
		}
	})
}

// Each event that is not stored has its own reason.
func TestWhatIsNotStoredHasItsReason(t *testing.T) {
	onEach(t, func(t *testing.T, open func() *Journal) {
		j := open()
		m := say(t, j, wire.Lobby, "hi")[0]
		for n := range wire.MaxReactions {
			wantReactions(t, j, nil, react("bob", m.ID, emoji(n)))
		}
		reused, many := react("bob", m.ID, emoji(0)), react("bob", m.ID, emoji(9))
		reused.ID = m.ID
		err := j.Append(t.Context(), []*wire.Event{reused, many})
		refusals, ok := errors.AsType[model.Refusals](err)
		if !ok || len(refusals) != 2 || !errors.Is(refusals[reused], ErrIDReused) || !errors.Is(refusals[many], model.ErrReactions) {
			t.Errorf("they come to %v", err)
		}
	})
}

// What is there is what the events say, also those of an older program, and
// those that are rewritten; a message that has expired has no reactions.
func TestReactionsAreCountedFromTheEvents(t *testing.T) {
	frozen, err := os.ReadFile("testdata/version-3.sql")
	if err != nil {
		t.Fatal(err)
	}
	script := string(frozen) + "\nBEGIN;"
	for n := range 2000 { // more than are read at once; every other one is taken away
		off := ""
		if n%2 == 1 {
			off = `,"off":true`
		}
		script += fmt.Sprintf("\nINSERT INTO events VALUES (%d, 3, 1772366402500, 1, 'react', 'a1ice', 'r%d', CAST('{\"target\":\"k3\",\"emoji\":\"%s\"%s}' AS BLOB));", n+4, n, emoji(n/2), off)
	}
	for n := range wire.MaxReactions {
		script += fmt.Sprintf("\nINSERT INTO events VALUES (%d, 3, 1772366402500, 1, 'react', 'Bob', 'b%d', CAST('{\"target\":\"k3\",\"emoji\":\"%s\"}' AS BLOB));", n+2004, n, emoji(n))
	}
	script += "\nUPDATE rooms SET last = 2008 WHERE id = 1;\nCOMMIT;"
	dir := newDir(t)
	makeFile(t, dir, script)
	synctest.Test(t, func(t *testing.T) {
		j := open(t, Config{Dir: dir})
		wantReactions(t, j, nil, react("a1ice", "k3", emoji(50)))
		wantReactions(t, j, model.ErrReactions, react("bob", "k3", emoji(51)))
		if _, err := j.Rewrite(t.Context(), Rewriting{
			Event: func(e *wire.Event) bool {
				e.From = strings.Replace(e.From, "Bob", "a1ice", 1)
				return e.From == "a1ice"
			},
			User: func(user string) string { return user },
		}); err != nil {
			t.Fatal(err)
		}
		wantReactions(t, j, model.ErrReactions, react("a1ice", "k3", emoji(51)))
		wantReactions(t, j, nil, react("bob", "k3", emoji(51)))
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}

		j = open(t, Config{Dir: dir, Retention: 100 * 365 * day})
		if n := countReactions(t, dir); n != 7 {
			t.Errorf("there are %d reactions, want 7", n)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * 365 * day)
		j = open(t, Config{Dir: dir, Retention: day, RetentionForce: true})
		time.Sleep(3 * day)
		synctest.Wait()
		if n := countReactions(t, dir); n != 0 {
			t.Errorf("there are %d reactions when their message has expired, want none", n)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// countReactions returns how many there are in dir's journal.
func countReactions(t *testing.T, dir string) (n int64) {
	t.Helper()
	c := connectTo(t, dir)
	if err := errors.Join(c.Ints("SELECT count(*) FROM reactions", &n), c.Close()); err != nil {
		t.Fatal(err)
	}
	return n
}
