package accounts

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/server/model"
	"confab/server/sqlite"
	"confab/server/wire"
)

// makeFile makes dir's accounts.db by running script in an empty file.
func makeFile(t *testing.T, script string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := beside(t, dir).Exec(script); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Every version that was ever released has its file in testdata, with something
// of everything in it, and none is ever changed.
func TestAccountsOfEveryVersionCanBeOpened(t *testing.T) {
	tables := func(s string) string { before, _, _ := strings.Cut(s, "\naccounts\n"); return before }
	newest := tables(dump(t, open(t, Config{})))
	for version := 1; version <= schema.Newest(); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			frozen, err := os.ReadFile(fmt.Sprintf("testdata/version-%d.sql", version))
			if err != nil {
				t.Fatal(err)
			}
			dir := makeFile(t, string(frozen))
			s := open(t, Config{Dir: dir})
			if got := tables(dump(t, s)); got != newest {
				t.Errorf("after opening it is\n%s\nwant what a new one is:\n%s", got, newest)
			}
			if problems, err := Check(t.Context(), dir); err != nil || len(problems) > 0 {
				t.Errorf("its problems are %q, %v", problems, err)
			}

			if a := account(t, s, "alice"); a != (model.Account{ID: 2, Name: "Alice", Role: wire.Administrator, Since: 7}) {
				t.Errorf("alice is %+v", a)
			}
			if a := account(t, s, "zoë"); a.Role != wire.Member || a.Mute != (model.Mute{Reason: "too loud", On: true}) {
				t.Errorf("zoë is %+v", a)
			}
			devices, err := s.Devices(t.Context(), 2)
			want := wire.Device{ID: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Name: "laptop", Added: "2026-03-01T12:00:00.000Z", Seen: "2026-03-01T12:00:02.500Z"}
			if err != nil || len(devices) != 1 || devices[0] != want {
				t.Errorf("alice has the devices %+v, %v, want %+v", devices, err, want)
			}
			v := visit("eve", "")
			v.Address = "192.0.2.7"
			_, err = s.Admit(t.Context(), v)
			wantReply(t, "an address that was banned", err, wire.Banned, "until 2126-03-01")
			if token, err := s.FirstAdministrator(t.Context()); err != nil || token != "" {
				t.Errorf("the first administrator is invited again: %q, %v", token, err)
			}
			if got := acts(t, s); len(got) != 2 {
				t.Errorf("the audit has %q", got)
			}
			if a := bind(t, s, visit("next", "next's")); a.ID != 4 {
				t.Errorf("the next account is %d, want 4", a.ID)
			}
		})
	}
}

// The way from version to version, until there are real ones to walk it.
func TestStepsAreTakenInTheirOrderAndAllOrNone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Dir: dir})
	bind(t, s, visit("alice", "laptop"))
	before := dump(t, s)
	later := *schema
	now := schema.Newest()
	later.Steps = make([]sqlite.Step, now) // those of today's version are not taken: the file has them behind it
	later.Steps[0].SQL = "the first step again"
	later.Steps = append(later.Steps,
		sqlite.Step{SQL: "ALTER TABLE accounts ADD colour TEXT NOT NULL DEFAULT 'blue'"},
		sqlite.Step{SQL: "UPDATE accounts SET colour = 'red' WHERE colour = 'blue'"})
	broken := *schema
	broken.Steps = append(later.Steps[:now+1:now+1], sqlite.Step{SQL: "UPDATE nothing SET colour = 'red'"})
	migrates := func(to *sqlite.Schema) error {
		return s.writes.Use(t.Context(), func(c *sqlite.Conn) error { return migrate(c, to) })
	}
	if err := migrates(&broken); err == nil || !strings.Contains(err.Error(), fmt.Sprint("version ", now+2)) {
		t.Errorf("a broken step gives %v, want an error that names version %d", err, now+2)
	}
	if got := dump(t, s); got != before {
		t.Errorf("a broken step leaves\n%swant it as it was:\n%s", got, before)
	}
	if err := migrates(&later); err != nil {
		t.Fatal(err)
	}
	if n := number(t, s, "SELECT count(*) FROM accounts WHERE colour = 'red'"); n != 1 {
		t.Errorf("%d accounts are red, want alice's", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir}); !errors.Is(err, ErrNewer) {
		t.Errorf("today's program opens it with %v, want %v", err, ErrNewer)
	}
}

func TestWhatAreNoAccountsOfOursIsLeftAlone(t *testing.T) {
	for name, c := range map[string]struct {
		script, want string
		err          error
	}{
		"newer": {script: fmt.Sprintf("CREATE TABLE x (y); PRAGMA application_id = %d; PRAGMA user_version = 99", schema.ApplicationID),
			want: "use a newer program", err: ErrNewer},
		"another program's": {script: "CREATE TABLE bookmarks (url)", want: "some other SQLite file"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := makeFile(t, c.script)
			file := filepath.Join(dir, FileName)
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, opening := Open(Config{Dir: dir})
			_, checking := Check(t.Context(), dir)
			copying := Backup(t.Context(), dir, filepath.Join(t.TempDir(), "copy.db"))
			for what, err := range map[string]error{"Open": opening, "Check": checking, "Backup": copying} {
				if err == nil || !strings.Contains(err.Error(), c.want) || c.err != nil && !errors.Is(err, c.err) {
					t.Errorf("%s returned %v, want %q", what, err, c.want)
				}
			}
			if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
				t.Errorf("it has been changed, %v", err)
			}
		})
	}
	t.Run("no database", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, FileName), []byte(strings.Repeat("not a database ", 500)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "not a database") {
			t.Errorf("Open returned %v", err)
		}
	})
}
