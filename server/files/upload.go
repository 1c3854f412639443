package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding"
	"errors"
	"hash"
	"os"
	"sync"
	"time"

	"confab/server/wire"
)

// An upload is a file that is being sent, or one that is complete and not posted
// yet. One request at a time has its turn.
type upload struct {
	id    string
	store *Store
	turn  chan struct{} // has one in it while a request has its turn

	file *os.File  // open while a request appends; owned by who has the turn
	hash hash.Hash // of the first at bytes; owned by who has the turn
	at   int64     // owned by who has the turn

	beside  sync.WaitGroup // the sync that runs while more is written
	syncing bool           // guarded by mu

	mu   sync.Mutex
	rec  record                  // guarded by mu
	stop context.CancelCauseFunc // ends the request that appends; nil if there is none; guarded by mu
	wait int                     // requests that wait for the turn; guarded by mu
	gone bool                    // it was removed; guarded by mu
}

func newUpload(s *Store, id string) *upload {
	return &upload{id: id, store: s, turn: make(chan struct{}, 1)}
}

// errSuperseded ends a request whose upload another one goes on with.
var errSuperseded = errors.New("another request goes on with this upload")

// create begins an upload. posted is how many bytes the owner's files have. One
// that comes whole with the request that begins it is noted at its end only.
func (s *Store) create(owner, length, posted int64, whole bool) (*upload, error) {
	u := newUpload(s, rand.Text())
	u.rec = record{Owner: owner, Length: length, State: stateOf(sha256.New()), At: time.Now()}
	if err := func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if err := s.admit(owner, length, posted); err != nil {
			return err
		}
		s.uploads[u.id] = u
		return nil
	}(); err != nil {
		return nil, err
	}
	if err := u.begin(whole); err != nil {
		u.remove()
		return nil, err
	}
	return u, nil
}

// begin makes the files of an upload.
func (u *upload) begin(whole bool) error {
	f, err := os.OpenFile(u.store.uploadPath(u.id), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return full(err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	if whole {
		return nil
	}
	return u.note(u.noted())
}

// note writes down what is certain. Who has the turn calls it, and the sync
// beside, one at a time. It holds no lock while it waits for the disk.
func (u *upload) note(rec record) error {
	rec.At = time.Now()
	err := rec.write(u.store.recordPath(u.id))
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.gone {
		_ = os.Remove(u.store.recordPath(u.id))
		return errGone
	}
	if err == nil {
		u.rec = rec
	}
	return err
}

// find returns an upload of an owner. Another owner's is errGone, like one that
// does not exist.
func (s *Store) find(id string, owner int64) (*upload, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.uploads[id]
	if u == nil || u.noted().Owner != owner {
		return nil, errGone
	}
	return u, nil
}

// noted returns what is certain of the upload.
func (u *upload) noted() record {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.rec
}

// take waits for the turn. It ends the request that appends now: its client has
// lost the connection, or it would not have sent another request. The caller
// calls give.
func (u *upload) take(ctx context.Context) error {
	u.mu.Lock()
	u.wait++
	if u.stop != nil {
		u.stop(errSuperseded)
	}
	u.mu.Unlock()
	defer func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.wait--
	}()
	select {
	case u.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// interruptible notes how the request that has the turn is ended. It reports
// errors of an upload that is gone or that others wait for already.
func (u *upload) interruptible(stop context.CancelCauseFunc) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.gone:
		return errGone
	case u.wait > 0:
		return errSuperseded
	}
	u.stop = stop
	return nil
}

func (u *upload) uninterruptible() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.stop = nil
}

func (u *upload) give() { <-u.turn }

// status returns how far the upload is: all of that is on disk. It ends a
// request that appends.
func (u *upload) status(ctx context.Context) (record, error) {
	if err := u.take(ctx); err != nil {
		return record{}, err
	}
	defer u.give()
	return u.noted(), nil
}

// remove forgets an upload and what has come of it. A blob stays.
func (u *upload) remove() {
	u.store.mu.Lock()
	delete(u.store.uploads, u.id)
	u.store.mu.Unlock()
	u.mu.Lock()
	defer u.mu.Unlock()
	u.gone = true
	if u.stop != nil {
		u.stop(errGone)
	}
	_ = os.Remove(u.store.recordPath(u.id)) // before the bytes, which the next start removes without it
	_ = os.Remove(u.store.uploadPath(u.id))
}

// finish makes a blob of the upload, which the caller has the turn of.
func (u *upload) finish() error {
	if err := u.file.Sync(); err != nil {
		return full(err)
	}
	rec := u.noted()
	before := rec
	rec.Hash, rec.Offset, rec.State = wire.HashOf(u.hash.Sum(nil)), u.at, nil
	if err := u.note(rec); err != nil { // before the move: a start completes what is noted
		return err
	}
	if err := u.store.move(u.id, rec.Hash); err != nil {
		before.Offset, before.State = u.at, stateOf(u.hash)
		return errors.Join(err, u.note(before))
	}
	return nil
}

func stateOf(h hash.Hash) []byte {
	state, _ := h.(encoding.BinaryMarshaler).MarshalBinary() // which SHA-256 never refuses
	return state
}
