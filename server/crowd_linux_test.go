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

// build builds the server as it is released, without the race detector.
func build(t *testing.T) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "confab-server")
	if out, err := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("the server does not build: %v\n%s", err, out)
	}
	return program
}

// release starts the server as it is released, in a process of its own whose
// memory can be looked at.
func release(t *testing.T, flags ...string) (address string, pid int) {
	t.Helper()
	s := released(t, flags...)
	return s.address, s.cmd.Process.Pid
}

// released is release for a test that looks at more.
func released(t *testing.T, flags ...string) *story {
	t.Helper()
	s := &story{data: filepath.Join(t.TempDir(), "data")}
	if err := s.startProgram(build(t), flags); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(os.Interrupt); err != nil {
			t.Errorf("the server ended with %v, want a clean end within 5s:\n%s", err, s.out)
		}
	})
	return s
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
			_ = p.Conn.Conn.Close()
		}
	})
	return peers
}

func TestTwoThousandAreHeldAndEveryOneHears(t *testing.T) {
	const n, most = 2000, 8 << 10
	address, pid := release(t)
	first := crowd(t, address, "first", n/4) // for what the program needs once: code, tables, the room for its heap to grow
	empty := resident(t, pid)
	peers := append(crowd(t, address, "p", n), first...)
	each := (resident(t, pid) - empty) / n
	t.Logf("an idle connection costs %.1f KiB", float64(each)/1024)
	if each > most {
		t.Errorf("an idle connection costs %d bytes, want at most %d", each, most)
	}
	for round := range 3 {
		line := fmt.Sprint("round ", round)
		from := peers[round]
		if err := from.Say(line); err != nil {
			t.Fatal(err)
		}
		for _, p := range peers {
			if p == from {
				continue
			}
			if err := p.Receive("@" + from.Name + ": " + line); err != nil {
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
		_ = eve.Conn.Conn.SetWriteDeadline(time.Now().Add(patience))
		n, err := eve.Conn.Conn.Write([]byte(piece))
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
	if err := errors.Join(crowd(t, address, "al", 1)[0].Say("hi"), bob.Receive("@al0: hi")); err != nil {
		t.Error(err)
	}
}
