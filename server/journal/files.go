package journal

import (
	"context"
	"errors"

	"confab/server/sqlite"
	"confab/server/wire"
)

// hashesOf returns the hashes of the files of e, and of their previews.
func hashesOf(e *wire.Event) (hashes []string) {
	for _, f := range wire.FilesOf(e) {
		hashes = append(hashes, f.Hash)
		if f.Preview != "" {
			hashes = append(hashes, f.Preview)
		}
	}
	return hashes
}

// fileRows notes which messages have which files. The writer owns it.
type fileRows struct {
	add, forget, forgetRoom *sqlite.Stmt
}

func newFileRows(c *sqlite.Conn) (f fileRows, err error) {
	for q, s := range map[string]**sqlite.Stmt{
		`INSERT OR IGNORE INTO files (hash, seq, room, author) VALUES (?, ?, ?, ?)`: &f.add,
		`DELETE FROM files WHERE seq = ?`:                                           &f.forget,
		`DELETE FROM files WHERE room = ?`:                                          &f.forgetRoom,
	} {
		if *s, err = c.Prepare(q); err != nil {
			return f, err
		}
	}
	return f, nil
}

// note notes the files of e, in the transaction that stores it.
func (f *fileRows) note(e *wire.Event, room int64) error {
	for _, hash := range hashesOf(e) {
		if _, err := f.add.Exec(hash, e.Seq, room, wire.NameKey(e.From)); err != nil {
			return err
		}
	}
	return nil
}

// What readers ask about files.
const (
	roomsWithFile = `SELECT r.name FROM files f JOIN rooms r ON r.id = f.room WHERE f.hash = ? AND r.ended = 0`
	filesOfAuthor = `SELECT hash FROM files WHERE author = ?`
	eventAt       = columns + `FROM events e JOIN rooms r ON r.id = e.room WHERE e.seq = ? AND r.ended = 0`
)

// RoomsWithFile returns the rooms in which a message has the file with a hash: a
// message that is neither removed nor retracted nor expired.
func (j *Journal) RoomsWithFile(ctx context.Context, hash string) ([]string, error) {
	return j.store.roomsWithFile(ctx, hash)
}

// FilesOf returns the hashes of the files of all messages of an author, by the
// key of the name. One that several messages have is there several times.
func (j *Journal) FilesOf(ctx context.Context, author string) ([]string, error) {
	return j.store.filesOf(ctx, author)
}

// At returns the event with a seq, or ErrUnknown.
func (j *Journal) At(ctx context.Context, seq int64) (*wire.Event, error) {
	return j.store.at(ctx, seq)
}

func (d *disk) roomsWithFile(ctx context.Context, hash string) ([]string, error) {
	return d.readers.texts(ctx, roomsWithFile, hash)
}

func (d *disk) filesOf(ctx context.Context, author string) ([]string, error) {
	return d.readers.texts(ctx, filesOfAuthor, author)
}

func (d *disk) at(ctx context.Context, seq int64) (*wire.Event, error) {
	events, err := d.readers.events(ctx, eventAt, seq)
	switch {
	case err != nil:
		return nil, err
	case len(events) == 0:
		return nil, ErrUnknown
	}
	return events[0], nil
}

// texts returns the answer to q, which has one column.
func (r *readers) texts(ctx context.Context, q string, args ...sqlite.Value) (texts []string, err error) {
	row := make([]sqlite.Value, 1)
	err = r.rows(ctx, q, row, func() error {
		texts = append(texts, row[0].(string))
		return nil
	}, args...)
	return texts, err
}

// errNoFiles is what a store in memory says about files: there are none without a disk.
var errNoFiles = errors.New("a journal in memory has no files")

func (m *memory) roomsWithFile(context.Context, string) ([]string, error) { return nil, errNoFiles }
func (m *memory) filesOf(context.Context, string) ([]string, error)       { return nil, errNoFiles }
func (m *memory) at(context.Context, int64) (*wire.Event, error)          { return nil, errNoFiles }
