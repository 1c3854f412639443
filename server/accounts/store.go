// Package accounts stores the accounts of a server: the devices and the role of
// each name, invitations, mutes and bans, whom users block, and the audit log.
//
// All of it is one SQLite file. One goroutine makes all changes (writer.go), so
// what a change has read is valid until it is committed, and changes that come
// at the same time share a commit. Readers have connections of their own and do
// not wait for it.
package accounts

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"confab/server/sqlite"
)

// Config configures a Store.
type Config struct {
	Dir        string // the server's data folder, which exists and no other server uses
	Memory     bool   // store nothing on disk: Dir is not used
	InviteOnly bool   // a new name needs an invitation
}

// A Store is the accounts of one server. Its methods may be called from any
// goroutine.
//
// A refusal is a *wire.Error, or a wire.Reply if it answers a first line. Any
// other error means that the disk failed or that ctx ended: then nothing has
// changed.
type Store struct {
	writes     *sqlite.Pool // one connection, which only the writer uses
	reads      *sqlite.Pool // in memory, where commits do not wait for a disk, the same as writes
	writer     *writer
	inviteOnly bool
}

// readers is how many read at the same time: each has a cache of its own.
const readers = 2

// Open opens the accounts in cfg.Dir, or creates them. Only one Store at a time
// may have them open. The errors wrap atomicfile.ErrMode for a file that other
// users of the machine may open, and ErrNewer for one of a newer program.
func Open(cfg Config) (*Store, error) {
	s := &Store{inviteOnly: cfg.InviteOnly}
	file := "the accounts in memory"
	if cfg.Memory {
		s.writes = sqlite.NewPool(1, func() (*sqlite.Conn, error) { return sqlite.OpenMemory(pragmas...) })
		s.reads = s.writes
	} else {
		file = filepath.Join(cfg.Dir, FileName)
		if err := prepareFile(file); err != nil {
			return nil, err
		}
		s.writes = sqlite.NewPool(1, func() (*sqlite.Conn, error) { return sqlite.Open(file, pragmas...) })
		s.reads = sqlite.NewPool(readers, func() (*sqlite.Conn, error) { return sqlite.Open(file, readPragmas...) })
	}
	if err := s.writes.Use(context.Background(), upgrade); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", file, err), s.closeFiles())
	}
	s.writer = newWriter(s)
	go s.writer.run()
	return s, nil
}

// upgrade brings the accounts to the state that this program expects.
func upgrade(c *sqlite.Conn) error {
	if err := migrate(c, schema); err != nil {
		return err
	}
	return c.Transact(sqlite.Write, func() error { return refreshLooks(c) })
}

// Close stores the changes that wait, and closes the accounts.
func (s *Store) Close() error {
	s.writer.close()
	return s.closeFiles()
}

func (s *Store) closeFiles() error {
	return errors.Join(s.reads.Close(), s.writes.Close()) // the writer last: the last connection moves the WAL into the file
}
