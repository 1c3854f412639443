package journal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"confab/server/wire"
)

func TestABackupIsMadeWhileWritingGoesOn(t *testing.T) {
	dir := newDir(t)
	helper := startHelper(t, "append", dir)
	for range 21 { // the first says that it is open
		helper.line()
	}
	for name, backup := range map[string]func(context.Context, string) error{
		"another process": func(ctx context.Context, path string) error { return Backup(ctx, dir, path) },
	} {
		path := filepath.Join(t.TempDir(), FileName)
		if err := backup(t.Context(), path); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		helper.line() // still writes
		if r, err := Check(t.Context(), dir); err != nil || len(r.Problems) > 0 || r.Events < 20 {
			t.Errorf("the report of what is being written is %+v, %v", r, err)
		}
		wantGoodBackup(t, path, 20)
	}
}

func TestABackupOfItsOwnJournal(t *testing.T) {
	dir := newDir(t)
	j := open(t, Config{Dir: dir})
	var want []*wire.Event
	for i := range 100 {
		want = append(want, say(t, j, "lobby", fmt.Sprint(i))...)
	}
	path := filepath.Join(t.TempDir(), FileName)
	if err := Backup(t.Context(), dir, path); err != nil {
		t.Fatal(err)
	}
	say(t, j, "lobby", "not in the backup")
	wantGoodBackup(t, path, len(want))
	if err := Backup(t.Context(), dir, path); err == nil || !strings.Contains(err.Error(), "another name") {
		t.Errorf("a backup to a file that exists returned %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	other := filepath.Join(t.TempDir(), "interrupted.db")
	if err := Backup(ctx, dir, other); err == nil {
		t.Error("an interrupted backup is no error")
	}
	if left, _ := filepath.Glob(other + "*"); len(left) > 0 {
		t.Errorf("an interrupted backup leaves %v", left)
	}
}

// wantGoodBackup opens the backup as a journal.
func wantGoodBackup(t *testing.T, path string, least int) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if m := info.Mode().Perm(); runtime.GOOS != "windows" && m != 0o600 {
		t.Errorf("the backup has mode %o, want 600", m)
	}
	dir := filepath.Dir(path)
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if r, err := Check(t.Context(), dir); err != nil || len(r.Problems) > 0 || r.Events < int64(least) {
		t.Errorf("the report of the backup is %+v, %v, want at least %d events", r, err, least)
	}
	j, err := Open(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all(t, j)); n < least {
		t.Errorf("the backup has %d events, want at least %d", n, least)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}

func TestThereIsNothingToCheckOrBackUp(t *testing.T) {
	dir := t.TempDir()
	if _, err := Check(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "no journal in "+dir) {
		t.Errorf("Check returned %v", err)
	}
	if err := Backup(t.Context(), dir, filepath.Join(dir, "b")); err == nil || !strings.Contains(err.Error(), "no journal in "+dir) {
		t.Errorf("Backup returned %v", err)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	for damage, want := range map[string]string{
		"UPDATE events SET prev = 1 WHERE seq = 3":                                       "event 3 says that 1 is before it, which is 2",
		"UPDATE events SET prev = 9 WHERE seq = 3":                                       "event 3 says that 9 is before it",
		"UPDATE rooms SET last = 1":                                                      "before its last event",
		"INSERT INTO expired SELECT key, seq, prev, at, x'00' FROM events WHERE seq = 2": "event 2 has expired and is still there",
		"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'rooms') WHERE name = 'changes'": "",
	} {
		dir := newDir(t)
		j := open(t, Config{Dir: dir})
		say(t, j, "lobby", "one", "two", "three")
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		if r, err := Check(t.Context(), dir); err != nil || len(r.Problems) > 0 || r.Events != 3 || r.First != 1 || r.Last != 3 || r.Rooms != 1 || r.Bytes == 0 || r.Version != schema.Newest() {
			t.Errorf("the report of a sound journal is %+v, %v", r, err)
		}
		c := connectTo(t, dir)
		if err := c.Exec(damage); err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := Check(t.Context(), dir)
		if !strings.Contains(strings.Join(r.Problems, "\n"), want) || err == nil && len(r.Problems) == 0 {
			t.Errorf("%s: the report is %+v, %v, want %q", damage, r, err, want)
		}
	}
}
