package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"modernc.org/sqlite" // the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// busy is how long one process waits for another.
const busy = 5 * time.Second

// How a connection is used. What is asked of a server has to survive that the
// power fails; what came from it can come again: see write.
var (
	writing = []string{"busy_timeout(5000)", "synchronous(NORMAL)", "fullfsync(1)", "secure_delete(FAST)", "cache_size(-16000)", "journal_size_limit(16777216)"}
	reading = []string{"busy_timeout(5000)", "query_only(1)", "cache_size(-8000)"}
)

func pragmas(p ...string) string { return url.Values{"_pragma": p}.Encode() }

// fileDSN is how the driver is told of a file, by its full path.
func fileDSN(path string, p ...string) string {
	slashed := filepath.ToSlash(path)
	if slashed[0] != '/' {
		slashed = "/" + slashed // C:/… (RFC 8089 appendix E.2)
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: pragmas(p...)}
	return u.String()
}

// A conn is a connection to SQLite that one goroutine has for itself.
type conn struct {
	db    *sql.DB
	c     *sql.Conn
	stmts map[string]*sql.Stmt // by their text
}

func connect(dsn string) (*conn, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	c, err := db.Conn(context.Background())
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &conn{db: db, c: c, stmts: map[string]*sql.Stmt{}}, nil
}

func (c *conn) exec(q string) error {
	_, err := c.c.ExecContext(context.Background(), q)
	return err
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.c.Close(), c.db.Close())...)
}

// closeAll closes so many connections of a pool, waiting for those in use, and
// the pool. One that is closed it leaves.
func closeAll(pool chan *conn, n int) error {
	var errs []error
	for range n {
		c := <-pool
		if c == nil {
			return nil
		}
		errs = append(errs, c.close())
	}
	close(pool)
	return errors.Join(errs...)
}

// useWAL has readers and the writer not wait for each other. The file stays
// that way. It cannot be done while another process reads, which SQLite says
// at once.
func (c *conn) useWAL(until time.Time) error {
	for {
		err := c.exec("PRAGMA journal_mode = WAL")
		var e *sqlite.Error
		if err == nil || !errors.As(err, &e) || e.Code()&0xff != sqlite3.SQLITE_BUSY || time.Now().After(until) {
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// A tx is a transaction. Once something has failed, all that follows does
// nothing, and the transaction comes to that error.
type tx struct {
	*conn
	err   error
	wrote bool // some row is another
}

func (t *tx) stmt(q string) *sql.Stmt {
	s := t.stmts[q]
	if s == nil && t.err == nil {
		if s, t.err = t.c.PrepareContext(context.Background(), q); t.err != nil {
			t.err = fmt.Errorf("preparing %q: %w", q, t.err)
			return nil
		}
		t.stmts[q] = s
	}
	return s
}

// do runs q and returns how many rows it changed.
func (t *tx) do(q string, args ...any) (changed int64) {
	s := t.stmt(q)
	if t.err != nil {
		return 0
	}
	result, err := s.Exec(args...)
	if err == nil {
		changed, err = result.RowsAffected()
	}
	t.err = err
	t.wrote = t.wrote || changed > 0
	return changed
}

// args are those of a query.
type args []any

// get reads the first row of the answer, if there is one.
func (t *tx) get(q string, a args, into ...any) (found bool) {
	s := t.stmt(q)
	if t.err != nil {
		return false
	}
	err := s.QueryRow(a...).Scan(into...)
	if !errors.Is(err, sql.ErrNoRows) {
		t.err = err
	}
	return err == nil
}

// each reads every row of the answer, and calls f after each. f asks nothing itself.
func (t *tx) each(q string, a args, f func(), into ...any) {
	t.while(q, a, func() bool { f(); return true }, into...)
}

// while is each until f returns false.
func (t *tx) while(q string, a args, f func() bool, into ...any) {
	s := t.stmt(q)
	if t.err != nil {
		return
	}
	rows, err := s.Query(a...)
	if err != nil {
		t.err = err
		return
	}
	for on := true; on && t.err == nil && rows.Next(); {
		if t.err = rows.Scan(into...); t.err == nil {
			on = f()
		}
	}
	t.err = errors.Join(t.err, rows.Err(), rows.Close())
}

// numbers returns the numbers that q answers.
func (t *tx) numbers(q string, a ...any) (all []int64) {
	var n int64
	t.each(q, a, func() { all = append(all, n) }, &n)
	return all
}

// run runs f in a transaction that begins so, all or nothing.
func (c *conn) run(begin string, f func(*tx)) error {
	if err := c.exec(begin); err != nil {
		return err
	}
	t := &tx{conn: c}
	defer func() {
		if t != nil { // f panicked
			_ = c.exec("ROLLBACK")
		}
	}()
	f(t)
	err := t.err
	t = nil
	if err == nil {
		err = c.exec("COMMIT")
	}
	if err != nil {
		_ = c.exec("ROLLBACK") // after some errors SQLite has done it already
	}
	return err
}

// begin runs f in a transaction that writes, and says whether it did.
func (c *conn) begin(f func(*tx)) (wrote *bool, err error) {
	wrote = new(bool)
	err = c.run("BEGIN IMMEDIATE", func(t *tx) {
		f(t)
		*wrote = t.wrote
	})
	return wrote, err
}

// read runs f on one state of the archive.
func (a *Archive) read(f func(*tx)) error {
	c := <-a.readers
	if c == nil {
		return ErrClosed
	}
	defer func() { a.readers <- c }()
	return a.note(c.run("BEGIN", f), nil)
}

// write runs f, which may write. When it returns, that outlives the process.
func (a *Archive) write(f func(*tx)) error {
	c := <-a.writer
	if c == nil {
		return ErrClosed
	}
	defer func() { a.writer <- c }()
	wrote, err := c.begin(f)
	return a.note(err, wrote)
}

// writeThrough is write for what has to outlive a power failure, too.
func (a *Archive) writeThrough(f func(*tx)) error {
	c := <-a.writer
	if c == nil {
		return ErrClosed
	}
	defer func() { a.writer <- c }()
	if err := c.exec("PRAGMA synchronous = EXTRA"); err != nil {
		return a.note(err, new(bool))
	}
	wrote, err := c.begin(f)
	return a.note(errors.Join(err, c.exec("PRAGMA synchronous = NORMAL")), wrote)
}
