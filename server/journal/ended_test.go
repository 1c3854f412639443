package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// happens appends one event of a room.
func happens(t *testing.T, j *Journal, kind, room, from, key, body string) *wire.Event {
	t.Helper()
	e := &wire.Event{Type: kind, Room: room, From: from, ID: key, Body: []byte(body)}
	if err := j.Append(t.Context(), []*wire.Event{e}); err != nil {
		t.Fatal(err)
	}
	return e
}

// A room that has ended is not there any more, and another one of its name has
// nothing of it: no page, no key, no reaction and no number.
func TestAnotherRoomOfTheSameNameIsAnotherRoom(t *testing.T) {
	for _, c := range []struct{ memory, again bool }{{true, false}, {false, false}, {false, true}} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			memory := c.memory
			cfg := Config{Dir: newDir(t), Memory: memory}
			j := open(t, cfg)
			happens(t, j, wire.OpenType, "tea", "alice", "k1", `{"topic":"plans"}`)
			happens(t, j, wire.MessageType, "tea", "alice", "k2", `{"text":"secret"}`)
			closed := happens(t, j, wire.CloseType, "tea", "alice", "k3", `{}`)
			check := func(when string) {
				t.Helper()
				if page, err := j.Page(t.Context(), model.Query{Room: "tea"}); err != nil || len(page) > 0 {
					t.Errorf("%s the page is %v, %v", when, page, err)
				}
				if e, err := j.Find(t.Context(), "k2"); !errors.Is(err, ErrUnknown) {
					t.Errorf("%s k2 is %v, %v", when, e, err)
				}
				if last, err := j.Last(t.Context()); err != nil || last["tea"].Seq != 0 {
					t.Errorf("%s the last of tea is %v, %v", when, last, err)
				}
				for e, err := range j.Changes(t.Context()) {
					t.Errorf("%s there is %+v, %v", when, e, err)
				}
			}
			check("at once")
			if c.again {
				if err := j.Close(); err != nil {
					t.Fatal(err)
				}
				j = open(t, cfg)
				check("after a start")
				if j.Seq() != closed.Seq {
					t.Errorf("the numbers go on from %d, want %d", j.Seq(), closed.Seq)
				}
			}
			opened := happens(t, j, wire.OpenType, "tea", "bob", "k4", `{}`)
			if opened.Seq != 4 || opened.Prev != 0 {
				t.Errorf("the new room begins with %d after %d, want 4 after 0", opened.Seq, opened.Prev)
			}
			happens(t, j, wire.MessageType, "tea", "bob", "k5", `{"text":"hi"}`)
			if page, err := j.Page(t.Context(), model.Query{Room: "tea"}); err != nil || len(page) != 2 || page[0].ID != "k4" {
				t.Errorf("the new room has %v, %v", page, err)
			}
			if memory {
				return
			}
			again := &wire.Event{Type: wire.MessageType, Room: "tea", From: "alice", ID: "k2", Body: []byte(`{"text":"secret"}`)}
			if err := j.Append(t.Context(), []*wire.Event{again}); err == nil || again.Seq != 0 {
				t.Errorf("what was said in the old room is stored as %d in the new one, %v", again.Seq, err)
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			if r, err := Check(t.Context(), cfg.Dir); err != nil || len(r.Problems) > 0 || r.Rooms != 1 {
				t.Errorf("the report is %+v, %v", r, err)
			}
		})
	}
}

// Of a room that has ended no file has a word: not what was said, not what it
// was about, and not what it was called. The others stay.
func TestOfARoomThatHasEndedNothingIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := newDir(t)
		j := open(t, Config{Dir: dir})
		happens(t, j, wire.OpenType, "besprechung", "alice", "k1", `{"topic":"entlassungen"}`)
		for i := range 3 * eraseAtOnce {
			happens(t, j, wire.MessageType, "besprechung", "alice", fmt.Sprint("m", i), `{"text":"vertraulich"}`)
		}
		happens(t, j, wire.ReactType, "besprechung", "alice", "r1", `{"target":"m1","emoji":"👍"}`)
		read(t, j, "alice", "besprechung", 9)
		say(t, j, "lobby", "unbeteiligt")
		happens(t, j, wire.CloseType, "besprechung", "alice", "k2", `{"reason":"erledigt"}`)
		time.Sleep(3 * cutEvery)
		synctest.Wait()
		wants := func() {
			t.Helper()
			files, err := filepath.Glob(filepath.Join(dir, FileName+"*"))
			if err != nil || len(files) < 2 {
				t.Fatalf("%v, %v", files, err)
			}
			stays := false
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				stays = stays || bytes.Contains(data, []byte("unbeteiligt"))
				for _, word := range []string{"besprechung", "entlassungen", "vertraulich", "erledigt", "👍"} {
					if n := bytes.Count(data, []byte(word)); n > 0 {
						t.Errorf("%s has %q %d times", filepath.Base(file), word, n)
					}
				}
			}
			if !stays {
				t.Error("what was said in another room is gone too")
			}
		}
		wants()
	})
}

