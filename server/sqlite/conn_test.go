package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestPragmasAreInForce(t *testing.T) {
	c := connect(t, newFile(t), append([]string{"cache_size(-123)"}, Durable...)...)
	var cache, synchronous, wait, temp int64
	if err := c.Ints(`SELECT cache_size, synchronous, timeout, temp_store
		FROM pragma_cache_size, pragma_synchronous, pragma_busy_timeout, pragma_temp_store`, &cache, &synchronous, &wait, &temp); err != nil {
		t.Fatal(err)
	}
	if cache != -123 || synchronous != 2 || wait != 5000 || temp != 2 {
		t.Errorf("cache_size %d, synchronous %d, busy_timeout %d, temp_store %d, want -123, 2 (FULL), 5000, 2 (MEMORY)", cache, synchronous, wait, temp)
	}
}

// A name may have what a URI would understand as something else.
func TestAnyNameCanBeOpened(t *testing.T) {
	dir := t.TempDir()
	names := []string{"a b", "50%", "a#b", "ümlaut", "a&mode=ro"}
	if runtime.GOOS != "windows" {
		names = append(names, "a?b")
	}
	for _, name := range names {
		file := filepath.Join(dir, name)
		exec(t, connect(t, file), "CREATE TABLE x (y)")
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestReadOnlyMakesAndWritesNothing(t *testing.T) {
	file := newFile(t)
	if c, err := OpenReadOnly(file); err == nil {
		if err := c.Exec("SELECT * FROM sqlite_schema"); TroubleOf(err) != Forbidden {
			t.Errorf("reading a file that is not there returned %v", err)
		}
		_ = c.Close()
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("it was made")
	}
	exec(t, connect(t, file), "CREATE TABLE x (y)")
	c, err := OpenReadOnly(file)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Exec("INSERT INTO x VALUES (1)"); TroubleOf(err) != Forbidden {
		t.Errorf("writing to it returned %v", err)
	}
}

func TestMemoryIsOfOneConnection(t *testing.T) {
	for range 2 {
		c, err := OpenMemory()
		if err != nil {
			t.Fatal(err)
		}
		exec(t, c, "CREATE TABLE x (y)")
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestStatements(t *testing.T) {
	c := connect(t, newFile(t))
	exec(t, c, "CREATE TABLE x (n INTEGER UNIQUE, s TEXT, b BLOB)")
	put, err := c.Prepare("INSERT INTO x VALUES (?, ?, ?)")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.Prepare("INSERT INTO x VALUES (?, ?, ?)"); err != nil || again != put {
		t.Errorf("it is prepared twice: %v", err)
	}
	for i, text := range []string{"one", "two", "three"} {
		if n, err := put.Exec(int64(i), text, []byte(text)); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	}
	if _, err := put.Exec(int64(1), "again", nil); TroubleOf(err) != Duplicate {
		t.Errorf("a number that is there returned %v", err)
	}
	if got, want := rows(t, c, 2, "SELECT n, s FROM x ORDER BY n"), []string{"0 one", "1 two", "2 three"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
	if got, err := c.Strings(t.Context(), "SELECT s FROM x WHERE n > ? ORDER BY n", int64(0)); err != nil || !slices.Equal(got, []string{"two", "three"}) {
		t.Errorf("Strings returned %q, %v", got, err)
	}
	if _, err := c.Strings(t.Context(), "SELECT n FROM x"); err == nil {
		t.Error("Strings took numbers")
	}
	if err := c.Ints("SELECT n FROM x WHERE n = 9", new(int64)); err == nil {
		t.Error("Ints took no row")
	}
	if err := c.Ints("SELECT s FROM x", new(int64)); err == nil {
		t.Error("Ints took a text")
	}

	find, err := c.Prepare("SELECT b FROM x WHERE n >= ? ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	row := make([]Value, 1)
	if found, err := find.First(row, int64(1)); err != nil || !found || string(row[0].([]byte)) != "two" {
		t.Errorf("First found %v, %v", row[0], err)
	}
	if found, err := find.First(row, int64(9)); err != nil || found {
		t.Errorf("First found %v, %v", found, err)
	}
	n, why := 0, errors.New("enough")
	for stop, want := range map[error]error{io.EOF: nil, why: why} {
		n = 0
		if err := find.Each(row, func() error { n++; return stop }, int64(0)); !errors.Is(err, want) || n != 1 {
			t.Errorf("Each returned %v after %d rows, want %v after 1", err, n, want)
		}
	}
}

func TestAQueryEndsWithItsContext(t *testing.T) {
	c := connect(t, newFile(t))
	s, err := c.Prepare("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	row := make([]Value, 1)
	err = s.EachContext(ctx, row, func() error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v, want %v", err, context.Canceled)
	}
	if found, err := s.First(row); err != nil || !found { // the connection is as good as before
		t.Errorf("then it found %v, %v", found, err)
	}
}

func TestATransactionIsAllOrNothing(t *testing.T) {
	file := newFile(t)
	c, other := connect(t, file), connect(t, file, "busy_timeout(0)")
	exec(t, c, "PRAGMA journal_mode = WAL; CREATE TABLE x (y)")
	why := errors.New("no")
	if err := c.Transact(Write, func() error {
		exec(t, c, "INSERT INTO x VALUES (1)")
		if err := other.Transact(Write, func() error { return nil }); TroubleOf(err) != Busy {
			t.Errorf("a second writer got %v, want one that says that the file is busy", err)
		}
		return why
	}); !errors.Is(err, why) {
		t.Errorf("Transact returned %v, want %v", err, why)
	}
	func() {
		defer func() { _ = recover() }()
		_ = c.Transact(Write, func() error {
			exec(t, c, "INSERT INTO x VALUES (2)")
			panic("on the way")
		})
	}()
	if err := c.Transact(Write, func() error { return c.Exec("INSERT INTO x VALUES (3)") }); err != nil {
		t.Error(err)
	}
	if err := other.Transact(Read, func() error {
		for range 2 { // one state
			if got := rows(t, other, 1, "SELECT y FROM x"); !slices.Equal(got, []string{"3"}) {
				t.Errorf("there are %q, want 3 alone", got)
			}
			exec(t, c, "INSERT INTO x VALUES (4)")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestASavepointUndoesOnlyItsOwnChanges(t *testing.T) {
	c := connect(t, newFile(t))
	exec(t, c, "CREATE TABLE x (y)")
	why := errors.New("no")
	if err := c.Transact(Write, func() error {
		for y, result := range []error{nil, why, nil} {
			refused, broken := c.Savepoint(func() error {
				exec(t, c, fmt.Sprintf("INSERT INTO x VALUES (%d)", y))
				return result
			})
			if !errors.Is(refused, result) || broken != nil {
				t.Errorf("savepoint %d returned %v, %v, want %v and no other error", y, refused, broken, result)
			}
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if got := rows(t, c, 1, "SELECT y FROM x"); !slices.Equal(got, []string{"0", "2"}) {
		t.Errorf("there are %q, want 0 and 2", got)
	}
}

// Some errors of the disk end the whole transaction, which a savepoint must not hide.
func TestASavepointReportsThatTheTransactionHasEnded(t *testing.T) {
	c := connect(t, newFile(t))
	full := errors.New("the disk is full")
	err := c.Transact(Write, func() error {
		_, broken := c.Savepoint(func() error {
			exec(t, c, "ROLLBACK") // what SQLite does then
			return full
		})
		return broken
	})
	if !errors.Is(err, full) {
		t.Errorf("the transaction returned %v, want %v", err, full)
	}
}

func TestABackupIsOneState(t *testing.T) {
	file := newFile(t)
	if err := Create(file); err != nil {
		t.Fatal(err)
	}
	c := connect(t, file)
	exec(t, c, "PRAGMA journal_mode = WAL")
	if err := lines.Migrate(c); err != nil {
		t.Fatal(err)
	}
	exec(t, c, "INSERT INTO said VALUES (1, 'hi', 'ann')") // still in the WAL
	copied := file + ".copy"
	if err := Backup(t.Context(), lines, file, copied); err != nil {
		t.Fatal(err)
	}
	if got, want := dump(t, connect(t, copied)), dump(t, c); got != want {
		t.Errorf("the copy has\n%s\nwant\n%s", got, want)
	}
	for _, name := range []string{file, copied} {
		if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v, want mode 0600", name, info.Mode(), err)
		}
	}
	exec(t, c, "PRAGMA user_version = 99")
	if err := Backup(t.Context(), lines, file, file+".newer"); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "no backup was made") {
		t.Errorf("of a newer version Backup returned %v", err)
	}
}
