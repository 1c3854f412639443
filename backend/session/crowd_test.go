package session

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// A view is what a window makes of events.
type view struct {
	at       Connection
	messages map[string]RoomEvent // by key, for the waiting ones are without a place
	rooms    map[string]Room
	people   there
}

func (v *view) take(e Event) {
	v.people.take(e)
	switch {
	case e.Connection != nil:
		v.at = *e.Connection
	case e.Forget:
		v.messages, v.rooms = map[string]RoomEvent{}, map[string]Room{}
	case messageOf(e) != nil:
		v.messages[e.RoomEvent.ID] = *e.RoomEvent
	case e.Refusal != nil:
		delete(v.messages, e.Refusal.ID)
	case e.Room != nil && e.Room.Left:
		delete(v.rooms, e.Room.Name)
	case e.Room != nil:
		v.rooms[e.Room.Name] = *e.Room
	}
}

// after returns what a window shows that has taken these events.
func after(events []Event) *view {
	v := &view{messages: map[string]RoomEvent{}, rooms: map[string]Room{}}
	for _, e := range events {
		v.take(e)
	}
	return v
}

// Many goroutines call everything at random. Nothing gets stuck, nothing is
// stored twice, and whoever asks for the backlog at any moment and takes what
// comes later sees what somebody sees who was there from the beginning.
func TestACrowdCallsEverything(t *testing.T) {
	for seed := range uint64(12) {
		synctest.Test(t, func(t *testing.T) { crowd(t, seed) })
	}
}

// servers are two, and which of them answers is told by the address.
func servers(sc *harness, seed uint64, stop <-chan struct{}) (byAddress map[string]*ledger, run func()) {
	byAddress = map[string]*ledger{}
	for i := range 2 {
		byAddress[fmt.Sprint("lab:", i+1)] = &ledger{sc: sc, id: 1000 * i, whim: rand.New(rand.NewPCG(seed, uint64(i))), byKey: map[string]*wire.Event{}}
	}
	return byAddress, func() {
		var peers sync.WaitGroup
		defer peers.Wait()
		for {
			select {
			case p := <-sc.dialled:
				peers.Go(func() { byAddress[p.address].serve(p) })
			case <-stop:
				return
			}
		}
	}
}

func crowd(t *testing.T, seed uint64) {
	sc := open(t)
	stop := make(chan struct{})
	ledgers, run := servers(sc, seed, stop)
	var server, people, reader sync.WaitGroup
	server.Go(run)

	// A backlog, and how many events had been read before it was asked for.
	type look struct {
		backlog []Event
		from    int
	}
	var mu sync.Mutex
	var all []Event // guarded by mu until the reader has ended
	var looks []look
	reader.Go(func() {
		for e := range sc.happened {
			mu.Lock()
			all = append(all, e)
			mu.Unlock()
		}
	})
	for person := range 6 {
		r := rand.New(rand.NewPCG(seed, uint64(person+2)))
		people.Go(func() {
			for i := range 60 {
				switch r.IntN(19) {
				case 0:
					_ = sc.Connect(t.Context(), fmt.Sprint("lab:", 1+r.IntN(2)), []string{"alice", "eve"}[r.IntN(8)/7])
				case 1, 2:
					sc.Reconnect()
				case 3:
					if r.IntN(3) == 0 {
						sc.Leave()
					}
				case 4:
					mu.Lock()
					from := len(all)
					mu.Unlock()
					backlog := sc.Backlog()
					mu.Lock()
					looks = append(looks, look{backlog, from})
					mu.Unlock()
				case 5:
					<-time.After(time.Duration(r.IntN(3000)) * time.Millisecond)
				case 6:
					_ = sc.Resume(fmt.Sprint("lab:", 1+r.IntN(2)), "alice")
				case 7:
					_, _, _ = sc.History(t.Context(), wire.Lobby, r.Int64N(100))
				case 8:
					sc.Typing(wire.Lobby)
					sc.Read(wire.Lobby, r.Int64N(100))
				default:
					text := fmt.Sprintf("%d/%d", person, i)
					_ = sc.Send("lobby", text, text, "")
				}
			}
		})
	}
	people.Wait()
	for _, l := range ledgers {
		l.mu.Lock()
		l.honest = true
		l.mu.Unlock()
	}
	err := errors.New("not tried")
	for range 10 {
		if err = sc.Connect(t.Context(), "lab:1", "alice"); err == nil {
			break
		}
	}
	if err != nil {
		t.Errorf("seed %d: connecting to an honest server comes to %v", seed, err)
	}
	<-time.After(time.Minute) // everything goes out, and everything missed comes in
	if at := sc.At(); at.Waiting != 0 || at.State != Online {
		t.Errorf("seed %d: in the end it stands at %+v", seed, at)
	}
	wantNewest(t, seed, sc, ledgers["lab:1"])
	sc.Close()
	reader.Wait()
	close(stop)
	server.Wait()

	want := after(all)
	if last := after(sc.Backlog()); !reflect.DeepEqual(last, want) {
		t.Errorf("seed %d: the last backlog is %+v, the events lead to %+v", seed, last, want)
	}
	for i, l := range looks {
		if got := after(slices.Concat(l.backlog, all[l.from:])); !reflect.DeepEqual(got, want) {
			t.Errorf("seed %d: backlog %d and the %d events after it lead to %+v, want %+v", seed, i, len(all)-l.from, got, want)
		}
	}
	wantConsistent(t, all)
}

// wantNewest wants the session to know the newest events of a journal, without
// a hole, and those of another one before them at the most.
func wantNewest(t *testing.T, seed uint64, sc *harness, l *ledger) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var known, want []string
	var base int64
	sc.loop.do(func() { base = sc.loop.replica.base })
	for _, e := range sc.Backlog() {
		if e.RoomEvent != nil && e.RoomEvent.Seq > base {
			known = append(known, e.RoomEvent.ID)
		}
	}
	for _, e := range l.events {
		want = append(want, e.ID)
	}
	if len(known) > len(want) || len(known) < min(len(want), broughtByHello) || !slices.Equal(known, want[len(want)-len(known):]) {
		t.Errorf("seed %d: known are %q, want the last of %q", seed, known, want)
	}
}

// wantConsistent wants every event to have one member, every place to be
// reported once, and messages that only get further.
func wantConsistent(t *testing.T, events []Event) {
	t.Helper()
	seen, places := map[string]RoomEvent{}, map[int64]bool{}
	for _, e := range events {
		members := 0
		for _, set := range []bool{e.RoomEvent != nil, e.Room != nil, e.People != nil, e.Presence != nil, e.Refusal != nil, e.Connection != nil, e.Disk != nil, e.Forget} {
			if set {
				members++
			}
		}
		if members != 1 {
			t.Fatalf("an event is %+v, want exactly one member", e)
		}
		if c := e.Connection; c != nil && (c.State != Offline && c.State != Shutdown && c.RetryAt != "" || c.Since == "" || c.Waiting < 0) {
			t.Errorf("the connection is reported as %+v", *c)
		}
		if e.Forget {
			clear(seen)
			clear(places)
		}
		if r := e.Refusal; r != nil {
			delete(seen, r.ID)
		}
		m := messageOf(e)
		if m == nil {
			continue
		}
		if m.Seq > 0 && places[m.Seq] {
			t.Errorf("reported is %+v", *m)
		}
		places[m.Seq] = true
		if before, known := seen[m.ID]; known && m.Waits() {
			t.Errorf("after %+v comes %+v", before, *m)
		}
		seen[m.ID] = *m
	}
}
