package archive

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/backend/session"
	"confab/server/sqlite"
	"confab/server/wire"
)

// helperEnv makes the test program another process with an archive, one that
// can be killed.
const helperEnv = "CONFAB_ARCHIVE_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperEnv); dir != "" {
		fmt.Println("ended:", addForEver(dir))
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// addForEver says every key that has been kept; of three it forgets the first,
// and says that, too.
func addForEver(dir string) error {
	a, err := Open(dir)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	for n := 0; ; n++ {
		key := fmt.Sprintf("%d-%d", os.Getpid(), n)
		if err := a.Add(pending(key, "K1", "alice")); err != nil {
			return err
		}
		fmt.Fprintln(out, "kept", key)
		if n%3 == 0 {
			if err := a.Remove(key); err != nil {
				return err
			}
			fmt.Fprintln(out, "forgotten", key)
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
}

// pending is a request that waits.
func pending(key, server, name string) session.Pending {
	return session.Pending{
		ID: key, Server: wire.Fingerprint(server), Journal: "j1", Name: name, At: time.UnixMilli(1772366400123),
		Line: fmt.Appendf(nil, `{"type":"say","room":"lobby","id":"%s","text":"\u0000 and ü"}`+"\n", key),
	}
}

// open opens the archive in dir until the test ends.
func open(t *testing.T, dir string) *Archive {
	t.Helper()
	a, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func add(t *testing.T, a *Archive, pendings ...session.Pending) {
	t.Helper()
	for _, p := range pendings {
		if err := a.Add(p); err != nil {
			t.Fatal(err)
		}
	}
}

// keys are those of what waits for alice on the server with the key K1.
func keys(t *testing.T, a *Archive) (keys []string) {
	t.Helper()
	kept, err := a.Pending("K1", "j1", "alice")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range kept {
		keys = append(keys, p.ID)
	}
	return keys
}

func wantKeys(t *testing.T, a *Archive, want ...string) {
	t.Helper()
	if got := keys(t, a); !slices.Equal(got, want) {
		t.Errorf("kept are %q, want %q", got, want)
	}
}

// connectTo opens dir's file as SQLite does, without making anything of it.
func connectTo(t *testing.T, dir string) *sqlite.Conn {
	t.Helper()
	c, err := sqlite.Open(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// dump is all that is in a file but for its rows.
func dump(t *testing.T, c *sqlite.Conn) string {
	t.Helper()
	var b strings.Builder
	for _, q := range []string{"PRAGMA user_version", "PRAGMA application_id", "PRAGMA journal_mode", "SELECT group_concat(coalesce(sql, name), ';\n') FROM (SELECT * FROM sqlite_schema ORDER BY name)"} {
		s, err := c.Prepare(q)
		if err != nil {
			t.Fatal(err)
		}
		row := make([]sqlite.Value, 1)
		if _, err := s.First(row); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, row[0])
	}
	return b.String()
}
