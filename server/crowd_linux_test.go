package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// release starts the server as it is released, without the race detector, in
// a process of its own whose memory can be looked at.
func release(t *testing.T, flags ...string) (address string, pid int) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "confab-server")
	if out, err := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("the server does not build: %v\n%s", err, out)
	}
	s := &story{}
	s.cmd = exec.Command(program, append([]string{"-listen", "127.0.0.1:0", "-data", filepath.Join(t.TempDir(), "data")}, flags...)...)
	s.out = &screen{}
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(os.Interrupt); err != nil {
			t.Errorf("the server ended with %v, want a clean end within 5s:\n%s", err, s.out)
		}
	})
	port, err := s.out.wait(`listening on port (\d+)`)
	if err != nil {
		t.Fatal(err)
	}
	return "127.0.0.1:" + port[1], s.cmd.Process.Pid
}

// resident returns the memory of a process in bytes, once it holds still.
func resident(t *testing.T, pid int) int {
	t.Helper()
	last := 0
	for range 50 {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(b), "\nRss:")
		kib, err := strconv.Atoi(strings.Fields(rest)[0])
		if err != nil {
			t.Fatal(err)
		}
		if kib == last {
			break
		}
		last = kib
		<-time.After(100 * time.Millisecond)
	}
	return last << 10
}

// crowd registers n clients with the given first letters, so many at a time
// that the server does not take them for an attack.
func crowd(t *testing.T, address, prefix string, n int) []*peer {
	t.Helper()
	peers, errs := make([]*peer, n), make([]error, n)
	turns := make(chan struct{}, 64)
	var all sync.WaitGroup
	for i := range n {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			peers[i], errs[i] = register(address, prefix+strconv.Itoa(i))
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, p := range peers {
			_ = p.nc.Close()
		}
	})
	return peers
}

func TestTwoThousandAreHeldAndEveryOneHears(t *testing.T) {
	const n, most = 2000, 8 << 10
	address, pid := release(t)
	empty := resident(t, pid)
	peers := crowd(t, address, "p", n)
	each := (resident(t, pid) - empty) / n
	t.Logf("an idle connection costs %.1f KiB", float64(each)/1024)
	if each > most {
		t.Errorf("an idle connection costs %d bytes, want at most %d", each, most)
	}
	for round := range 3 {
		line := fmt.Sprint("round ", round)
		from := peers[round]
		if err := from.say(line); err != nil {
			t.Fatal(err)
		}
		for _, p := range peers {
			if p == from {
				continue
			}
			if err := p.receive("@" + from.name + ": " + line); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAGigabyteWithoutALineEndCostsNothing(t *testing.T) {
	const most = 1 << 20
	address, pid := release(t)
	bob := crowd(t, address, "bob", 1)[0]
	before := resident(t, pid)
	eve := crowd(t, address, "eve", 1)[0]
	piece := strings.Repeat("x", 1<<20)
	sent := 0
	for range 1024 {
		_ = eve.nc.SetWriteDeadline(time.Now().Add(patience))
		n, err := eve.nc.Write([]byte(piece))
		if sent += n; err != nil {
			break // put out
		}
	}
	if sent == 1<<30 {
		t.Error("the server took all of it")
	}
	if grown := resident(t, pid) - before; grown > most {
		t.Errorf("the server has grown by %d bytes, want at most %d", grown, most)
	}
	if err := errors.Join(crowd(t, address, "al", 1)[0].say("hi"), bob.receive("@al0: hi")); err != nil {
		t.Error(err)
	}
}
