package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"confab/server/atomicfile"
	"confab/server/sqlite"
)

// A Recovery is what became of an archive that was damaged.
type Recovery struct {
	Aside   string // where the damaged one is
	Waiting int    // requests that were to be sent, and still are
	Events  int    // that could be read; the server has the others
}

// endings are those of the files that SQLite puts beside one.
var endings = []string{"-wal", "-shm"}

// What a new archive is called until it is whole.
const newEnding = ".new"

// replace puts a new archive, with what can be read of the damaged one, in its
// place, and sets that aside. Whenever the process ends, the next one finds the
// damaged archive or the new one.
func replace(path string, why error) (*Recovery, error) {
	fresh := path + newEnding
	for _, ending := range append([]string{""}, endings...) {
		if err := removeFile(fresh + ending); err != nil {
			return nil, err
		}
	}
	r, err := salvage(path, fresh)
	if err != nil {
		return nil, fmt.Errorf("beginning a new archive: %w", err)
	}
	err = atomicfile.SetAside(path, why, endings...)
	d, ok := errors.AsType[*atomicfile.Damaged](err)
	if !ok {
		return nil, err
	}
	r.Aside = d.Aside
	return r, finish(path)
}

// finish puts the new archive in its place, if the old one is there no more.
func finish(path string) error {
	_, err := os.Stat(path + newEnding)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil // it is not whole: the process ended while it was made
	}
	for _, ending := range endings { // which are not the new one's
		if err := os.Rename(path+ending, path+".broken"+ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(path+newEnding, path); err != nil {
		return err
	}
	return errors.Join(removeFile(path+markEnding), atomicfile.Names(filepath.Dir(path)))
}

// removeFile removes a file that may not be there.
func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// salvage makes a new archive at to, with what can be read of the one at from,
// which it does not change.
func salvage(from, to string) (r *Recovery, err error) {
	if err := sqlite.Create(to); err != nil {
		return nil, err
	}
	into, err := sqlite.Open(to, "synchronous(NORMAL)", "cache_size(-16000)")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, into.Close()) }()
	r = &Recovery{}
	damaged, err := sqlite.OpenReadOnly(from, "query_only(1)", "trusted_schema(0)", "cell_size_check(1)")
	if err == nil { // or nothing can be read of it
		defer func() { _ = damaged.Close() }() // it is damaged
	}
	version := schema.Newest()
	if damaged != nil { // what it has goes into tables like its own
		if v, err := schema.Version(damaged); err == nil && v > 0 {
			version = v
		}
	}
	if err := schema.MigrateTo(into, version); err != nil {
		return nil, err
	}
	if err := errors.Join(salvageInto(into, damaged), schema.Migrate(into)); err != nil {
		return nil, err
	}
	if _, err := run(into, sqlite.Write, func(t *tx) {
		s := salvaging{tx: t}
		s.mend()
		t.get("SELECT count(*) FROM outbox", nil, &r.Waiting)
		t.get("SELECT count(*) FROM events", nil, &r.Events)
	}); err != nil {
		return nil, err
	}
	return r, into.Exec("PRAGMA synchronous = EXTRA; PRAGMA wal_checkpoint(TRUNCATE)")
}

// tables are those that are copied, in the order in which they need each other;
// the same table was called people before version 7.
var tables = []string{"outbox", "people", "accounts", "addresses", "rooms", "names", "events", "blocked"}

// salvageInto copies what can be read of damaged, which may be nil.
func salvageInto(into, damaged *sqlite.Conn) error {
	if damaged == nil {
		return nil
	}
	_, err := run(into, sqlite.Write, func(t *tx) {
		s := salvaging{tx: t, from: damaged}
		for _, table := range tables {
			s.copy(table)
		}
	})
	return err
}

// A salvaging copies what can be read of a damaged archive into a new one.
type salvaging struct {
	*tx                 // the new one's
	from   *sqlite.Conn // the damaged one's
	failed int          // reads that came to nothing
}

