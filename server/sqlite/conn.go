// Package sqlite opens SQLite files and works with them: connections and their
// settings, statements, transactions, schemas and their migrations, backups,
// and what an error means. The journal, the accounts and a client's archive
// are such files.
//
// It depends on modernc.org/sqlite, SQLite in pure Go, so that every system's
// program builds without a C compiler. A Conn uses that driver directly:
// without the pool and the locks of database/sql in between, a transaction
// that stores rows costs a quarter less.
package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
)

// BusyTimeout is the pragma by which a connection waits for another program,
// one that makes a backup for example. Open sets it.
const (
	BusyTimeout = "busy_timeout(5000)"
	busyTimeout = 5 * time.Second
)

// Durable are the pragmas of a connection whose commits outlive a power failure.
var Durable = []string{
	"synchronous(FULL)",
	"fullfsync(1)", "checkpoint_fullfsync(1)", // macOS: fsync alone leaves it in the disk's own memory
}

// always are the pragmas of every connection; those given to Open come later.
var always = []string{BusyTimeout, "temp_store(MEMORY)"}

// A Conn is a connection to a file. One goroutine uses it at a time.
type Conn struct {
	c     driver.Conn
	stmts map[string]*Stmt // by their text; closed with the connection

	uses int // by calls; unguarded, so that the race detector reports two goroutines in one connection
}

// Open connects to a file, which it makes if it is missing, with pragmas such as
// "synchronous(FULL)". What is wrong with the file shows when it is used.
func Open(file string, pragmas ...string) (*Conn, error) {
	return openFile(file, url.Values{}, pragmas)
}

// OpenReadOnly connects to a file that must be there, and never writes to it.
func OpenReadOnly(file string, pragmas ...string) (*Conn, error) {
	return openFile(file, url.Values{"mode": {"ro"}}, pragmas)
}

// OpenMemory makes an empty database that only this connection has, and that
// ends with it.
func OpenMemory(pragmas ...string) (*Conn, error) { return open(memory, url.Values{}, pragmas) }

var memory = url.URL{Scheme: "file", Opaque: ":memory:"}

func openFile(file string, options url.Values, pragmas []string) (*Conn, error) {
	u, err := urlOf(file)
	if err != nil {
		return nil, err
	}
	return open(u, options, pragmas)
}

// urlOf is how the driver is told of a file.
func urlOf(file string) (url.URL, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return url.URL{}, fmt.Errorf("finding %s: %w", file, err)
	}
	path := filepath.ToSlash(abs)
	if path[0] != '/' {
		path = "/" + path // C:/… (RFC 8089 appendix E.2)
	}
	return url.URL{Scheme: "file", Path: path}, nil
}

func open(u url.URL, options url.Values, pragmas []string) (*Conn, error) {
	options["_pragma"] = append(always[:len(always):len(always)], pragmas...)
	u.RawQuery = options.Encode()
	connector, err := sqlite.NewConnector(u.String())
	if err != nil {
		return nil, err
	}
	c, err := connector.Connect(context.Background())
	if err != nil {
		return nil, err
	}
	return &Conn{c: c, stmts: map[string]*Stmt{}}, nil
}

// Close closes the connection and its statements.
func (c *Conn) Close() error {
	var errs []error
	for _, s := range c.stmts { // first: SQLite would wait for them, for ever
		errs = append(errs, s.s.Close())
	}
	return errors.Join(append(errs, c.c.Close())...)
}

// Exec runs a script of one or more statements that have no parameters.
func (c *Conn) Exec(script string) error {
	c.uses++
	_, err := c.c.(driver.ExecerContext).ExecContext(context.Background(), script, nil)
	return err
}

// Ints reads the numbers of q's first row. A query without a row is an error.
func (c *Conn) Ints(q string, into ...*int64) error {
	s, err := c.Prepare(q)
	if err != nil {
		return err
	}
	row := make([]Value, len(into))
	switch found, err := s.First(row); {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("nothing to read for %q", q)
	}
	for i, v := range row {
		n, ok := v.(int64)
		if !ok {
			return fmt.Errorf("%v is not a number, for %q", v, q)
		}
		*into[i] = n
	}
	return nil
}

// Strings reads the first column of q's rows, which are texts.
func (c *Conn) Strings(ctx context.Context, q string, args ...Value) (all []string, err error) {
	s, err := c.Prepare(q)
	if err != nil {
		return nil, err
	}
	row := make([]Value, 1)
	err = s.EachContext(ctx, row, func() error {
		text, ok := row[0].(string)
		if !ok {
			return fmt.Errorf("%v is not a text, for %q", row[0], q)
		}
		all = append(all, text)
		return nil
	}, args...)
	return all, err
}
