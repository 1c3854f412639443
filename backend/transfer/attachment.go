// Package transfer takes files to the server and brings them back: what a user
// attaches, uploads and downloads that go on where they were interrupted, and where
// a file is put that has come.
package transfer

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"confab/backend/picture"
	"confab/backend/session"
	"confab/server/wire"
)

// Limits of what is attached and not sent.
const (
	maxAttached = 100
	maxPasted   = 64 << 20 // bytes
)

// An Attachment is something that will be sent, as the page knows it.
type Attachment struct {
	Handle string `json:"handle"`
	Name   string `json:"name"` // clean, see wire.CleanName
	Size   int64  `json:"size"` // bytes; of a folder as it will be sent
	Type   string `json:"type"` // a media type
	// Of a picture that can be shown, as it is meant to be seen.
	Picture bool             `json:"picture"`
	Width   int              `json:"width"`
	Height  int              `json:"height"`
	Folder  bool             `json:"folder"`
	Problem *session.Problem `json:"problem,omitempty"` // why it cannot be sent
}

// A Held is an attachment and where it is.
type Held struct {
	Attachment
	Path     string
	Modified time.Time // of the file when it was attached
	Ours     bool      // it is a copy in our own folder, to be removed after use
	Info     picture.Info
}

// Attachments are those that are not sent yet. All methods may be called from any
// goroutine.
type Attachments struct {
	dir string // for what was pasted

	mu  sync.Mutex
	all map[string]*Held // by handle
}

// NewAttachments returns an empty store that puts what was pasted into dir.
func NewAttachments(dir string) *Attachments {
	return &Attachments{dir: dir, all: map[string]*Held{}}
}

// Add attaches files and folders. What cannot be sent is attached with a Problem,
// so that the user sees why.
func (s *Attachments) Add(paths []string) []Attachment {
	added := []Attachment{}
	for _, path := range paths[:min(len(paths), maxAttached)] {
		added = append(added, s.hold(look(path)))
	}
	return added
}

// AddBytes attaches a file that the page or the clipboard has the bytes of. The
// error is a Problem.
func (s *Attachments) AddBytes(name string, content []byte) ([]Attachment, error) {
	name = wire.CleanName(name)
	if len(content) > maxPasted {
		return nil, problem(FileTooBig, "name", name, "bytes", len(content), "max", maxPasted)
	}
	path := filepath.Join(s.dir, "pasted-"+rand.Text())
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, notWritten(err, name)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		_ = os.Remove(path)
		return nil, notWritten(err, name)
	}
	held := look(path)
	held.Name, held.Ours = name, true
	return []Attachment{s.hold(held)}, nil
}

// hold gives an attachment a handle. Past maxAttached the system's memory is at
// stake, and it is refused.
func (s *Attachments) hold(h *Held) Attachment {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.Handle = rand.Text()
	if len(s.all) >= maxAttached {
		h.Problem = problem(TooManyFiles, "max", maxAttached)
		h.remove()
		return h.Attachment
	}
	s.all[h.Handle] = h
	return h.Attachment
}

// Detach forgets attachments. Unknown handles are ignored.
func (s *Attachments) Detach(handles []string) {
	for _, handle := range handles {
		if h, err := s.Take(handle); err == nil {
			h.remove()
		}
	}
}

// Clear forgets all.
func (s *Attachments) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.all {
		h.remove()
	}
	clear(s.all)
}

func (h *Held) remove() {
	if h.Ours {
		_ = os.Remove(h.Path)
	}
}

// Get returns an attachment. The error is a Problem.
func (s *Attachments) Get(handle string) (Held, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.all[handle]; h != nil {
		return *h, nil
	}
	return Held{}, problem(NotAttached)
}

// Take returns an attachment and forgets it. Its file stays.
func (s *Attachments) Take(handle string) (Held, error) {
	h, err := s.Get(handle)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, handle)
	return h, err
}

// look returns what is at a path.
func look(path string) *Held {
	name := wire.CleanName(filepath.Base(path))
	h := &Held{Attachment: Attachment{Name: name}, Path: path}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		h.Problem = notRead(err, name)
	case info.IsDir():
		h.Name, h.Type, h.Folder, h.Modified = name+".zip", "application/zip", true, info.ModTime()
		folder, err := openFolder(path)
		if err != nil {
			h.Problem = notRead(err, name)
			break
		}
		h.Size = folder.Size()
	case !info.Mode().IsRegular():
		h.Problem = problem(FileNoFile, "name", name)
	default:
		h.Size, h.Modified = info.Size(), info.ModTime()
		h.lookInside()
	}
	return h
}

// lookInside fills in what the beginning of a file says.
func (h *Held) lookInside() {
	f, err := os.Open(h.Path)
	if err != nil {
		h.Problem = notRead(err, h.Name)
		return
	}
	defer func() { _ = f.Close() }()
	h.Type = TypeOf(h.Name, f)
	h.Info, err = picture.Look(f)
	if h.Info.Type != "" {
		h.Type = h.Info.Type
	}
	if err == nil {
		h.Picture, h.Width, h.Height = true, h.Info.Width, h.Info.Height
	}
}

// TypeOf returns the media type of a file by its name or, if that says none, by
// how it begins.
func TypeOf(name string, r io.ReaderAt) string {
	kind := mime.TypeByExtension(filepath.Ext(name))
	if kind == "" {
		head := make([]byte, 512)
		n, _ := r.ReadAt(head, 0)
		kind = http.DetectContentType(head[:n])
	}
	kind, _, _ = strings.Cut(kind, ";")
	if kind = strings.TrimSpace(kind); len(kind) > wire.MaxFileType || !strings.Contains(kind, "/") {
		return "application/octet-stream"
	}
	return kind
}

// notRead says why a file cannot be read.
func notRead(err error, name string) *session.Problem {
	if p, ok := errors.AsType[*session.Problem](err); ok {
		return p
	}
	if errors.Is(err, fs.ErrNotExist) {
		return problem(FileGone, "name", name)
	}
	return problem(FileUnread, "name", name)
}

// notWritten says why a file cannot be written.
func notWritten(err error, name string) error {
	if p, ok := errors.AsType[*session.Problem](err); ok {
		return p
	}
	if isFull(err) {
		return problem(DiskFull, "name", name)
	}
	return fmt.Errorf("%w: %w", problem(FileNotSaved, "name", name), err)
}
