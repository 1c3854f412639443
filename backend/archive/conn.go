package archive

import (
	"context"
	"errors"
	"io"

	"confab/server/sqlite"
)

// How a connection is used. What is asked of a server has to survive that the
// power fails; what came from it can come again: see write.
var (
	writing = []string{"synchronous(NORMAL)", "fullfsync(1)", "secure_delete(FAST)", "cache_size(-16000)", "journal_size_limit(16777216)"}
	reading = []string{"query_only(1)", "cache_size(-8000)"}
)

// A tx is a transaction. Once something has failed, all that follows does
// nothing, and the transaction comes to that error.
type tx struct {
	*sqlite.Conn
	err   error
	wrote bool // some row is another
}

func (t *tx) stmt(q string) *sqlite.Stmt {
	if t.err != nil {
		return nil
	}
	var s *sqlite.Stmt
	s, t.err = t.Prepare(q)
	return s
}

// do runs q and returns how many rows it changed.
func (t *tx) do(q string, a ...any) (changed int64) {
	s := t.stmt(q)
	values := t.values(a)
	if t.err != nil {
		return 0
	}
	changed, t.err = s.Exec(values...)
	t.wrote = t.wrote || changed > 0
	return changed
}

// args are those of a query.
type args []any

func (t *tx) values(a args) (values []sqlite.Value) {
	if t.err == nil {
		values, t.err = sqlite.Values(a)
	}
	return values
}

// get reads the first row of the answer, if there is one.
func (t *tx) get(q string, a args, into ...any) (found bool) {
	t.while(q, a, func() bool { found = true; return false }, into...)
	return found && t.err == nil
}

// each reads every row of the answer, and calls f after each. f asks nothing itself.
func (t *tx) each(q string, a args, f func(), into ...any) {
	t.while(q, a, func() bool { f(); return true }, into...)
}

// while is each until f returns false.
func (t *tx) while(q string, a args, f func() bool, into ...any) {
	s := t.stmt(q)
	values := t.values(a)
	if t.err != nil {
		return
	}
	row := make([]sqlite.Value, len(into))
	t.err = s.Each(row, func() error {
		if err := sqlite.Scan(row, into...); err != nil {
			return err
		}
		if !f() {
			return io.EOF
		}
		return t.err // f may use t, but not q
	}, values...)
}

// numbers returns the numbers that q answers.
func (t *tx) numbers(q string, a ...any) (all []int64) {
	var n int64
	t.each(q, a, func() { all = append(all, n) }, &n)
	return all
}

// run runs f in a transaction that begins so, all or nothing, and says whether
// it wrote.
func run(c *sqlite.Conn, begin string, f func(*tx)) (wrote *bool, err error) {
	t := &tx{Conn: c}
	err = c.Transact(begin, func() error {
		f(t)
		return t.err
	})
	return &t.wrote, err
}

// withConn calls f with a connection.
func withConn(p *sqlite.Pool, f func(*sqlite.Conn) error) error {
	err := p.Use(context.Background(), f)
	if errors.Is(err, sqlite.ErrClosed) {
		return ErrClosed
	}
	return err
}

// read runs f on one state of the archive.
func (a *Archive) read(f func(*tx)) error {
	return withConn(a.readers, func(c *sqlite.Conn) error {
		_, err := run(c, sqlite.Read, f)
		return a.note(err, nil)
	})
}

// write runs f, which may write. When it returns, that outlives the process.
func (a *Archive) write(f func(*tx)) error {
	return withConn(a.writer, func(c *sqlite.Conn) error {
		wrote, err := run(c, sqlite.Write, f)
		return a.note(err, wrote)
	})
}

// writeThrough is write for what has to outlive a power failure, too.
func (a *Archive) writeThrough(f func(*tx)) error {
	return withConn(a.writer, func(c *sqlite.Conn) error {
		if err := c.Exec("PRAGMA synchronous = EXTRA"); err != nil {
			return a.note(err, new(bool))
		}
		wrote, err := run(c, sqlite.Write, f)
		return a.note(errors.Join(err, c.Exec("PRAGMA synchronous = NORMAL")), wrote)
	})
}
