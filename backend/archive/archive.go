// Package archive is what a desktop keeps on its own disk of the servers it is
// used with: every event that its session has seen, for each person on each
// server, what of it is read, and the outbox, what was written and has not
// reached its server.
//
// Events are kept as they came (store.go). What they make of a message, its
// newest text and its fate, is worked out when one of them is stored (fold.go),
// so that reading is looking up: pages of rows (page.go), searches (search.go)
// and how a room stands (room.go). One connection writes, others read beside
// it and never wait for it.
//
// What that comes to with a million messages is in README.md.
//
// It depends on golang.org/x/text to find words and names however they are
// written.
package archive

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"confab/server/sqlite"
)

// fileName is the archive in its folder; SQLite puts two others beside it.
const fileName = "archive.db"

// readers is how many can read at a time.
const readers = 3

// ErrClosed is returned by everything that is asked of an archive after Close.
var ErrClosed = errors.New("the archive is closed")

// An Archive is one folder's. Its methods may be called from any goroutine, and
// several processes may have the same one open: two windows of one person.
type Archive struct {
	writer  *sqlite.Pool // of one connection
	readers *sqlite.Pool // the writer, if the archive is in memory

	zone atomic.Pointer[time.Location] // nil is the one at the start of the program

	known atomic.Pointer[func(name string) bool] // see AlsoKnown

	closing   chan struct{} // closed by Close
	closeOnce sync.Once

	now      func() time.Time
	quota    Quota // of each person
	maxRooms int   // likewise

	path      string // empty in memory
	recovered *Recovery
	health    health
}

// Open opens the archive in dir, or starts one there. What others could read
// is closed to them. One that is damaged it sets aside, and begins a new one with
// what can be read of it: see Recovered. Its other errors say what is wrong, see
// trouble.go, and leave everything as it is.
func Open(dir string) (*Archive, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder for the archive: %w", classify(err))
	}
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return nil, fmt.Errorf("finding the archive: %w", err)
	}
	a, err := openFile(path)
	if errors.Is(err, ErrDamaged) {
		r, failed := replace(path, err)
		if failed != nil {
			return nil, errors.Join(err, classify(failed))
		}
		if a, err = openFile(path); err == nil {
			a.recovered = r
		}
	}
	return a, err
}

// openFile opens the archive at path, or starts one.
func openFile(path string) (*Archive, error) {
	if err := finish(path); err != nil {
		return nil, fmt.Errorf("opening the archive: %w", classify(err))
	}
	// SQLite gives the files beside it the same mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = errors.Join(f.Chmod(0o600), f.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("opening the archive: %w", classify(err))
	}
	a := &Archive{closing: make(chan struct{}), path: path, now: time.Now, quota: Quota{usualDay, usualAll}, maxRooms: MaxRooms}
	err = a.connect(func() (*sqlite.Conn, error) { return sqlite.Open(path, writing...) })
	if err == nil {
		err = a.recheck()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, classify(err)), a.close())
	}
	go a.reindex()
	return a, nil
}

// recheck looks through an archive that was damaged when it was used last.
func (a *Archive) recheck() error {
	if _, err := os.Stat(a.path + markEnding); err != nil {
		return nil
	}
	result := ""
	err := a.read(func(t *tx) { t.get("PRAGMA integrity_check(1)", nil, &result) })
	switch {
	case err == nil && result != "ok":
		err = fmt.Errorf("%w: %s", ErrDamaged, result)
	case err != nil && troubleOf(err) == nil: // an index is so damaged that it cannot be checked
		err = fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return err
	}
	return removeFile(a.path + markEnding) // it was read wrongly, and is whole
}

// Recovered returns what has become of an archive that Open has found damaged;
// nil if it was not.
func (a *Archive) Recovered() *Recovery { return a.recovered }

// connect makes the pools, and brings the file to the newest version.
func (a *Archive) connect(writer func() (*sqlite.Conn, error)) error {
	a.writer = sqlite.NewPool(1, writer)
	a.readers = a.writer
	if a.path != "" {
		a.readers = sqlite.NewPool(readers, func() (*sqlite.Conn, error) { return sqlite.Open(a.path, reading...) })
	}
	return withConn(a.writer, func(c *sqlite.Conn) error {
		if err := schema.Migrate(c); err != nil {
			return err
		}
		return c.UseWAL()
	})
}

// close waits for those who read and write.
func (a *Archive) close() error {
	err := a.readers.Close()
	if a.writer != a.readers {
		err = errors.Join(err, a.writer.Close()) // the last one tidies up
	}
	return err
}

// Memory returns an archive that keeps nothing: for when there is no disk for one.
func Memory() (*Archive, error) {
	a := &Archive{closing: make(chan struct{}), now: time.Now, quota: Quota{usualMemory, usualMemory}, maxRooms: MaxRooms}
	if err := a.connect(func() (*sqlite.Conn, error) { return sqlite.OpenMemory(writing...) }); err != nil {
		return nil, errors.Join(fmt.Errorf("making an archive in memory: %w", err), a.close())
	}
	return a, nil
}

// SetZone says in which time zone this machine is now, whose days a search means.
func (a *Archive) SetZone(zone *time.Location) { a.zone.Store(zone) }

// Zone returns the time zone that SetZone was told last, or the one at the start
// of the program.
func (a *Archive) Zone() *time.Location {
	if zone := a.zone.Load(); zone != nil {
		return zone
	}
	return time.Local
}

// Close waits for those who read and write, and closes the archive. A second
// Close does nothing.
func (a *Archive) Close() error {
	a.closeOnce.Do(func() { close(a.closing) })
	a.health.close()
	return a.close()
}
