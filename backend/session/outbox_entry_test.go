package session

import (
	"errors"
	"slices"
	"testing"
	"time"

	"confab/server/wire"
)

// saidEntry returns the entry for a message.
func saidEntry(id string) *entry {
	say := wire.Say{Room: wire.Lobby, ID: id, Text: "text of " + id}
	p := Pending{ID: id, Server: red, Journal: "j1", Name: "alice", Line: wire.AppendRequest(nil, say)}
	return newEntry(p, say, false)
}

// filled returns an outbox in which entries wait.
func filled(ids ...string) *outbox {
	o := &outbox{}
	for _, id := range ids {
		e := saidEntry(id)
		o.store(e)
		o.stored(e, nil)
	}
	return o
}

// lines returns the ids of the lines for a connection, and how long there is none then.
func (o *outbox) lines(connection int, now time.Time) (ids []string, wait time.Duration) {
	for {
		next := o.next(connection, now, time.Minute)
		if next.line == nil {
			return ids, next.wait
		}
		i := slices.IndexFunc(o.waiting, func(e *entry) bool { return string(e.Line) == string(next.line) })
		ids = append(ids, o.waiting[i].ID)
	}
}

func TestAnOutboxSendsOnceForEachConnection(t *testing.T) {
	o, now := filled("a", "b"), time.Now()
	if ids, _ := o.lines(1, now); !slices.Equal(ids, []string{"a", "b"}) {
		t.Errorf("the first connection gets %q", ids)
	}
	if ids, wait := o.lines(1, now); len(ids) != 0 || wait != time.Minute {
		t.Errorf("the first connection gets %q again, or waits %v", ids, wait)
	}
	if !o.remove("a") || o.remove("a") || o.remove("z") {
		t.Error("what has been answered is not removed once")
	}
	if ids, _ := o.lines(2, now); !slices.Equal(ids, []string{"b"}) {
		t.Errorf("the second connection gets %q, want what was not answered", ids)
	}
}

func TestNothingOvertakesWhatIsSentAgain(t *testing.T) {
	o, now := filled("a", "b", "c"), time.Now()
	o.lines(1, now)
	if !o.retry("b", now.Add(5*time.Second)) || o.retry("z", now) {
		t.Error("a request that waits cannot be sent again")
	}
	e := saidEntry("d")
	o.store(e)
	o.stored(e, nil)
	if ids, wait := o.lines(1, now); len(ids) != 0 || wait != 5*time.Second {
		t.Errorf("%q are sent, then nothing for %v, want nothing for 5s", ids, wait)
	}
	if ids, _ := o.lines(1, now.Add(5*time.Second)); !slices.Equal(ids, []string{"b", "d"}) {
		t.Errorf("%q are sent, want b and d", ids)
	}
}

func TestARequestIsSentWhenItIsStored(t *testing.T) {
	o := &outbox{}
	a, b, c := saidEntry("a"), saidEntry("b"), saidEntry("c")
	o.store(a)
	o.store(b)
	if ids, _ := o.lines(1, time.Now()); len(ids) != 0 || o.find("a") != a || o.find("z") != nil {
		t.Errorf("%q are sent before they are stored", ids)
	}
	if !o.stored(a, nil) || o.stored(b, errors.New("disk full")) || o.find("b") != nil {
		t.Error("what could not be stored waits")
	}
	o.store(c)
	o.clear()
	if o.stored(c, nil) || len(o.waiting) != 0 {
		t.Error("what was for another server waits")
	}
}

func TestNothingIsSentWhileTheOutboxIsLoaded(t *testing.T) {
	o := filled("a")
	o.loading = true
	if ids, _ := o.lines(1, time.Now()); len(ids) != 0 {
		t.Errorf("%q are sent", ids)
	}
	o.loading = false
	var stored []Pending
	for _, id := range []string{"a", "b", "answered"} {
		stored = append(stored, saidEntry(id).Pending)
	}
	stored = append(stored, Pending{ID: "empty"})
	loaded := o.load(stored, "Alice", true, func(id string) bool { return id == "answered" })
	if len(loaded) != 1 || loaded[0].ID != "b" || !loaded[0].message.Guest || loaded[0].message.From != "Alice" || !loaded[0].stored {
		t.Errorf("%+v is loaded, want b", loaded)
	}
	if ids, _ := o.lines(1, time.Now()); !slices.Equal(ids, []string{"a", "b"}) {
		t.Errorf("%q are sent, want a and b", ids)
	}
}

func TestForeignEntriesAreRefused(t *testing.T) {
	o := filled("mine", "other server", "other journal", "long", "other room", "no key", "no key, of this session")
	o.waiting[1].Server = blue
	o.waiting[2].Journal = "j2"
	o.waiting[3].Line = make([]byte, 1001)
	o.waiting[4].room, o.waiting[4].first = "tea", 7
	o.waiting[5].Server, o.waiting[5].stored = "", true
	o.waiting[6].Server = ""
	got := map[string]Code{}
	for _, r := range o.foreignEntries(red, "j1", 999, func(room string, first int64) bool { return room == "tea" && first == 7 }) {
		got[r.ID] = r.Reason.Code
	}
	want := map[string]Code{
		"other server": WaitsForAnother, "other journal": WaitsForAnother, "long": TooBig, "other room": Code(wire.RoomEnded),
		"no key": WaitsWithoutKey, "no key, of this session": WaitsForAnother,
	}
	for id, code := range want {
		if got[id] != code {
			t.Errorf("%s is refused with %q, want %s", id, got[id], code)
		}
	}
	if len(got) != len(want) {
		t.Errorf("refused are %v, want %v", got, want)
	}
}
