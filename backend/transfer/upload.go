package transfer

import (
	"bytes"
	"context"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"confab/server/wire"
)

// An Upload is a file that goes to the server. All of it but the funcs is stored, so
// that it goes on after a restart.
type Upload struct {
	Path     string    `json:"path"`
	Name     string    `json:"name"`
	Folder   bool      `json:"folder,omitempty"`
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	ID       string    `json:"id,omitempty"`   // the server's; empty before it has given one
	Hash     string    `json:"hash,omitempty"` // once it is complete
	Marks    []mark    `json:"marks,omitempty"`

	Save     func()           `json:"-"` // stores it; nil is nothing
	Progress func(done int64) `json:"-"` // likewise
}

// Run uploads the file, from where the server has it. It returns at once if it is
// complete. After an error that is a Problem another Run ends the same way; after
// another one it goes on.
func (u *Upload) Run(ctx context.Context, door *Door) error {
	if u.Hash != "" {
		return nil
	}
	from, err := openSource(u.Path, u.Name, u.Folder, u.Size, u.Modified)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	if u.ID == "" && u.Size <= wire.MaxWhole {
		return u.whole(ctx, door, from)
	}
	if u.ID == "" {
		if err := u.begin(ctx, door); err != nil {
			return err
		}
		return u.goOn(ctx, door, from, 0)
	}
	answer, err := door.ask(ctx, http.MethodHead, wire.UploadsPath+u.ID, nil, 0)
	if err != nil {
		return err
	}
	defer closeBody(answer)
	at, wrong := strconv.ParseInt(answer.Header.Get(wire.UploadOffsetHeader), 10, 64)
	switch {
	case answer.StatusCode == http.StatusNotFound: // it has waited for too long there
		u.ID, u.Marks = "", nil
		u.save()
		return fmt.Errorf("%w: the server has forgotten it", errInterrupted)
	case answer.StatusCode != http.StatusNoContent && answer.StatusCode != http.StatusOK:
		return refused(answer, u.Name)
	case wrong != nil || at < 0 || at > u.Size:
		return fmt.Errorf("%w: the server says no offset", errInterrupted)
	case answer.Header.Get(wire.UploadCompleteHeader) == wire.Complete:
		h, err := hashed(from, u.Marks, u.Size)
		if err != nil {
			return unwrapped(err)
		}
		return u.compare(answer, h, from)
	}
	return u.goOn(ctx, door, from, at)
}

// begin asks for a place.
func (u *Upload) begin(ctx context.Context, door *Door) error {
	answer, err := door.ask(ctx, http.MethodPost, wire.FilesPath, nil, 0,
		wire.UploadLengthHeader, strconv.FormatInt(u.Size, 10), wire.UploadCompleteHeader, wire.Incomplete)
	if err != nil {
		return err
	}
	defer closeBody(answer)
	if answer.StatusCode != http.StatusCreated {
		return refused(answer, u.Name)
	}
	if !u.named(answer) {
		return fmt.Errorf("%w: the server says no place", errInterrupted)
	}
	u.save() // before the first byte, or a crash would send all of it again
	return nil
}

// named takes the ID that an answer has.
func (u *Upload) named(answer *http.Response) bool {
	id, ok := strings.CutPrefix(answer.Header.Get("Location"), wire.UploadsPath)
	if !ok || id == "" || len(id) > wire.MaxID || strings.ContainsAny(id, "/?#%") {
		return false
	}
	u.ID = id
	return true
}

