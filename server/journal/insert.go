package journal

import (
	"fmt"
	"strings"

	"confab/server/sqlite"
	"confab/server/wire"
)

// An inserter stores events as rows. It stores several by one statement, which
// costs half of what one statement for each does: see BenchmarkRow.
type inserter struct {
	one  *sqlite.Stmt // stores an event unless its id is there
	many []manyRows   // the largest first
	args []sqlite.Value
}

// manyRows is a statement that stores so many rows.
type manyRows struct {
	rows int
	stmt *sqlite.Stmt
}

// rowsAtOnce are how many rows one statement stores. More than 16 gain nothing.
var rowsAtOnce = []int{16, 4, 1}

const (
	insert    = `INSERT INTO events (seq, prev, at, room, type, author, key, body) VALUES `
	insertRow = `(?, ?, ?, ?, ?, ?, ?, ?)`
	unlessKey = ` ON CONFLICT (key) DO NOTHING`
)

var columnsOfRow = strings.Count(insertRow, "?")

func newInserter(c *sqlite.Conn) (i inserter, err error) {
	if i.one, err = c.Prepare(insert + insertRow + unlessKey); err != nil {
		return i, err
	}
	for _, rows := range rowsAtOnce {
		s, err := c.Prepare(insert + insertRow + strings.Repeat(", "+insertRow, rows-1))
		if err != nil {
			return i, err
		}
		i.many = append(i.many, manyRows{rows, s})
	}
	return i, nil
}

// row returns e as it is stored.
func row(e *wire.Event, seq, prev, now int64, r *room) [8]sqlite.Value {
	body := []byte(e.Body)
	if body == nil {
		body = []byte{}
	}
	return [8]sqlite.Value{seq, prev, now, r.id, e.Type, e.From, e.ID, body}
}

// insert stores a row and reports true, unless its id is there.
func (i *inserter) insert(row [8]sqlite.Value) (stored bool, err error) {
	n, err := i.one.Exec(row[:]...)
	return n == 1, err
}

// add has a row stored by the next flush.
func (i *inserter) add(row [8]sqlite.Value) { i.args = append(i.args, row[:]...) }

// flush stores what was added. An error for which sqlite.TroubleOf is Duplicate
// says that an id is there, or was added twice.
func (i *inserter) flush() error {
	defer i.reset()
	args := i.args
	for _, m := range i.many {
		for n := m.rows * columnsOfRow; len(args) >= n; args = args[n:] {
			if _, err := m.stmt.Exec(args[:n]...); err != nil {
				return fmt.Errorf("storing %d events: %w", m.rows, err)
			}
		}
	}
	return nil
}

// reset forgets what was added and not stored.
func (i *inserter) reset() {
	clear(i.args)
	i.args = i.args[:0]
}
