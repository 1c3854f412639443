package hub

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestHelloBringsWhatCameAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.SendQueue = 64 << 10
		h, _ := openOn(t, cfg, stored(t, 60, "x")) // the lobby's are 1, 3, … 119
		alice := enter2(t, h, "alice", `"lobby":11,"elsewhere":1,"nowhere":5`)
		for seq := 13; seq <= 119; seq += 2 {
			alice.Wants(fmt.Sprintf(`{"type":"message","room":"lobby","seq":%d,"prev":%d}`, seq, seq-2))
		}
		alice.HearsNothing()
		alice.Ask(`{"type":"say","room":"lobby","id":"k","text":"I am back"}`)
		alice.Wants(`{"type":"message","seq":121,"prev":119}`)
		enter2(t, h, "bob", `"lobby":121`).HearsNothing()
		enter2(t, h, "eve", `"lobby":5000`).HearsNothing()
	})
}

func TestOfManyMissedTheNewestCome(t *testing.T) {
	for _, c := range []struct{ text, name string }{{"x", "by number"}, {strings.Repeat("x", 2000), "by bytes"}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg := limits()
				cfg.SendQueue = 256 << 10
				const all = 600
				h, _ := openOn(t, cfg, stored(t, all, c.text))
				alice := enter2(t, h, "alice", `"lobby":1`)
				first := alice.Wants(`{"type":"message"}`)
				prev, n := int(first["prev"].(float64)), 1
				for seq := int(first["seq"].(float64)); seq < 2*all-1; n++ {
					got := alice.Wants(fmt.Sprintf(`{"type":"message","prev":%d}`, seq))
					seq = int(got["seq"].(float64))
				}
				switch {
				case c.text == "x" && n != wire.MaxResume:
					t.Errorf("%d events come, want %d", n, wire.MaxResume)
				case c.text != "x" && (n*len(c.text) > maxBacklog || n*len(c.text) < maxBacklog/2):
					t.Errorf("%d events of %d bytes come, want at most %d bytes", n, len(c.text), maxBacklog)
				}
				alice.HearsNothing()
				// The rest is history.
				for seq := prev; seq > 1; {
					alice.Ask(fmt.Sprintf(`{"type":"history","room":"lobby","before":%d,"limit":200}`, seq+1))
					got := seqs(alice.Wants(`{"type":"page"}`))
					if got[len(got)-1] != seq {
						t.Fatalf("the page ends with %d, want %d", got[len(got)-1], seq)
					}
					if seq = got[0] - 2; got[0] == 1 {
						break
					}
				}
			})
		})
	}
}

// What a client holds that has lived through lost connections, while others
// talk, is what one that comes anew is given: nothing is missing, nothing is
// there twice, and all in one order. CHAT/1.0 hears the same in the same order.
func TestNothingIsLostAndNothingIsDouble(t *testing.T) {
	const people, lines = 3, 50
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			cfg := limits()
			cfg.SendQueue = 64 << 10
			h, _ := open(t, cfg)
			old := enter(t, h, "old")
			heard := make(chan []string)
			go func() {
				var all []string
				for range people * lines {
					line, _ := old.In.ReadString('\n')
					all = append(all, strings.TrimSuffix(line[strings.Index(line, " ")+1:], "\n"))
				}
				heard <- all
			}()
			held := make(chan []string)
			for i := range people {
				rnd := rand.New(rand.NewPCG(seed, uint64(i)))
				go func() { held <- live(t, h, fmt.Sprint("p", i), lines, people*lines, rnd) }()
			}
			want := <-heard
			for range people {
				if got := <-held; !slices.Equal(got, want) {
					t.Errorf("somebody holds %d events %v, want %d %v", len(got), got, len(want), want)
				}
			}
			fresh := live(t, h, "fresh", 0, people*lines, rand.New(rand.NewPCG(seed, 99)))
			if !slices.Equal(fresh, want) {
				t.Errorf("a fresh client holds %v, want %v", fresh, want)
			}
		})
	}
}

