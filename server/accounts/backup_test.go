package accounts

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

func TestABackupHasWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Dir: dir})
	alice := settle(t, s, "alice", wire.Administrator)
	other := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(other, FileName)
	if err := Backup(t.Context(), dir, path); err != nil {
		t.Fatal(err)
	}
	bind(t, s, visit("late", "late's"))

	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has mode %v, %v, want 600", info.Mode(), err)
	}
	if problems, err := Check(t.Context(), other); err != nil || len(problems) > 0 {
		t.Errorf("the copy has the problems %q, %v", problems, err)
	}
	restored := open(t, Config{Dir: other})
	if a := account(t, restored, "alice"); a != alice {
		t.Errorf("in the copy alice is %+v, want %+v", a, alice)
	}
	if a := account(t, restored, "late"); a.ID != model.Guest {
		t.Errorf("the copy has who came later: %+v", a)
	}

	if err := Backup(t.Context(), dir, path); err == nil || !strings.Contains(err.Error(), "another name") {
		t.Errorf("a backup to a file that exists comes to %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	interrupted := filepath.Join(t.TempDir(), "interrupted.db")
	if err := Backup(ctx, dir, interrupted); err == nil {
		t.Error("an interrupted backup is no error")
	}
	if left, _ := filepath.Glob(interrupted + "*"); len(left) > 0 {
		t.Errorf("an interrupted backup leaves %v", left)
	}
}

func TestWhereThereAreNoAccountsItIsSaid(t *testing.T) {
	dir := t.TempDir()
	if _, err := Check(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "no accounts in "+dir) {
		t.Errorf("Check returned %v", err)
	}
	if err := Backup(t.Context(), dir, filepath.Join(dir, "copy")); err == nil || !strings.Contains(err.Error(), "no accounts in "+dir) {
		t.Errorf("Backup returned %v", err)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	for damage, want := range map[string]string{
		"PRAGMA foreign_keys = OFF; DELETE FROM accounts":                                                                                                   "a row of devices names a row of accounts that is not there",
		"PRAGMA ignore_check_constraints = ON; UPDATE accounts SET role = 'king'":                                                                           "CHECK constraint failed in accounts",
		"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'audit') WHERE name = 'devices'": "",
	} {
		dir := t.TempDir()
		s := open(t, Config{Dir: dir})
		bind(t, s, visit("alice", "laptop"))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if problems, err := Check(t.Context(), dir); err != nil || len(problems) > 0 {
			t.Errorf("sound accounts have the problems %q, %v", problems, err)
		}
		db := beside(t, dir)
		if err := db.Exec(damage); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		problems, err := Check(t.Context(), dir)
		if !strings.Contains(strings.Join(problems, "\n"), want) || err == nil && len(problems) == 0 {
			t.Errorf("%s: the problems are %q, %v, want %q", damage, problems, err, want)
		}
	}
}
