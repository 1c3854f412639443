package accounts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"confab/server/sqlite"
	"confab/server/wire"
)

// A tx is a transaction, or the part of one that a change has. It sees one
// state and one time.
type tx struct {
	conn  *sqlite.Conn
	store *Store
	now   time.Time
}

// args are the arguments of a query.
type args []any

// read calls f with a transaction that changes nothing. It sees what is
// committed, and does not wait for the writer. ctx ends the wait for a
// connection; f itself takes no long time.
func (s *Store) read(ctx context.Context, f func(*tx) error) error {
	err := s.reads.Use(ctx, func(c *sqlite.Conn) error {
		return c.Transact(sqlite.Read, func() error { return f(&tx{c, s, time.Now()}) })
	})
	if err != nil {
		return answer(err)
	}
	return ctx.Err()
}

// change calls f with a transaction that is committed, unless f returns an
// error or ctx has ended by then. Other changes share the transaction: f sees
// what those before it have changed, and a failed commit fails all of them.
func (s *Store) change(ctx context.Context, f func(*tx) error) error {
	return s.writer.change(ctx, f)
}

// get reads the first row that q finds, if there is one.
func (t *tx) get(q string, a args, into ...any) (found bool, err error) {
	err = t.each(q, a, func() error { found = true; return io.EOF }, into...)
	return found && err == nil, err
}

// each reads every row that q finds and calls f after each. It ends early when f
// returns an error, io.EOF for no error. f must not run q.
func (t *tx) each(q string, a args, f func() error, into ...any) error {
	stmt, values, err := t.prepare(q, a)
	if err != nil {
		return err
	}
	row := make([]sqlite.Value, len(into))
	return stmt.Each(row, func() error {
		if err := sqlite.Scan(row, into...); err != nil {
			return err
		}
		return f()
	}, values...)
}

// exec changes rows and returns how many.
func (t *tx) exec(q string, a ...any) (int64, error) {
	stmt, values, err := t.prepare(q, a)
	if err != nil {
		return 0, err
	}
	return stmt.Exec(values...)
}

// count reads the number that q finds.
func (t *tx) count(q string, a ...any) (n int, err error) {
	_, err = t.get(q, a, &n)
	return n, err
}

func (t *tx) prepare(q string, a args) (*sqlite.Stmt, []sqlite.Value, error) {
	values, err := sqlite.Values(a)
	if err != nil {
		return nil, nil, err
	}
	stmt, err := t.conn.Prepare(q)
	return stmt, values, err
}

// answer returns a refusal as it is, and wraps any other error. A *wire.Error is
// copied, because its caller writes the request's ID into it.
func answer(err error) error {
	var e *wire.Error
	var r wire.Reply
	switch {
	case errors.As(err, &e):
		own := *e
		return &own
	case errors.As(err, &r):
		return r
	}
	return fmt.Errorf("using the accounts: %w", err)
}

// milli is how times are stored: the zero time is 0.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func timeOf(milli int64) time.Time {
	if milli == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milli).UTC()
}
