// Package files stores the files of messages and lets clients upload and
// download them over HTTP/1.1, on the port of the chat (see wire.DoorALPN).
//
// A file that is complete is a blob: its name is the SHA-256 of its bytes, and
// it never changes. Uploads follow draft-ietf-httpbis-resumable-upload-15.
// Which messages a blob belongs to is the journal's knowledge; a blob that
// belongs to none goes with the next sweep.
package files

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"confab/server/atomicfile"
	"confab/server/wire"
)

// FolderName is the folder of the files in the server's data folder.
const FolderName = "files"

// The folders and files in it.
const (
	blobsName  = "blobs" // blobs/ab/abcd…
	newName    = "new"   // new/ID and new/ID.json, see record
	secretName = "token.key"
)

// Errors of an upload.
var (
	errGone     = errors.New("there is no such upload")
	errOffset   = errors.New("the upload is at another offset")
	errLength   = errors.New("the file is longer or shorter than was said")
	errFull     = errors.New("the disk is full")
	errTooLarge = errors.New("the file is larger than this server takes")
	errQuota    = errors.New("there is no room for more files")
	errTooMany  = errors.New("too many uploads are open")
)

// Config is what a store has to know.
type Config struct {
	Dir    string // the server's data folder
	Limits Limits
	Log    *slog.Logger
}

// A Store has blobs and uploads. Any goroutine may call its methods.
type Store struct {
	dir    string
	limits Limits
	log    *slog.Logger
	secret []byte // of the tokens, see Token

	syncEvery int64 // see the constant

	moving sync.Mutex // held while an upload becomes a blob, and while the sweep removes one

	mu      sync.Mutex
	uploads map[string]*upload   // by their IDs; guarded by mu
	held    map[string]time.Time // until when the sweep leaves blobs that are about to be posted; guarded by mu
}

// Open opens the files in cfg.Dir, which exists and which no other server uses.
func Open(cfg Config) (*Store, error) {
	s := &Store{dir: filepath.Join(cfg.Dir, FolderName), limits: cfg.Limits, log: cfg.Log, syncEvery: syncEvery,
		uploads: map[string]*upload{}, held: map[string]time.Time{}}
	for _, name := range []string{"", newName, blobsName} {
		if err := os.MkdirAll(filepath.Join(s.dir, name), 0o700); err != nil {
			return nil, err
		}
	}
	if err := atomicfile.Names(cfg.Dir); err != nil {
		return nil, err
	}
	if err := s.openSecret(); err != nil {
		return nil, err
	}
	return s, s.load()
}

// openSecret reads the secret of the tokens, which the first start makes.
func (s *Store) openSecret() (err error) {
	path := filepath.Join(s.dir, secretName)
	if s.secret, err = os.ReadFile(path); err == nil && len(s.secret) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s.secret = make([]byte, 32)
	_, _ = rand.Read(s.secret) // which never fails
	return atomicfile.Write(path, s.secret)
}

// load reads which uploads there are. It completes those that a crash has kept
// from becoming a blob, and removes what has no record.
func (s *Store) load() error {
	entries, err := os.ReadDir(filepath.Join(s.dir, newName))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		id, isRecord := strings.CutSuffix(entry.Name(), recordSuffix)
		if !isRecord {
			continue
		}
		u := newUpload(s, id)
		if u.rec, err = readRecord(s.recordPath(id)); err != nil {
			s.log.Warn("an upload cannot be continued", "id", id, "error", err)
			continue // the sweep below removes it
		}
		if u.rec.Hash != "" && !s.recover(u) {
			continue
		}
		s.uploads[id] = u
	}
	for _, entry := range entries {
		id := strings.TrimSuffix(entry.Name(), recordSuffix)
		if s.uploads[id] == nil {
			_ = os.Remove(filepath.Join(s.dir, newName, entry.Name()))
		}
	}
	return nil
}

// recover reports whether the blob of an upload that is noted as complete is
// there. A crash between the note and the new name leaves it under the old one.
func (s *Store) recover(u *upload) bool {
	if _, err := os.Stat(s.uploadPath(u.id)); err == nil {
		if err := s.move(u.id, u.rec.Hash); err != nil {
			s.log.Warn("an upload cannot be completed", "id", u.id, "error", err)
			return false
		}
	}
	_, err := os.Stat(s.blobPath(u.rec.Hash))
	return err == nil
}

// move makes a blob of the bytes of an upload, which are on disk and hashed.
func (s *Store) move(id, hash string) error {
	s.moving.Lock()
	defer s.moving.Unlock()
	to := s.blobPath(hash)
	if err := os.Mkdir(filepath.Dir(to), 0o700); err == nil {
		if err := atomicfile.Names(filepath.Join(s.dir, blobsName)); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return full(err)
	}
	// The same bytes twice are one blob: this replaces a file by its equal.
	if err := os.Rename(s.uploadPath(id), to); err != nil {
		return full(err)
	}
	return full(atomicfile.Names(filepath.Dir(to)))
}

// open opens a blob, the caller closes it; the error is fs.ErrNotExist if there is none.
func (s *Store) open(hash string) (*os.File, error) {
	if !wire.IsHash(hash) {
		return nil, fs.ErrNotExist
	}
	return os.Open(s.blobPath(hash))
}

func (s *Store) blobPath(hash string) string { return blobPath(s.dir, hash) }
func (s *Store) uploadPath(id string) string { return filepath.Join(s.dir, newName, id) }
func (s *Store) recordPath(id string) string { return s.uploadPath(id) + recordSuffix }

// full makes errFull of the errors that say so.
func full(err error) error {
	if err != nil && isFull(err) {
		return fmt.Errorf("%w: %w", errFull, err)
	}
	return err
}