// maxFailed is how many reads may come to nothing in one table: so that one
// that is all rubbish has an end.
const maxFailed = 5000

// copy copies the rows of a table that can be read and that the new archive
// takes, column by column: what an older program has not written gets the usual value.
func (s *salvaging) copy(table string) {
	wanted, rowid := s.columns(s.Conn, table)
	there, _ := s.columns(s.from, table)
	var columns []string
	for _, c := range wanted {
		if slices.Contains(there, c) {
			columns = append(columns, c)
		}
	}
	if len(columns) == 0 {
		return
	}
	s.failed = 0
	read := "SELECT " + strings.Join(columns, ", ") + " FROM " + table + " NOT INDEXED"
	write := "INSERT OR IGNORE INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	if !rowid { // its rows are small and few: as far as they go, from either side
		_, _ = s.rows(read, write, -1)
		key := strings.Join(columns[:1], ", ")
		_, _ = s.rows(read+" ORDER BY "+key+" DESC", write, -1)
		return
	}
	s.between(read, write, slices.Index(columns, "id"), 1, math.MaxInt64)
}

// between copies the rows with ids in a range: as far as they can be read, and
// then what is behind the damage, which it closes in on by halves.
func (s *salvaging) between(read, write string, id int, low, high int64) {
	if s.err != nil || s.failed > maxFailed || low > high {
		return
	}
	last, err := s.rows(read+fmt.Sprintf(" WHERE id BETWEEN %d AND %d ORDER BY id", low, high), write, id)
	if err == nil {
		return
	}
	s.failed++
	low = max(low, last+1)
	if low >= high {
		return
	}
	middle := low + (high-low)/2
	// The greater half first: where the first page of a table is lost, looking for
	// any smaller id than there is fails, too, and has an end only by maxFailed.
	s.between(read, write, id, middle+1, high)
	s.between(read, write, id, low, middle)
}

// rows copies the rows that a query can read, and returns the last one's id and
// how reading ended.
func (s *salvaging) rows(read, write string, id int) (last int64, err error) {
	stmt, err := s.from.Prepare(read)
	if err != nil {
		return 0, err
	}
	row := make([]sqlite.Value, strings.Count(write, "?"))
	err = stmt.Each(row, func() error {
		if id >= 0 {
			n, ok := row[id].(int64)
			if !ok {
				return nil
			}
			last = n
		}
		if sound(row) {
			s.put(write, row)
		}
		return nil
	})
	return last, err
}

// put writes a row, unless the row itself is not one that an archive can have.
func (s *salvaging) put(write string, row []sqlite.Value) {
	stmt := s.stmt(write)
	if s.err != nil {
		return
	}
	if _, err := stmt.Exec(row...); troubleOf(classify(err)) != nil {
		s.err = err
	}
}

// sound reports whether texts are texts.
func sound(values []sqlite.Value) bool {
	return !slices.ContainsFunc(values, func(v sqlite.Value) bool {
		text, ok := v.(string)
		return ok && !utf8.ValidString(text)
	})
}

// columns returns the names of a table's columns; none if it cannot be read or is
// not there. rowid reports whether the first is the number of its rows.
func (s *salvaging) columns(c *sqlite.Conn, table string) (names []string, rowid bool) {
	stmt, err := c.Prepare("SELECT name, type, pk FROM pragma_table_info(?)")
	if err != nil {
		return nil, false
	}
	row := make([]sqlite.Value, 3)
	if err := stmt.Each(row, func() error {
		var name, typ string
		var pk int
		if err := sqlite.Scan(row, &name, &typ, &pk); err != nil {
			return err
		}
		rowid = rowid || name == "id" && typ == "INTEGER" && pk == 1
		names = append(names, name)
		return nil
	}, table); err != nil {
		return nil, false
	}
	return names, rowid
}
