package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confab/server/sqlite"
)

// A disk that does not answer must not keep the server from ending. Another
// program that writes to the journal's file and does not finish is such a disk.
func TestAStuckDiskDoesNotKeepTheServer(t *testing.T) {
	s := &story{data: filepath.Join(t.TempDir(), "data")}
	if err := s.startProgram(build(t), nil); err != nil {
		t.Fatal(err)
	}
	var peers []*peer
	for _, name := range []string{"alice", "bob", "carol"} {
		p, err := register(s.address, name)
		if err != nil {
			t.Fatal(err)
		}
		peers = append(peers, p)
	}
	holdDisk(t, s.data)
	for i, p := range peers {
		// Both lines come at once. The answer to the second says that the server
		// has read the first, and goes before it waits for the disk.
		lines := fmt.Sprintf("@%s: line %d\n@%[1]s: \x01\n", p.Name, i)
		if err := errors.Join(p.Send(lines), p.Receive("400 Invalid text")); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	err := s.stop(os.Interrupt) // which kills it after 5 s
	exit, _ := errors.AsType[*exec.ExitError](err)
	if took := time.Since(began); exit == nil || exit.ExitCode() != exitFailed || took > 5*time.Second {
		t.Errorf("the server ended with %v after %v, want exit code %d within 5s:\n%s", err, took, exitFailed, s.out)
	}
	if !strings.Contains(s.out.String(), "the disk does not answer") {
		t.Errorf("it does not say why:\n%s", s.out)
	}
}

// holdDisk locks the journal in dir until the test ends, so that the server
// waits for it as for a disk that does not answer.
func holdDisk(t *testing.T, dir string) {
	t.Helper()
	c, err := sqlite.Open(filepath.Join(dir, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
}

// A second Ctrl-C ends at once a server that is ending slowly. Its ready file is
// gone by then: the first thing that the end does is to remove it.
func TestASecondInterruptLeavesNoReadyFile(t *testing.T) {
	ready := filepath.Join(t.TempDir(), "ready")
	s := &story{data: filepath.Join(t.TempDir(), "data")}
	if err := s.startProgram(build(t), []string{"-ready-file", ready, "-metrics", "127.0.0.1:0"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.out.wait("msg=metrics"); err != nil { // the file is written before
		t.Fatal(err)
	}
	alice, err := register(s.address, "alice")
	if err != nil {
		t.Fatal(err)
	}
	holdDisk(t, s.data)
	if err := errors.Join(alice.Send("@alice: hello\n@alice: \x01\n"), alice.Receive("400 Invalid text")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(ready); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if _, err := s.out.wait("msg=\"shutting down"); err != nil { // the end has begun, a second ago
		t.Fatal(err)
	}
	err = s.stop(os.Interrupt)
	if exit, _ := errors.AsType[*exec.ExitError](err); exit == nil || exit.ExitCode() != -1 {
		t.Errorf("it ends with %v, want the second signal to end it:\n%s", err, s.out)
	}
	if _, err := os.Lstat(ready); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the ready file is left: %v", err)
	}
}
