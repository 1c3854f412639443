package session

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A view is what a window makes of events.
type view struct {
	at       Connection
	messages map[string]Message
}

func (v *view) take(e Event) {
	if c := e.Connection; c != nil {
		v.at = *c
	}
	if e.Forget {
		v.messages = map[string]Message{}
	}
	if m := e.Message; m != nil {
		v.messages[m.Key] = *m
	}
}

// after returns what a window shows that has taken these events.
func after(events []Event) *view {
	v := &view{messages: map[string]Message{}}
	for _, e := range events {
		v.take(e)
	}
	return v
}

func (v *view) equal(w *view) bool { return v.at == w.at && maps.Equal(v.messages, w.messages) }

// serveAtRandom is a server with whims: it refuses, drops, says goodbye and
// talks as it likes. What clients said is told to hear. It answers at once, and
// ends when it is done.
func serveAtRandom(sc *scene, r *rand.Rand, stop <-chan struct{}, hear func(line string)) {
	var peers sync.WaitGroup
	defer peers.Wait()
	for {
		var p *peer
		select {
		case p = <-sc.dialled:
		case <-stop:
			return
		}
		whim := rand.New(rand.NewPCG(r.Uint64(), 0))
		peers.Go(func() {
			defer p.drop()
			if _, err := p.in.ReadString('\n'); err != nil {
				return
			}
			replies := []string{"200 ok\n", "200 ok\n", "200 ok\n", "401 taken\n", "503 Server full\n", ""}
			reply := replies[whim.IntN(len(replies))]
			if _, err := p.nc.Write([]byte(reply)); err != nil || !strings.HasPrefix(reply, "200") {
				return
			}
			for {
				line, err := p.in.ReadString('\n')
				if err != nil || strings.HasPrefix(line, "DISCONNECT") {
					return
				}
				hear(line)
				switch whim.IntN(10) {
				case 0:
					return
				case 1:
					_, _ = p.nc.Write([]byte("DISCONNECT CHAT/1.0\n"))
					return
				default:
					_, _ = p.nc.Write([]byte("@bob: about " + line))
				}
			}
		})
	}
}

// Many goroutines call everything at random. Nothing gets stuck, no line goes
// out twice, and whoever asks for the backlog at any moment and takes what
// comes later sees what somebody sees who was there from the beginning.
func TestACrowdCallsEverything(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) { crowd(t, seed) })
	}
}

func crowd(t *testing.T, seed uint64) {
	sc := open(t)
	var mu sync.Mutex
	heard := map[string]int{}
	stop := make(chan struct{})
	var server, people, reader sync.WaitGroup
	server.Go(func() {
		serveAtRandom(sc, rand.New(rand.NewPCG(seed, 1)), stop, func(line string) {
			mu.Lock()
			defer mu.Unlock()
			heard[line]++
		})
	})

	// A backlog, and how many events had been read before it was asked for.
	type look struct {
		backlog []Event
		from    int
	}
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
				switch r.IntN(12) {
				case 0, 1:
					_ = sc.Connect(t.Context(), fmt.Sprint("lab:", 1+r.IntN(2)), []string{"alice", "eve"}[r.IntN(2)])
				case 2:
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
				default:
					text := fmt.Sprintf("%d/%d", person, i)
					_ = sc.Send("lobby", text, text)
				}
			}
		})
	}
	people.Wait()
	sc.Close()
	reader.Wait()
	close(stop)
	server.Wait()

	for line, times := range heard {
		if times > 1 {
			t.Errorf("seed %d: %q went out %d times", seed, line, times)
		}
	}
	want := after(all)
	if last := after(sc.Backlog()); !last.equal(want) {
		t.Errorf("seed %d: the last backlog is %+v, the events lead to %+v", seed, last, want)
	}
	for i, l := range looks {
		if got := after(slices.Concat(l.backlog, all[l.from:])); !got.equal(want) {
			t.Errorf("seed %d: backlog %d and the %d events after it lead to %+v, want %+v", seed, i, len(all)-l.from, got.at, want.at)
		}
	}
	wantConsistent(t, all)
}

// wantConsistent wants places that only increase and messages that only get further.
func wantConsistent(t *testing.T, events []Event) {
	t.Helper()
	seen := map[string]Message{}
	seq := int64(0)
	for _, e := range events {
		m := e.Message
		members := 0
		for _, set := range []bool{m != nil, e.Connection != nil, e.Forget} {
			if set {
				members++
			}
		}
		if members != 1 {
			t.Fatalf("an event is %+v, want exactly one member", e)
		}
		if c := e.Connection; c != nil && (c.State != Offline && c.RetryAt != "" || c.Since == "" || c.Waiting < 0) {
			t.Errorf("the connection is reported as %+v", *c)
		}
		if m == nil {
			continue
		}
		before, known := seen[m.Key]
		seen[m.Key] = *m
		if !known {
			if m.Seq <= seq {
				t.Errorf("after seq %d comes %d", seq, m.Seq)
			}
			seq = m.Seq
			continue
		}
		if before.Seq == m.Seq && (before.State != Waiting || m.State != Sent) || cmp.Compare(m.Seq, before.Seq) < 0 {
			t.Errorf("after %+v comes %+v", before, *m)
		}
	}
}
