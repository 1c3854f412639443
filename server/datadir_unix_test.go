//go:build !windows

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder as mkdir, Docker or systemd make it, and what the commands find there.
func TestAFolderThatOthersMayOpenGetsOneInside(t *testing.T) {
	data := t.TempDir()
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	s := serve(t, "-data", data)
	inside := filepath.Join(data, "confab-server")
	if info, err := os.Stat(inside); err != nil || info.Mode().Perm() != 0o700 {
		t.Fatalf("the folder inside is %v, %v", info, err)
	}
	for _, command := range [][]string{{"invite"}, {"bans"}, {"history"}, {"backup", filepath.Join(t.TempDir(), "copy")}, {"check"}} {
		if code, _, errs := execute(nil, append(command, "-data", data)...); code != 0 {
			t.Errorf("%s: exit %d, %s", command[0], code, errs)
		}
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(s.out.String(), " data="+inside+"\n"); n != 1 {
		t.Errorf("it says %d times where the data is, want once:\n%s", n, s.out)
	}
	if entries, err := os.ReadDir(data); err != nil || len(entries) != 1 {
		t.Errorf("the folder has %v, %v, want the one inside alone", entries, err)
	}
	// Closed afterwards it is still the same server.
	if err := os.Chmod(data, 0o700); err != nil {
		t.Fatal(err)
	}
	before := s.out.String()
	again := serve(t, "-data", data)
	if strings.Contains(again.out.String(), "To become its administrator") || !strings.Contains(before, "To become its administrator") {
		t.Error("closing the folder has made another server of it")
	}
}

func TestOurFilesInAFolderThatOthersMayOpenAreRefused(t *testing.T) {
	data := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(data, "journal.db"), nil, 0o600), os.Chmod(data, 0o755)); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-listen", "127.0.0.1:0"}, {"invite"}, {"check"}} {
		if code, _, errs := execute(nil, append(args, "-data", data)...); code == 0 || !strings.Contains(errs, "run chmod 700 "+data) {
			t.Errorf("%s: exit %d, %s", args[0], code, errs)
		}
	}
}
