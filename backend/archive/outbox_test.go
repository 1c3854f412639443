package archive

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

var _ session.Outbox = (*Archive)(nil)

func TestWhatWaitsIsThereAgainInItsOrder(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var want []session.Pending
	for _, key := range []string{"z", "a", "m", "0"} {
		want = append(want, pending(key, "K1", "alice"))
	}
	add(t, a, want...)
	if err := a.Remove("a"); err != nil {
		t.Fatal(err)
	}
	want = slices.Delete(want, 1, 2)
	for range 2 { // and once more after it has been opened anew
		got, err := a.Pending("K1", "j1", "alice")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("kept is %+v, %v, want %+v", got, err, want)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		a = open(t, dir)
	}
	last := pending("last", "K1", "alice")
	add(t, a, last)
	wantKeys(t, a, "z", "m", "0", "last")
}

func TestEverybodyGetsTheirOwn(t *testing.T) {
	a := open(t, t.TempDir())
	add(t, a, pending("k1", "K1", "alice"), pending("k2", "K2", "alice"), pending("k3", "K1", "bob"), pending("k4", "K1", "alice"))
	add(t, a, pending("k5", "K1", "ALICE")) // as she spelled it then
	wantKeys(t, a, "k1", "k4", "k5")
	for _, other := range [][2]string{{"K1", "aIice"}, {"k1", "alice"}, {"", ""}, {"", "alice"}, {"K3", "alice"}, {"K1", "%"}} { // whatever journal they name
		if got, err := a.Pending(wire.Fingerprint(other[0]), "j1", other[1]); err != nil || len(got) != 0 {
			t.Errorf("%q gets %+v, %v, want nothing", other, got, err)
		}
	}
}

func TestAKeyIsKeptOnce(t *testing.T) {
	a := open(t, t.TempDir())
	add(t, a, pending("k1", "K1", "alice"))
	for _, p := range []session.Pending{pending("k1", "K1", "alice"), pending("k1", "K2", "bob")} {
		if err := a.Add(p); err == nil {
			t.Errorf("%+v was kept besides", p)
		}
	}
	wantKeys(t, a, "k1")
	if err := a.Remove("k9"); err != nil {
		t.Errorf("forgetting what is not there came to %v", err)
	}
	wantKeys(t, a, "k1")
	if err := a.Remove("k1"); err != nil {
		t.Fatal(err)
	}
	add(t, a, pending("k1", "K1", "alice")) // the key is free
	wantKeys(t, a, "k1")
}

// Two windows of one person have one archive: none loses anything, and none has
// to be told to try again.
func TestTwoWindowsAtTheSameTime(t *testing.T) {
	const each = 20
	dir := t.TempDir()
	var windows sync.WaitGroup
	for w := range 4 {
		windows.Go(func() {
			a, err := Open(dir) // all at once in an empty folder
			if err != nil {
				t.Errorf("window %d: %v", w, err)
				return
			}
			for n := range each {
				key := fmt.Sprintf("%d-%d", w, n)
				if err := a.Add(pending(key, "K1", "alice")); err != nil {
					t.Errorf("window %d: %v", w, err)
				}
				if n%2 == 1 {
					if err := a.Remove(key); err != nil {
						t.Errorf("window %d: %v", w, err)
					}
				}
			}
			if err := a.Close(); err != nil {
				t.Errorf("window %d: %v", w, err)
			}
		})
	}
	windows.Wait()
	kept := keys(t, open(t, dir))
	if len(kept) != 4*each/2 {
		t.Errorf("%d are kept, want %d", len(kept), 4*each/2)
	}
}

func TestAClosedArchiveSaysSo(t *testing.T) {
	a, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = a.Pending("K1", "j1", "alice")
	for what, err := range map[string]error{"Add": a.Add(pending("k", "j", "n")), "Remove": a.Remove("k"), "Pending": err} {
		if err == nil {
			t.Errorf("%s came to nothing", what)
		}
	}
}

// The program may end between storing the event and Remove. By the next start the
// server may have deleted the event: the request must not reach it again.
func TestARequestWhoseEventIsStoredIsForgotten(t *testing.T) {
	a := open(t, t.TempDir())
	p, err := a.Person("K1", "alice")
	if err != nil {
		t.Fatal(err)
	}
	event := func(id, from string, seq int64, own bool) session.Event {
		e := wire.Event{ID: id, Room: "lobby", Seq: seq, Prev: seq - 1, From: from, Type: wire.MessageType, Body: []byte(`{"text":"hi"}`)}
		return session.Event{RoomEvent: &session.RoomEvent{Event: e, Content: wire.ParseContent(e.Body), Own: own}}
	}
	add(t, a, pending("answered", "K1", "alice"), pending("taken", "K1", "alice"), pending("waits", "K1", "alice"), pending("answered2", "K2", "alice"))
	room := session.Event{Room: &session.Room{Name: "lobby", With: []string{}}}
	if _, err := p.Store([]session.Event{room, event("answered", "alice", 1, true), event("taken", "bob", 2, false), event("answered2", "alice", 3, true)}); err != nil {
		t.Fatal(err)
	}
	wantKeys(t, a, "taken", "waits") // another user's event answers nothing
	if err := a.Add(pending("answered", "K1", "alice")); err != nil {
		t.Errorf("the request is still in the file: %v", err)
	}
	if got, err := a.Pending("K2", "j1", "alice"); err != nil || len(got) != 1 {
		t.Errorf("for the other server there is %+v, %v, want what waits for it", got, err)
	}
}
