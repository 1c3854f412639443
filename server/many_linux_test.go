//go:build crash

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confab/build/repeat"
	"confab/server/journal"
)

// With a tag because it takes seconds, and in build/soak, where there are a
// million, a minute: go test -tags crash -run ManyEvents.
//
// A server with many events behind it is ready as soon as one with none, after
// an orderly end and after a power cut. What it reads until then says so; how
// long it takes says more about what else the machine does.
func TestManyEventsDelayNoStart(t *testing.T) {
	many := repeat.Times(100_000)
	program := build(t)
	s := &story{data: filepath.Join(t.TempDir(), "data")}
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
	began := time.Now()
	const atOnce = 10_000
	for range many / atOnce { // nobody else is there, so they only go to disk
		if err := alice.Send(strings.Repeat("@alice: a line that says about as much as people do\n", atOnce)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(alice.Send("DISCONNECT alice CHAT/1.0\n"), alice.Closed()); err != nil { // all of it has been stored
		t.Fatal(err)
	}
	t.Logf("%d lines were said and stored in %v", many, time.Since(began))

	file := filepath.Join(s.data, journal.FileName)
	for _, end := range []struct {
		name string
		do   func() error
	}{
		{"a power cut", s.kill}, // first: some of it is in the write-ahead log only
		{"an orderly end", func() error { return s.stop(os.Interrupt) }},
	} {
		if err := end.do(); err != nil {
			t.Fatal(err)
		}
		stored, log := size(t, file), size(t, file+"-wal")
		began := time.Now()
		if err := s.startProgram(program, []string{"-rate", "0"}); err != nil {
			t.Fatal(err)
		}
		took, read := time.Since(began), hasRead(t, s.cmd.Process.Pid)
		t.Logf("after %s it is ready in %v and has read %d KB, of %d in the journal and %d in its log", end.name, took, read>>10, stored>>10, log>>10)
		if most := 3*log + 4<<20; read > most || most > stored+3*log {
			t.Errorf("after %s it has read %d bytes before it is ready, want at most %d, which is not all of %d", end.name, read, most, stored)
		}
	}
	bob, err := enter2(s.address, "bob")
	if err != nil {
		t.Fatal(err)
	}
	defer bob.Conn.Conn.Close()
	if page, err := bob.ask(`{"type":"history","room":"lobby","limit":1}`, "page"); err != nil || !strings.Contains(page, fmt.Sprintf(`"seq":%d,`, many)) {
		t.Errorf("the newest event is %.300q, %v, want number %d", page, err, many)
	}
}

// size is how large a file is; one that is not there is empty.
func size(t *testing.T, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// hasRead is how many bytes a process has asked the system for.
func hasRead(t *testing.T, pid int) (n int64) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscanf(string(text), "rchar: %d", &n); err != nil {
		t.Fatal(err)
	}
	return n
}
