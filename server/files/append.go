package files

import (
	"context"
	"crypto/sha256"
	"encoding"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
)

const (
	pieceSize = 256 << 10 // read, hashed and written at once
	pieces    = 4         // that an upload has at a time

	// syncEvery is after how many bytes the disk gets what has come, beside what
	// still comes. A sync of all at the end would keep the journal's from the
	// disk for a second.
	syncEvery = 32 << 20
)

var pool = sync.Pool{New: func() any { return new([pieceSize]byte) }}

// append appends what r has at offset. last says that r is the rest of the file,
// which is a blob then. interrupt makes r's Read return. Everything that has
// come is on disk when append returns, except after an error of the disk.
func (u *upload) append(ctx context.Context, offset int64, r io.Reader, last bool, interrupt func()) (rec record, err error) {
	if err := u.take(ctx); err != nil {
		return record{}, err
	}
	defer u.give()
	if rec = u.noted(); rec.Hash != "" { // the answer was lost
		return rec, nil
	}
	if offset != rec.Offset {
		return rec, errOffset
	}
	if err := u.openFile(rec); err != nil {
		return rec, err
	}
	defer func() {
		u.beside.Wait()
		err = errors.Join(err, u.file.Close())
		u.file, u.hash = nil, nil
		rec = u.noted()
	}()

	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	defer context.AfterFunc(ctx, interrupt)()
	if err := u.interruptible(stop); err != nil {
		return rec, err
	}
	defer u.uninterruptible()
	read, wrote := u.copy(r, rec.Length-offset)
	u.beside.Wait()
	switch {
	case wrote != nil:
		return rec, wrote // what is certain stays; the next request goes on there
	case errors.Is(read, errLength) || read == nil && last && u.at != rec.Length:
		return rec, errors.Join(errLength, u.settle())
	case read != nil:
		if cause := context.Cause(ctx); cause != nil {
			read = cause
		}
		return rec, errors.Join(read, u.settle())
	case last:
		return rec, u.finish()
	}
	return rec, u.settle()
}

// openFile opens the file at what is certain, and forgets what is behind that.
func (u *upload) openFile(rec record) error {
	u.at, u.hash = rec.Offset, sha256.New()
	if err := u.hash.(encoding.BinaryUnmarshaler).UnmarshalBinary(rec.State); err != nil {
		return err
	}
	f, err := os.OpenFile(u.store.uploadPath(u.id), os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Truncate(u.at); err != nil {
		return errors.Join(err, f.Close())
	}
	u.file = f
	return nil
}

// copy reads at most left bytes while another goroutine hashes and writes what
// has been read.
func (u *upload) copy(r io.Reader, left int64) (read, wrote error) {
	come, free, end := make(chan piece, pieces), make(chan struct{}, pieces), make(chan error, 1)
	var failed atomic.Bool
	go func() {
		var err error
		synced := u.at
		for p := range come {
			if err == nil {
				err = u.write(p.buf[:p.n], &synced)
				failed.Store(err != nil)
			}
			pool.Put(p.buf)
			<-free
		}
		end <- err
	}()
	for read == nil && !failed.Load() {
		free <- struct{}{}
		buf := pool.Get().(*[pieceSize]byte)
		var n int
		n, read = io.ReadFull(r, buf[:])
		if left -= int64(n); left < 0 {
			n, read = 0, errLength
		}
		come <- piece{buf, n}
	}
	close(come)
	if read == io.EOF || read == io.ErrUnexpectedEOF {
		read = nil
	}
	return read, <-end
}

// A piece is some of a file on its way from the connection to the disk.
type piece struct {
	buf *[pieceSize]byte
	n   int
}

// write hashes and writes b. synced is up to where the disk was last told to sync.
func (u *upload) write(b []byte, synced *int64) error {
	if _, err := u.file.WriteAt(b, u.at); err != nil {
		return full(err)
	}
	_, _ = u.hash.Write(b) // which never fails
	if u.at += int64(len(b)); u.at-*synced >= u.store.syncEvery {
		*synced = u.at
		u.syncBeside()
	}
	return nil
}

// syncBeside brings what has come to the disk while more comes, unless that is
// being done already.
func (u *upload) syncBeside() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.syncing {
		return
	}
	u.syncing = true
	at, state := u.at, stateOf(u.hash)
	u.beside.Go(func() {
		err := u.file.Sync()
		if err == nil {
			rec := u.noted()
			rec.Offset, rec.State = at, state
			_ = u.note(rec) // what is not noted is sent again
		}
		u.mu.Lock()
		defer u.mu.Unlock()
		u.syncing = false
	})
}

// settle brings what has come to the disk.
func (u *upload) settle() error {
	if err := u.file.Sync(); err != nil {
		return full(err)
	}
	rec := u.noted()
	rec.Offset, rec.State = u.at, stateOf(u.hash)
	return u.note(rec)
}
