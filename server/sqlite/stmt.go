package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// A Value is an int64, a float64, a string, a []byte or nil. An empty BLOB is
// read as a nil []byte.
type Value = driver.Value

// A Stmt is a prepared statement of a Conn.
type Stmt struct {
	c    *Conn
	s    driver.Stmt
	args []driver.NamedValue
}

// Prepare returns the statement for q. It is prepared once and closed with the
// connection.
func (c *Conn) Prepare(q string) (*Stmt, error) {
	c.uses++
	if s := c.stmts[q]; s != nil {
		return s, nil
	}
	prepared, err := c.c.(driver.ConnPrepareContext).PrepareContext(context.Background(), q)
	if err != nil {
		return nil, fmt.Errorf("preparing %q: %w", q, err)
	}
	s := &Stmt{c: c, s: prepared}
	c.stmts[q] = s
	return s, nil
}

func (s *Stmt) bind(args []Value) []driver.NamedValue {
	s.c.uses++
	s.args = s.args[:0]
	for i, v := range args {
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return s.args
}

// Exec runs s and returns how many rows it changed.
func (s *Stmt) Exec(args ...Value) (int64, error) {
	return s.ExecContext(context.Background(), args...)
}

// ExecContext is Exec that ends early, with ctx's error, when ctx ends.
func (s *Stmt) ExecContext(ctx context.Context, args ...Value) (int64, error) {
	r, err := s.s.(driver.StmtExecContext).ExecContext(ctx, s.bind(args))
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Each calls f with every row of the answer, which it reads into row. It ends
// early when f returns an error, io.EOF for no error. f must not run s again.
func (s *Stmt) Each(row []Value, f func() error, args ...Value) error {
	return s.EachContext(context.Background(), row, f, args...)
}

// EachContext is Each that ends early, with ctx's error, when ctx ends.
func (s *Stmt) EachContext(ctx context.Context, row []Value, f func() error, args ...Value) error {
	rows, err := s.s.(driver.StmtQueryContext).QueryContext(ctx, s.bind(args))
	if err != nil {
		return err
	}
	for err == nil {
		if err = rows.Next(row); err == nil {
			err = f()
		}
		if err == nil {
			err = ctx.Err() // which the driver heeds only until there is a first row
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, rows.Close())
}

// First reads the first row of the answer into row, if there is one.
func (s *Stmt) First(row []Value, args ...Value) (found bool, err error) {
	err = s.Each(row, func() error { found = true; return io.EOF }, args...)
	return found, err
}
