// Package accounts keeps whose names are whose: which devices a name belongs
// to, what role it has, who is invited, muted or banned, and who has done what.
//
// All of it is one SQLite file behind one connection, so that whoever has a
// transaction is alone: what it has read holds until it is committed.
//
// It depends on modernc.org/sqlite, SQLite in pure Go, so that every system's
// program builds without a C compiler.
package accounts

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Config is what a Book has to know.
type Config struct {
	Dir        string // the server's data folder, which is there and this server's alone
	Memory     bool   // keep nothing: Dir is not used
	InviteOnly bool   // a name that nobody has is given only for an invitation
}

// A Book is the accounts of one server. Its methods may be called from any
// goroutine.
//
// An error that the person who asked is to read is a *wire.Error, or a
// wire.Reply where a first line is answered. Every other one means that the
// disk failed, or that ctx ended: then nothing has changed.
type Book struct {
	db         *sql.DB // one connection
	prepared   map[string]*sql.Stmt
	inviteOnly bool
}

// Open opens the accounts in cfg.Dir, or starts them there. Nobody else may
// have them open. The errors wrap atomicfile.ErrMode for a file that others may open
// and ErrNewer for one of a newer program.
func Open(cfg Config) (*Book, error) {
	name, file := memory(), "the accounts in memory"
	if !cfg.Memory {
		file = filepath.Join(cfg.Dir, FileName)
		if err := prepareFile(file); err != nil {
			return nil, err
		}
		var err error
		if name, err = dsn(file); err != nil {
			return nil, err
		}
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", file, err)
	}
	db.SetMaxOpenConns(1)
	b := &Book{db: db, prepared: map[string]*sql.Stmt{}, inviteOnly: cfg.InviteOnly}
	if err = migrate(db, steps); err == nil {
		err = refreshLooks(db)
	}
	if err == nil {
		err = b.prepare()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", file, err), db.Close())
	}
	return b, nil
}

// prepare prepares what every registration asks.
func (b *Book) prepare() error {
	for _, q := range []string{holdingBan, holdingMute, accountOf, accountWith, stateOf, namesOf, tokenOf, seenNow, notStranger} {
		s, err := b.db.Prepare(q)
		if err != nil {
			return fmt.Errorf("preparing %q: %w", q, err)
		}
		b.prepared[q] = s
	}
	return nil
}

// Close closes the accounts.
func (b *Book) Close() error { return b.db.Close() }
