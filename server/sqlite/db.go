package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
)

// OpenDB is Open for a program that works with a file through database/sql. Its
// transactions begin as with Write, unless they are for reading only.
func OpenDB(file string, pragmas ...string) (*sql.DB, error) {
	u, err := urlOf(file)
	if err != nil {
		return nil, err
	}
	return openDB(u, pragmas)
}

// OpenMemoryDB is OpenMemory for database/sql: a database of one connection.
func OpenMemoryDB(pragmas ...string) (*sql.DB, error) {
	db, err := openDB(memory, pragmas)
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

func openDB(u url.URL, pragmas []string) (*sql.DB, error) {
	c, err := connector(u, url.Values{"_txlock": {"immediate"}}, pragmas)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// OnDB calls f with a connection of db, which f must not close.
func OnDB(ctx context.Context, db *sql.DB, f func(*Conn) error) error {
	pooled, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer pooled.Close()
	return pooled.Raw(func(c any) error {
		own := &Conn{c: c.(driver.Conn), stmts: map[string]*Stmt{}}
		defer own.closeStmts()
		return f(own)
	})
}
