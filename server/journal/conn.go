package journal

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"
)

// dsn returns what opens file with these pragmas.
func dsn(file string, pragmas ...string) (string, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", fmt.Errorf("finding %s: %w", file, err)
	}
	path := filepath.ToSlash(abs)
	if path[0] != '/' {
		path = "/" + path // C:/…
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"_pragma": pragmas}.Encode()}
	return u.String(), nil
}

// A conn is a connection to SQLite that one goroutine has for itself. Without
// the pool and the locks of database/sql in between, the writer stores a
// quarter more.
type conn struct {
	driver.Conn
	open []*statement // to be closed with it
}

func connect(file string, pragmas ...string) (*conn, error) {
	name, err := dsn(file, pragmas...)
	if err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(name)
	if err != nil {
		return nil, err
	}
	c, err := connector.Connect(context.Background())
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c}, nil
}

func (c *conn) exec(q string) error {
	_, err := c.Conn.(driver.ExecerContext).ExecContext(context.Background(), q, nil)
	return err
}

// Close closes c and its statements: SQLite would wait for them, for ever.
func (c *conn) Close() error {
	var errs []error
	for _, s := range c.open {
		errs = append(errs, s.Stmt.Close())
	}
	return errors.Join(append(errs, c.Conn.Close())...)
}

// queryRow reads the numbers of q's first row.
func (c *conn) queryRow(q string, into ...*int64) error {
	s, err := c.prepare(q)
	if err != nil {
		return err
	}
	row := make([]driver.Value, len(into))
	switch found, err := s.first(row); {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("nothing to read for %q", q)
	}
	for i, v := range row {
		*into[i] = v.(int64)
	}
	return nil
}

// rollback ends c's transaction for the reason err, which it returns.
func rollback(c *conn, err error) error {
	// SQLite has done it already after some errors and refuses to do it
	// twice; any other trouble here the next BEGIN runs into.
	_ = c.exec("ROLLBACK")
	return err
}

// A statement is a prepared statement of a conn.
type statement struct {
	driver.Stmt
	args []driver.NamedValue
}

// prepare makes a statement that is closed with c.
func (c *conn) prepare(q string) (*statement, error) {
	s, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(context.Background(), q)
	if err != nil {
		return nil, fmt.Errorf("preparing %q: %w", q, err)
	}
	p := &statement{Stmt: s}
	c.open = append(c.open, p)
	return p, nil
}

func (s *statement) bind(args []driver.Value) []driver.NamedValue {
	s.args = s.args[:0]
	for i, v := range args {
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return s.args
}

// exec runs s and returns how many rows it changed.
func (s *statement) exec(args ...driver.Value) (int64, error) {
	r, err := s.Stmt.(driver.StmtExecContext).ExecContext(context.Background(), s.bind(args))
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// each calls f with every row of the answer, which it reads into row.
func (s *statement) each(row []driver.Value, f func() error, args ...driver.Value) error {
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(context.Background(), s.bind(args))
	if err != nil {
		return err
	}
	for err == nil {
		if err = rows.Next(row); err == nil {
			err = f()
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, rows.Close())
}

// first reads the first row of the answer into row, if there is one.
func (s *statement) first(row []driver.Value, args ...driver.Value) (found bool, err error) {
	err = s.each(row, func() error { found = true; return io.EOF }, args...)
	return found, err
}
