package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newFile is the name of a file that is not there.
func newFile(t testing.TB) string { return filepath.Join(t.TempDir(), "file.db") }

// connect opens a file until the test ends.
func connect(t testing.TB, file string, pragmas ...string) *Conn {
	t.Helper()
	c, err := Open(file, pragmas...)
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

func exec(t testing.TB, c *Conn, script string) {
	t.Helper()
	if err := c.Exec(script); err != nil {
		t.Fatal(err)
	}
}

// rows are those that q finds, each as a text.
func rows(t testing.TB, c *Conn, columns int, q string) (all []string) {
	t.Helper()
	s, err := c.Prepare(q)
	if err != nil {
		t.Fatal(err)
	}
	row := make([]Value, columns)
	if err := s.Each(row, func() error { all = append(all, strings.Trim(fmt.Sprint(row), "[]")); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// dump is all that is in a file: its version, its tables and indices, and the
// rows of the table said.
func dump(t *testing.T, c *Conn) string {
	t.Helper()
	all := rows(t, c, 1, "PRAGMA user_version")
	all = append(all, rows(t, c, 1, "PRAGMA application_id")...)
	all = append(all, rows(t, c, 3, "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")...)
	if strings.Contains(strings.Join(all, "\n"), "said") {
		all = append(all, rows(t, c, 3, "SELECT * FROM said")...)
	}
	return strings.Join(all, "\n")
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
