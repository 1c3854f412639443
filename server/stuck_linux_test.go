package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to stand in the journal's way
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
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.data, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Conn(t.Context())
	if err == nil {
		_, err = tx.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range peers {
		// Both lines come at once. The answer to the second says that the server
		// has read the first, and goes before it waits for the disk.
		lines := fmt.Sprintf("@%s: line %d\n@%[1]s: \x01\n", p.Name, i)
		if err := errors.Join(p.Send(lines), p.Receive("400 Invalid text")); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	err = s.stop(os.Interrupt) // which kills it after 5 s
	exit, _ := errors.AsType[*exec.ExitError](err)
	if took := time.Since(began); exit == nil || exit.ExitCode() != exitFailed || took > 5*time.Second {
		t.Errorf("the server ended with %v after %v, want exit code %d within 5s:\n%s", err, took, exitFailed, s.out)
	}
	if !strings.Contains(s.out.String(), "the disk does not answer") {
		t.Errorf("it does not say why:\n%s", s.out)
	}
}
