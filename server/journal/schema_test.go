package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/server/sqlite"
	"confab/server/wire"
)

// makeFile makes dir's journal.db by running script in an empty file.
func makeFile(t *testing.T, dir, script string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	c := connectTo(t, dir)
	if err := c.Exec(script); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Close(), os.Chmod(filepath.Join(dir, FileName), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func connectTo(t *testing.T, dir string) *sqlite.Conn {
	t.Helper()
	c, err := sqlite.Open(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// dump is all that is in a file: its tables and indices, and their rows.
func dump(t *testing.T, c *sqlite.Conn) string {
	t.Helper()
	var b strings.Builder
	rows := func(columns int, q string) {
		s, err := c.Prepare(q)
		if err != nil {
			t.Fatal(err)
		}
		row := make([]sqlite.Value, columns)
		if err := s.Each(row, func() error { _, err := fmt.Fprintf(&b, "%v\n", row); return err }); err != nil {
			t.Fatal(err)
		}
	}
	rows(1, "PRAGMA user_version")
	rows(1, "PRAGMA application_id")
	rows(1, "PRAGMA journal_mode")
	rows(3, "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
	for table, columns := range map[string]int{"said": 3} {
		if strings.Contains(b.String(), "[table "+table) {
			rows(columns, "SELECT * FROM "+table)
		}
	}
	return b.String()
}

// Every version that was ever released has its file in testdata, with events in
// it, and none is ever changed.
func TestAJournalOfEveryVersionCanBeOpened(t *testing.T) {
	fresh := newDir(t)
	j := open(t, Config{Dir: fresh})
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	c := connectTo(t, fresh)
	defer c.Close()
	newest := dump(t, c)

	for version := 1; version <= schema.Newest(); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			frozen, err := os.ReadFile(fmt.Sprintf("testdata/version-%d.sql", version))
			if err != nil {
				t.Fatal(err)
			}
			dir := newDir(t)
			makeFile(t, dir, string(frozen))
			j := open(t, Config{Dir: dir})

			at := func(s string) time.Time {
				return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(must(time.ParseDuration(s)))
			}
			opened := &wire.Event{Seq: 2, Prev: 0, At: at("1s"), Type: "open", Room: "den", From: "bob", ID: "k2", Body: []byte(`{"topic":"plans"}`)}
			hi := &wire.Event{Seq: 3, Prev: 1, At: at("2.5s"), Type: "message", Room: "lobby", From: "Zoë", ID: "k3", Body: []byte(`{"text":"hi"}`)}
			wantSame(t, all(t, j), []*wire.Event{opened, hi})
			wantReads(t, j, "bob", map[string]int64{"lobby": 3})
			gone := &wire.Event{Type: "message", Room: "lobby", From: "bob", ID: "k1", Body: []byte(`{"text":"first"}`)}
			same := again(hi)
			if err := j.Append(t.Context(), []*wire.Event{gone, same}); err != nil || gone.Seq != 1 || same.Seq != 3 {
				t.Errorf("the known events are %d and %d, %v, want 1 and 3", gone.Seq, same.Seq, err)
			}
			if e := say(t, j, "lobby", "next")[0]; e.Seq != 4 || e.Prev != 3 {
				t.Errorf("the next event is %d after %d, want 4 after 3", e.Seq, e.Prev)
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			c := connectTo(t, dir)
			defer c.Close()
			if got := dump(t, c); got != newest {
				t.Errorf("after opening it is\n%swant what a new one is:\n%s", got, newest)
			}
			if r, err := Check(t.Context(), dir); err != nil || len(r.Problems) > 0 {
				t.Errorf("the report is %+v, %v", r, err)
			}
		})
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestWhatIsNotAJournalOfOursIsLeftAlone(t *testing.T) {
	for name, c := range map[string]struct {
		script, want string
		err          error
	}{
		"newer": {script: fmt.Sprintf("CREATE TABLE x (y); PRAGMA application_id = %d; PRAGMA user_version = 99", schema.ApplicationID),
			want: "use a newer program", err: ErrNewer},
		"another program's": {script: "CREATE TABLE bookmarks (url)", want: "some other SQLite file"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newDir(t)
			makeFile(t, dir, c.script)
			db := connectTo(t, dir)
			before := dump(t, db)
			defer db.Close()
			_, err := Open(Config{Dir: dir})
			if err == nil || !strings.Contains(err.Error(), c.want) || c.err != nil && !errors.Is(err, c.err) {
				t.Errorf("Open returned %v, want %q", err, c.want)
			}
			if _, err := Check(t.Context(), dir); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Check returned %v, want %q", err, c.want)
			}
			if got := dump(t, db); got != before {
				t.Errorf("it is now\n%sand was\n%s", got, before)
			}
		})
	}
	t.Run("no database", func(t *testing.T) {
		dir := newDir(t)
		makeFile(t, dir, "CREATE TABLE x (y)")
		if err := os.WriteFile(filepath.Join(dir, FileName), []byte(strings.Repeat("not a database ", 500)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "not a database") {
			t.Errorf("Open returned %v", err)
		}
	})
}

// Up to version 6 a reply named its message in the member re, and a client could
// make up a member id.
func TestOldRepliesStillNameTheirMessage(t *testing.T) {
	frozen, err := os.ReadFile("testdata/version-6.sql")
	if err != nil {
		t.Fatal(err)
	}
	dir := newDir(t)
	makeFile(t, dir, string(frozen)+`INSERT INTO events VALUES
		(4, 3, 1772366403000, 1, 'message', 'bob', 'k4', CAST('{"guest":true,"text":"the \"re\": of it","re":"k3","mood":[1]}' AS BLOB)),
		(5, 4, 1772366404000, 1, 'message', 'bob', 'k5', CAST('{"text":"say \"re\":1","re":7}' AS BLOB)),
		(6, 5, 1772366405000, 1, 'message', 'bob', 'k6', CAST('{"text":"{\"re\":\"k3\"}"}' AS BLOB)),
		(7, 6, 1772366406000, 1, 'message', 'bob', 'k7', CAST('{"text":"edited","re":"k3","mood":1,"edited":true}' AS BLOB)),
		(8, 7, 1772366407000, 1, 'message', 'bob', 'k8', CAST('{"text":"another''s id","ID":"k1","Reply_To":7,"re":"k3","id":"k1"}' AS BLOB));
		UPDATE rooms SET last = 8 WHERE id = 1;`)
	var bodies []string
	for _, e := range all(t, open(t, Config{Dir: dir}))[2:] {
		bodies = append(bodies, string(e.Body))
	}
	want := []string{
		`{"guest":true,"text":"the \"re\": of it","reply_to":"k3","mood":[1]}`,
		`{"text":"say \"re\":1","re":7}`,
		`{"text":"{\"re\":\"k3\"}"}`,
		`{"text":"edited","reply_to":"k3","mood":1,"edited":true}`, // see wire.IsEdited
		`{"text":"another's id","reply_to":"k3"}`,
	}
	if !slices.Equal(bodies, want) {
		t.Errorf("the bodies are\n%s\nwant\n%s", strings.Join(bodies, "\n"), strings.Join(want, "\n"))
	}
}
