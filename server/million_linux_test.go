//go:build crash

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// With a tag because it takes half a minute: go test -tags crash -run AMillion.
//
// A server with a million events behind it is ready within a second, after an
// orderly end and after a power cut. A machine that is busy with something else
// has three tries.
func TestAMillionEventsDelayNoStart(t *testing.T) {
	const million, most = 1_000_000, time.Second
	program := build(t)
	s := &story{data: filepath.Join(t.TempDir(), "data")}
	began := time.Now()
	if err := s.startProgram(program, []string{"-rate", "0"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.cmd != nil {
			_ = s.kill()
		}
	})
	alice, err := register(s.address, "alice")
	if err != nil {
		t.Fatal(err)
	}
	const atOnce = 10_000
	for range million / atOnce { // nobody else is there, so they only go to disk
		if err := alice.send(strings.Repeat("@alice: a line\n", atOnce)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(alice.send("DISCONNECT alice CHAT/1.0\n"), alice.closed()); err != nil { // all of it has been stored
		t.Fatal(err)
	}
	t.Logf("a million lines were said and stored in %v", time.Since(began))

	for _, end := range []struct {
		name string
		do   func() error
	}{
		{"a power cut", s.kill}, // first: much of it is in the write-ahead log only
		{"an orderly end", func() error { return s.stop(os.Interrupt) }},
	} {
		took := most + 1
		for try := 0; try < 3 && took > most; try++ {
			if err := end.do(); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if err := s.startProgram(program, []string{"-rate", "0"}); err != nil {
				t.Fatal(err)
			}
			took = time.Since(began)
			t.Logf("after %s it is ready in %v", end.name, took)
		}
		if took > most {
			t.Errorf("after %s it is ready in %v, want at most %v", end.name, took, most)
		}
	}
	bob, err := enter2(s.address, "bob")
	if err != nil {
		t.Fatal(err)
	}
	defer bob.nc.Close()
	if page, err := bob.ask(`{"type":"history","room":"lobby","limit":1}`, "page"); err != nil || !strings.Contains(page, `"seq":1000000,`) {
		t.Errorf("the newest event is %.300q, %v, want the millionth", page, err)
	}
}
