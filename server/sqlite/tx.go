package sqlite

import (
	"errors"
	"time"
)

// How a transaction begins.
const (
	// Read is for transactions that see one state and change nothing.
	Read = "BEGIN"

	// Write is for transactions that change something: it waits for its turn
	// before it reads, so what it has read holds until it is committed.
	Write = "BEGIN IMMEDIATE"
)

// Transact runs f in a transaction that begins with Read or Write. The
// transaction is committed if f returns nil, and has changed nothing otherwise,
// or if f panics.
func (c *Conn) Transact(begin string, f func() error) (err error) {
	if err := c.run(begin); err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			// SQLite has done it already after some errors and refuses to do it
			// twice; the next BEGIN runs into any other trouble.
			_ = c.run("ROLLBACK")
		}
	}()
	if err := f(); err != nil {
		return err
	}
	err = c.run("COMMIT")
	committed = err == nil
	return err
}

// Savepoint runs f as one part of the transaction that c is in. If f returns an
// error, the transaction is as it was before, and refused is that error. If
// broken is not nil, the transaction cannot go on.
func (c *Conn) Savepoint(f func() error) (refused, broken error) {
	if err := c.run("SAVEPOINT part"); err != nil {
		return nil, err
	}
	if refused = f(); refused != nil {
		// After some errors of the disk SQLite has rolled back the whole
		// transaction. Then the savepoint is gone, and this fails.
		if err := c.run("ROLLBACK TO part"); err != nil {
			return nil, errors.Join(refused, err)
		}
	}
	return refused, c.run("RELEASE part")
}

// run runs a statement without parameters, which stays prepared.
func (c *Conn) run(q string) error {
	s, err := c.Prepare(q)
	if err == nil {
		_, err = s.Exec()
	}
	return err
}

// UseWAL has readers and the writer of c's file not wait for each other. The
// file stays that way; a database in memory stays as it is. While another
// program reads a file that is not that way yet, UseWAL waits for it.
func (c *Conn) UseWAL() error {
	for until := time.Now().Add(busyTimeout); ; time.Sleep(5 * time.Millisecond) {
		err := c.Exec("PRAGMA journal_mode = WAL")
		if TroubleOf(err) != Busy || time.Now().After(until) { // SQLite says so at once
			return err
		}
	}
}
