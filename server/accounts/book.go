// Package accounts keeps whose names are whose: which devices a name belongs
// to, what role it has, who is invited, muted or banned, and who has done what.
//
// All of it is one SQLite file. One goroutine makes all changes (writer.go), so
// what a change has read holds until it is committed, and changes that come at
// the same time wait for the disk together. Readers have connections of their
// own and do not wait for it.
package accounts

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"confab/server/sqlite"
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
	db            *sql.DB // one connection, the writer's
	prepared      map[string]*sql.Stmt
	reads         *sql.DB // db in memory, where nobody waits for a disk
	readsPrepared map[string]*sql.Stmt
	writer        *writer
	inviteOnly    bool
}

// readers is how many may read at the same time: each has a cache of its own.
const readers = 2

// Open opens the accounts in cfg.Dir, or starts them there. Nobody else may
// have them open. The errors wrap atomicfile.ErrMode for a file that others may open
// and ErrNewer for one of a newer program.
func Open(cfg Config) (*Book, error) {
	file := "the accounts in memory"
	open := func() (*sql.DB, error) { return sqlite.OpenMemoryDB(pragmas...) }
	if !cfg.Memory {
		file = filepath.Join(cfg.Dir, FileName)
		if err := prepareFile(file); err != nil {
			return nil, err
		}
		open = func() (*sql.DB, error) { return sqlite.OpenDB(file, pragmas...) }
	}
	db, err := open()
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", file, err)
	}
	db.SetMaxOpenConns(1)
	b := &Book{db: db, reads: db, inviteOnly: cfg.InviteOnly}
	if err = migrate(db, schema); err == nil {
		err = refreshLooks(db)
	}
	if err == nil && !cfg.Memory {
		err = b.openReads(file)
	}
	if err == nil {
		b.prepared, err = prepare(b.db)
	}
	if err == nil {
		b.readsPrepared, err = prepare(b.reads)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", file, err), b.closeFiles())
	}
	b.writer = newWriter(b)
	go b.writer.run()
	return b, nil
}

// openReads opens what reads a file that the writer has made.
func (b *Book) openReads(file string) error {
	reads, err := sqlite.OpenDB(file, append(pragmas[:len(pragmas):len(pragmas)], "query_only(1)")...)
	if err != nil {
		return err
	}
	reads.SetMaxOpenConns(readers)
	reads.SetMaxIdleConns(readers)
	b.reads = reads
	return nil
}

// prepare prepares what every registration asks.
func prepare(db *sql.DB) (map[string]*sql.Stmt, error) {
	prepared := map[string]*sql.Stmt{}
	for _, q := range []string{holdingBan, holdingMute, accountOf, accountWith, stateOf, namesOf, tokenOf, seenNow, notStranger} {
		s, err := db.Prepare(q)
		if err != nil {
			return nil, fmt.Errorf("preparing %q: %w", q, err)
		}
		prepared[q] = s
	}
	return prepared, nil
}

// Close stores what is being changed, and closes the accounts.
func (b *Book) Close() error {
	b.writer.close()
	return b.closeFiles()
}

func (b *Book) closeFiles() error {
	if b.reads == b.db {
		return b.db.Close()
	}
	return errors.Join(b.reads.Close(), b.db.Close()) // the last one that is closed moves the WAL into the file
}