// live says so many lines under a name, each again under the same key until it
// comes back, on connections that it loses at random. It returns the texts of
// all events in the lobby, once it holds that many.
func live(t *testing.T, h *Hub, name string, lines, all int, rnd *rand.Rand) (texts []string) {
	last, keys, next := int64(0), map[int64]string{}, 0
	for len(texts) < all {
		c := connect(t, h, name, "REGISTER "+name+" CHAT/2.0")
		say := func(before []byte) {
			if next < lines {
				key := fmt.Sprint(name, "-", next)
				before = wire.AppendRequest(before, wire.Say{Room: wire.Lobby, ID: key, Text: key})
			}
			go func() { _, _ = c.Conn.Write(before) }() // it waits while we do not read
		}
		say(wire.AppendRequest(nil, wire.Hello{Rooms: map[string]int64{wire.Lobby: last}}))
		for life := rnd.IntN(40); life > 0 && len(texts) < all; {
			line, err := c.In.ReadString('\n')
			if err != nil {
				t.Errorf("%s is put out: %v", name, err)
				return texts
			}
			var e struct {
				Type, ID, Text string
				Seq, Prev      int64
			}
			if json.Unmarshal([]byte(line), &e); e.Type != "message" {
				continue
			}
			life--
			switch {
			case e.Seq <= last: // it was said again
				if keys[e.Seq] != e.ID || !strings.HasPrefix(e.ID, name) {
					t.Errorf("%s receives %s a second time", name, e.ID)
				}
			case e.Prev != last:
				t.Errorf("%s has a gap before %d: it holds %d, not %d", name, e.Seq, last, e.Prev)
				return texts
			default:
				last, keys[e.Seq], texts = e.Seq, e.ID, append(texts, e.Text)
			}
			if e.ID == fmt.Sprint(name, "-", next) {
				next++
				say(nil)
			}
		}
		_ = c.Close()
	}
	return texts
}

// A client that does not read what it has asked for is slow like any other,
// and meanwhile nobody waits for it.
func TestWhoDoesNotReadTheBacklogIsPutOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.SendQueue = 32 << 10
		h, shutdown := openOn(t, cfg, stored(t, 400, strings.Repeat("x", 200)))
		alice := enter2(t, h, "alice", "")
		stuck := enter2(t, h, "stuck", `"lobby":1`) // reads the welcome, and no more
		began := time.Now()
		alice.Ask(`{"type":"say","room":"lobby","id":"k1","text":"hi"}`)
		alice.Wants(`{"type":"message","text":"hi"}`)
		alice.Ask(`{"type":"open","room":"tea","id":"k2"}`)
		alice.Wants(`{"type":"room","name":"tea"}`)
		if took := time.Since(began); took != 0 {
			t.Errorf("alice waits %v, want no time", took)
		}
		<-stuck.end
		if took := time.Since(began); took > cfg.MaxAge+flushFor {
			t.Errorf("stuck was put out after %v", took)
		}
		go alice.Drain()
		bob := enter2(t, h, "bob", "")
		// And so is one for which too much is said meanwhile.
		began = time.Now()
		stuck = enter2(t, h, "stuck", `"lobby":1`)
		for i := range 200 {
			bob.Ask(fmt.Sprintf(`{"type":"say","room":"lobby","id":"s%d","text":"%s"}`, i, strings.Repeat("x", 300)))
			bob.Wants(`{"type":"message"}`)
		}
		<-stuck.end
		if took := time.Since(began); took != flushFor {
			t.Errorf("stuck was put out after %v, want %v to read its bye", took, flushFor)
		}
		go bob.Drain()
		shutdown()
	})
}

func TestShutdownDoesNotWaitForABacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, shutdown := openOn(t, limits(), stored(t, 400, strings.Repeat("x", 200)))
		stuck := enter2(t, h, "stuck", `"lobby":1`)
		synctest.Wait()
		began := time.Now()
		shutdown()
		<-stuck.end
		if took := time.Since(began); took > flushFor {
			t.Errorf("the end took %v", took)
		}
	})
}