// Nothing of a room is erased before everybody who follows has heard that it
// has ended: who is behind reads it from the disk.
func TestARoomIsErasedOnceAllHaveHeardOfItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := open(t, Config{Dir: newDir(t), maxBehind: 1})
		var heard []string
		next := make(chan struct{})
		go func() {
			_ = j.Follow(t.Context(), 0, func(events []*wire.Event) {
				for _, e := range events {
					heard = append(heard, e.Type)
				}
				<-next
			})
		}()
		synctest.Wait()
		happens(t, j, wire.OpenType, "tea", "alice", "k1", `{}`)
		synctest.Wait() // it hears that, and takes its time
		for i := range 5 {
			happens(t, j, wire.MessageType, "tea", "alice", fmt.Sprint("m", i), `{"text":"hi"}`)
		}
		happens(t, j, wire.CloseType, "tea", "alice", "k2", `{}`)
		time.Sleep(time.Minute)
		synctest.Wait()
		for range 5 {
			select {
			case next <- struct{}{}:
			default:
			}
			synctest.Wait()
		}
		if got := fmt.Sprint(heard); got != "[open message message message message message close]" {
			t.Errorf("heard is %s", got)
		}
		if left := len(j.store.(*disk).ending); left > 0 {
			t.Errorf("%d rooms are not erased", left)
		}
		close(next)
	})
}

// A transaction that fails has ended no room. (This one is the journal's last; on
// a full disk it goes on.)
func TestARoomGoesOnIfItsEndIsNotStored(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	happens(t, j, wire.OpenType, "tea", "alice", "k1", `{}`)
	d := j.store.(*disk)
	was := *d.rooms["tea"]
	if err := d.c.Exec(`CREATE TEMP TRIGGER no BEFORE INSERT ON events WHEN NEW.key = 'bad' BEGIN SELECT RAISE(FAIL, 'no'); END`); err != nil {
		t.Fatal(err)
	}
	var events []*wire.Event
	for _, e := range []struct{ kind, key string }{{wire.CloseType, "k2"}, {wire.OpenType, "k3"}, {wire.CloseType, "k4"}, {wire.MessageType, "bad"}} {
		events = append(events, &wire.Event{Type: e.kind, Room: "tea", From: "alice", ID: e.key, Body: []byte(`{}`)})
	}
	if err := j.Append(t.Context(), events); err == nil {
		t.Fatal("it is stored")
	}
	if r := d.rooms["tea"]; r.id != was.id || r.last != 1 || r.next != 0 || r.ended {
		t.Errorf("the room is %+v, want %+v", r, was)
	}
	if len(d.ending) > 0 {
		t.Errorf("%v have ended", d.ending)
	}
}

// A slowLook is a disk that is asked to erase what not all have heard of yet,
// and answers when they have.
type slowLook struct {
	*disk
	heard func()
}

func (s *slowLook) eraseEnded(upTo int64) (did, left bool, err error) {
	did, left, err = s.disk.eraseEnded(upTo)
	if left && !did {
		s.heard()
	}
	return did, left, err
}

// Who hears of the end of a room while the writer finds out that they have not is
// not waited for until something else is stored.
func TestARoomIsErasedThoughItsEndIsHeardInThatMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, err := openDisk(newDir(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		let := make(chan struct{}, 1)
		j := newJournal(Config{}, &slowLook{d, func() { // when they have, the writer alone still works
			select {
			case let <- struct{}{}:
			default:
			}
			time.Sleep(time.Millisecond)
		}}, d.seq)
		defer j.Close()
		ctx, cancel := context.WithCancel(t.Context())
		followed := make(chan error)
		go func() {
			followed <- j.Follow(ctx, 0, func(events []*wire.Event) {
				if events[0].Type == wire.CloseType {
					<-let
				}
			})
		}()
		happens(t, j, wire.OpenType, "tea", "alice", "k1", `{}`)
		synctest.Wait()
		happens(t, j, wire.CloseType, "tea", "alice", "k2", `{}`)
		time.Sleep(time.Minute)
		synctest.Wait()
		if left := len(d.ending); left > 0 {
			t.Errorf("%d rooms are not erased", left)
		}
		cancel()
		<-followed
	})
}
