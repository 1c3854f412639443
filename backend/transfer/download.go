package transfer

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"

	"confab/server/wire"
)

// A Download is a file that comes from the server. All of it but the funcs is
// stored, so that it goes on after a restart.
type Download struct {
	Hash  string `json:"hash"`
	Size  int64  `json:"size"`
	Name  string `json:"name"`
	Part  string `json:"part"` // the path of what has come of it
	Marks []mark `json:"marks,omitempty"`
	Again bool   `json:"again,omitempty"` // something else has come once

	Save     func()           `json:"-"` // stores it; nil is nothing
	Progress func(done int64) `json:"-"` // likewise
}

// errOther says that what has come has another hash than what was sent.
var errOther = errors.New("something else has come")

// Run downloads the file to Part, from where that ends, and verifies it. If
// something else has come it begins once more. After an error that is a Problem
// another Run ends the same way; after another one it goes on.
func (d *Download) Run(ctx context.Context, door *Door) error {
	if !wire.IsHash(d.Hash) || d.Size < 0 {
		return problem(FileNotThere, "name", d.Name)
	}
	f, err := os.OpenFile(d.Part, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return notWritten(err, d.Name)
	}
	defer func() { _ = f.Close() }()
	for {
		err := d.fill(ctx, door, f)
		if !errors.Is(err, errOther) {
			return err
		}
		if d.Marks = nil; d.Again {
			_ = f.Truncate(0)
			return problem(FileDamaged, "name", d.Name)
		}
		d.Again = true
		d.save()
		if err := f.Truncate(0); err != nil {
			return notWritten(err, d.Name)
		}
	}
}

// fill brings what is missing, and verifies all of it.
func (d *Download) fill(ctx context.Context, door *Door, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return notWritten(err, d.Name)
	}
	at := min(info.Size(), d.Size)
	h, err := hashed(f, d.Marks, at)
	if err != nil {
		return notWritten(err, d.Name)
	}
	if at < d.Size {
		if h, err = d.fetch(ctx, door, f, h, at); err != nil {
			return err
		}
	}
	if wire.HashOf(h.Sum(nil)) != d.Hash {
		return errOther
	}
	if err := errors.Join(f.Truncate(d.Size), f.Sync()); err != nil {
		return notWritten(err, d.Name)
	}
	return nil
}

// fetch appends what comes from an offset on, and returns the hash of all.
func (d *Download) fetch(ctx context.Context, door *Door, f *os.File, h hash.Hash, at int64) (hash.Hash, error) {
	var headers []string
	if at > 0 {
		headers = []string{"Range", fmt.Sprintf("bytes=%d-", at), "If-Range", `"` + d.Hash + `"`}
	}
	answer, err := door.ask(ctx, http.MethodGet, wire.FilePath+d.Hash, nil, 0, headers...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	switch answer.StatusCode {
	case http.StatusPartialContent:
	case http.StatusOK: // all of it
		at, h, d.Marks = 0, sha256.New(), nil
	default:
		return nil, refused(answer, d.Name)
	}
	marked := at
	b := make([]byte, 256<<10)
	for at < d.Size {
		n, err := io.ReadFull(answer.Body, b[:min(int64(len(b)), d.Size-at)])
		if _, failed := f.WriteAt(b[:n], at); failed != nil {
			_ = f.Truncate(at) // what is hashed is what is there
			return nil, notWritten(failed, d.Name)
		}
		h.Write(b[:n])
		at += int64(n)
		d.progress(at)
		if at-marked >= markEvery {
			if m, wrong := markOf(h, at); wrong == nil && f.Sync() == nil { // a mark is of what is on the disk
				d.Marks, marked = append(d.Marks, m), at
				d.save()
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errInterrupted, err)
		}
	}
	return h, nil
}

func (d *Download) save() {
	if d.Save != nil {
		d.Save()
	}
}

func (d *Download) progress(done int64) {
	if d.Progress != nil {
		d.Progress(done)
	}
}