// whole sends a small file in one request.
func (u *Upload) whole(ctx context.Context, door *Door, from source) error {
	b := make([]byte, u.Size)
	if _, err := from.ReadAt(b, 0); err != nil && err != io.EOF {
		return unwrapped(err)
	}
	answer, err := door.ask(ctx, http.MethodPost, wire.FilesPath, bytes.NewReader(b), u.Size,
		wire.UploadLengthHeader, strconv.FormatInt(u.Size, 10), wire.UploadCompleteHeader, wire.Complete)
	if err != nil {
		return err
	}
	defer closeBody(answer)
	if answer.StatusCode/100 != 2 {
		return refused(answer, u.Name)
	}
	if !u.named(answer) {
		return fmt.Errorf("%w: the server says no place", errInterrupted)
	}
	h, err := hashed(bytes.NewReader(b), nil, u.Size)
	if err != nil {
		return err
	}
	return u.compare(answer, h, from)
}

// goOn sends what is behind an offset.
func (u *Upload) goOn(ctx context.Context, door *Door, from source, at int64) error {
	h, err := hashed(from, u.Marks, at)
	if err != nil {
		return unwrapped(err)
	}
	body := &reader{u: u, from: from, h: h, at: at, marked: at}
	headers := []string{
		wire.UploadOffsetHeader, strconv.FormatInt(at, 10), wire.UploadCompleteHeader, wire.Complete, "Content-Type", wire.PartialUpload,
	}
	if u.Size-at >= wire.MaxWhole { // a refusal then costs no upload
		headers = append(headers, "Expect", "100-continue")
	}
	answer, err := door.ask(ctx, http.MethodPatch, wire.UploadsPath+u.ID, body, u.Size-at, headers...)
	if err != nil {
		if changed := from.Check(); changed != nil {
			u.forget(door)
			return changed
		}
		return err
	}
	defer closeBody(answer)
	if answer.StatusCode != http.StatusOK {
		return refused(answer, u.Name)
	}
	return u.compare(answer, h, from)
}

// compare compares what the server has with what was sent, and notes that it is
// complete.
func (u *Upload) compare(answer *http.Response, h hash.Hash, from source) error {
	if err := from.Check(); err != nil {
		return err
	}
	sum := h.Sum(nil)
	has, ok := wire.ParseDigest(answer.Header.Get(wire.DigestHeader))
	if !ok || !bytes.Equal(has, sum) {
		u.ID, u.Marks = "", nil
		u.save()
		return fmt.Errorf("%w: the server has something else", errInterrupted)
	}
	u.Hash, u.Marks = wire.HashOf(sum), nil
	u.save()
	u.progress(u.Size)
	return nil
}

// forget tells the server that no more of it comes.
func (u *Upload) forget(door *Door) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if answer, err := door.ask(ctx, http.MethodDelete, wire.UploadsPath+u.ID, nil, 0); err == nil {
		closeBody(answer)
	}
}

// Cancel tells the server that the upload is not wanted.
func (u *Upload) Cancel(door *Door) {
	if u.ID != "" && u.Hash == "" {
		u.forget(door)
	}
}

func (u *Upload) save() {
	if u.Save != nil {
		u.Save()
	}
}

func (u *Upload) progress(done int64) {
	if u.Progress != nil {
		u.Progress(done)
	}
}

// A reader reads what is uploaded, hashes it, and leaves marks. net/http reads it
// from one goroutine, which has ended when it has answered.
type reader struct {
	u      *Upload
	from   source
	h      hash.Hash
	at     int64
	marked int64
}

func (r *reader) Read(b []byte) (int, error) {
	if r.at >= r.u.Size {
		return 0, io.EOF
	}
	n, err := r.from.ReadAt(b[:min(int64(len(b)), r.u.Size-r.at)], r.at)
	r.h.Write(b[:n])
	r.at += int64(n)
	if r.at-r.marked >= markEvery {
		if m, wrong := markOf(r.h, r.at); wrong == nil {
			r.u.Marks, r.marked = append(r.u.Marks, m), r.at
			r.u.save()
		}
	}
	r.u.progress(r.at)
	if n > 0 {
		return n, nil
	}
	if err == io.EOF { // it is shorter than it was
		return 0, problem(FileChanged, "name", r.u.Name)
	}
	return 0, err
}
