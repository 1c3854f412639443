package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confab/build/repeat"
)

// TestWhatIsAcknowledgedOutlivesTheServer kills a server under load again and
// again: every line that its speaker has seen come back is there afterwards,
// and none twice.
func TestWhatIsAcknowledgedOutlivesTheServer(t *testing.T) {
	program := build(t)
	data := filepath.Join(t.TempDir(), "data")
	acknowledged := map[string]int64{} // the seq, by key
	var mu sync.Mutex
	slowest := time.Duration(0)
	cycles := repeat.Times(6)
	for cycle := range cycles {
		s := &story{data: data}
		began := time.Now()
		if err := s.startProgram(program, []string{"-rate", "0"}); err != nil {
			t.Fatalf("cycle %d: %v", cycle, err)
		}
		slowest = max(slowest, time.Since(began))
		var speakers sync.WaitGroup
		dies := int64(1 + rand.IntN(400)) // the moment is chance, on purpose
		die, said := make(chan struct{}), atomic.Int64{}
		note := func(key string, seq int64) {
			mu.Lock()
			acknowledged[key] = seq
			mu.Unlock()
			if said.Add(1) == dies {
				close(die)
			}
		}
		for i := range 4 {
			speakers.Go(func() { speak(s.address, cycle, i, note) })
		}
		select {
		case <-die:
		case <-time.After(patience):
			t.Errorf("cycle %d: only %d lines came back", cycle, said.Load())
		}
		if err := s.kill(); err != nil {
			t.Fatal(err)
		}
		speakers.Wait()
	}
	t.Logf("%d lines were acknowledged in %d cycles; the slowest start took %v", len(acknowledged), cycles, slowest)
	if out, err := exec.Command(program, "check", "-data", data).CombinedOutput(); err != nil {
		t.Errorf("the data is not whole: %v\n%s", err, out)
	}
	stored := fetchAll(t, program, data)
	for key, seq := range acknowledged {
		if stored[key] != seq {
			t.Errorf("%s was acknowledged as %d and is stored as %d", key, seq, stored[key])
		}
	}
}

// speak says lines until the server is gone, and notes those that come back.
func speak(address string, cycle, i int, note func(key string, seq int64)) {
	p, err := enter2(address, fmt.Sprint("speaker", i))
	if err != nil {
		return // killed before we came
	}
	defer p.Conn.Conn.Close()
	for n := 0; ; n++ {
		if n%8 == 0 { // eight at a time
			for m := range 8 {
				if p.Send(fmt.Sprintf(`{"type":"say","room":"lobby","id":"%d-%d-%d","text":"hi"}`+"\n", cycle, i, n+m)) != nil {
					return
				}
			}
		}
		want := fmt.Sprintf("%d-%d-%d", cycle, i, n)
		for {
			line, err := p.In.ReadBytes('\n')
			if err != nil {
				return
			}
			var e struct {
				ID  string
				Seq int64
			}
			if json.Unmarshal(line, &e) == nil && e.ID == want {
				note(want, e.Seq)
				break
			}
		}
	}
}

// enter2 registers name for CHAT/2.0 and says hello.
func enter2(address, name string) (*peer, error) {
	p, err := dial(address, name)
	if err != nil {
		return nil, err
	}
	err = errors.Join(p.Send("REGISTER "+name+" CHAT/2.0\n{\"type\":\"hello\",\"client\":\"test\"}\n"), p.Receive("200 Registration successful"))
	if err != nil {
		return nil, errors.Join(err, p.Conn.Conn.Close())
	}
	_ = p.Conn.Conn.SetReadDeadline(time.Time{})
	line, err := p.In.ReadString('\n')
	if err != nil || !strings.Contains(line, `"welcome"`) {
		return nil, errors.Join(fmt.Errorf("%s receives %.100q, %w", name, line, err), p.Conn.Conn.Close())
	}
	return p, nil
}

// fetchAll reads the whole lobby as a new client does, and returns the seq of
// every event by its key. A key that comes twice fails the test.
func fetchAll(t *testing.T, program, data string) map[string]int64 {
	t.Helper()
	s := &story{data: data}
	if err := s.startProgram(program, nil); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.stop(os.Interrupt); err != nil {
			t.Error(err)
		}
	}()
	p, err := enter2(s.address, "reader")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Conn.Conn.Close()
	all := map[string]int64{}
	last := int64(0)
	for {
		request := fmt.Sprintf(`{"type":"history","room":"lobby","after":%d,"limit":200}`+"\n", last)
		if last == 0 { // after needs a seq: the first event is before the second
			request = `{"type":"history","room":"lobby","before":2,"limit":1}` + "\n"
		}
		first := last == 0
		if err := p.Send(request); err != nil {
			t.Fatal(err)
		}
		var page struct {
			Type   string
			More   bool
			Events []struct {
				ID        string
				Seq, Prev int64
			}
		}
		for page.Type != "page" {
			_ = p.Conn.Conn.SetReadDeadline(time.Now().Add(patience))
			line, err := p.In.ReadBytes('\n')
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(line, &page); err != nil {
				t.Fatal(err)
			}
		}
		for _, e := range page.Events {
			if _, twice := all[e.ID]; twice {
				t.Errorf("%s is stored twice", e.ID)
			}
			if e.Prev != last {
				t.Errorf("before %d comes %d, which says %d", e.Seq, last, e.Prev)
			}
			all[e.ID], last = e.Seq, e.Seq
		}
		if !first && !page.More {
			return all
		}
	}
}
