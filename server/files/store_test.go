package files

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confab/server/wire"
)

// What a server that was killed has told is never taken back, and what it has
// not told may be sent again.
func TestAnUploadSurvivesAKill(t *testing.T) {
	h := newHarness(t, Limits{File: mega})
	alice := h.client("alice")
	path := h.begin(alice, 10)
	h.patch(alice, path, 0, strings.NewReader("01234"), wire.Incomplete)
	// More has been written, and not noted.
	file := filepath.Join(h.dir, FolderName, newName, strings.TrimPrefix(path, wire.UploadsPath))
	if err := os.WriteFile(file, []byte("01234xyzxyzxyz"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.start(Limits{File: mega})
	alice = h.client("alice")
	if a := h.ask(alice, "HEAD", path, nil); a.offset(t) != 5 {
		t.Fatalf("the offset is %d, want 5", a.offset(t))
	}
	a := h.patch(alice, path, 5, strings.NewReader("56789"), wire.Complete)
	if h.wantStatus(a, 200); a.Header.Get(wire.DigestHeader) != digestOf(hashOf([]byte("0123456789"))) {
		t.Errorf("the digest is of something else: %v", a.Header)
	}
	if r, err := Check(t.Context(), h.dir); err != nil || r.Files != 1 || len(r.Problems) > 0 {
		t.Errorf("the blob is not what its name says: %+v, %v", r, err)
	}
}

// A kill between the note and the new name of the blob.
func TestANotedUploadIsCompleted(t *testing.T) {
	h := newHarness(t, Limits{File: mega})
	hash, path := h.upload(h.client("alice"), []byte("whole"))
	id := strings.TrimPrefix(path, wire.UploadsPath)
	if err := os.Rename(h.store.blobPath(hash), h.store.uploadPath(id)); err != nil {
		t.Fatal(err)
	}
	h.start(Limits{File: mega})
	if got, _, ok := h.store.Claim(1, id); !ok || got != hash {
		t.Errorf("the upload is %q, %v", got, ok)
	}
	if a := h.ask(h.client("alice"), "GET", wire.FilePath+hash, nil); a.body != "whole" {
		t.Errorf("the file is %q", a.body)
	}
}

func TestWhatHasNoRecordGoes(t *testing.T) {
	h := newHarness(t, Limits{File: mega})
	stray := filepath.Join(h.dir, FolderName, newName, "stray")
	if err := os.WriteFile(stray, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h.start(Limits{File: mega})
	if _, err := os.Stat(stray); err == nil {
		t.Error("it is still there")
	}
}

func TestTheSweep(t *testing.T) {
	h := newHarness(t, Limits{File: mega})
	alice := h.client("alice")
	posted, _ := h.upload(alice, []byte("posted"))
	removed, path := h.upload(alice, []byte("removed"))
	fresh, freshPath := h.upload(alice, []byte("fresh"))
	forwarded, path4 := h.upload(alice, []byte("forwarded"))
	open := h.begin(alice, 10)
	h.do(func() { h.people.posted[posted] = []string{"bob"} })
	for _, p := range []string{path, path4} {
		h.store.Posted(1, strings.TrimPrefix(p, wire.UploadsPath))
	}
	if _, ok := h.store.Hold(forwarded); !ok {
		t.Fatal("it cannot be held")
	}
	sweep := func(after time.Duration) {
		t.Helper()
		if err := h.store.sweep(t.Context(), time.Now().Add(after), h.people.Posted); err != nil {
			t.Fatal(err)
		}
	}
	want := func(hash string, is bool) {
		t.Helper()
		if _, err := os.Stat(h.store.blobPath(hash)); (err == nil) != is {
			t.Errorf("%s is there: %v, want %v", hash, err == nil, is)
		}
	}
	sweep(0)
	want(posted, true)
	want(removed, false)
	want(fresh, true)
	want(forwarded, true)
	sweep(holdFor + time.Minute)
	want(forwarded, false)
	if _, _, ok := h.store.Claim(1, strings.TrimPrefix(freshPath, wire.UploadsPath)); !ok {
		t.Error("the upload cannot be claimed")
	}
	sweep(claimAge + time.Minute)
	want(posted, true)
	want(fresh, false)
	h.wantStatus(h.ask(alice, "HEAD", open, nil), 204)
	sweep(uploadAge + time.Minute)
	h.wantStatus(h.ask(alice, "HEAD", open, nil), 404)

	// A journal that cannot be read makes no file go.
	sick := errors.New("sick")
	if err := h.store.sweep(t.Context(), time.Now(), func(context.Context, string) (bool, error) { return false, sick }); !errors.Is(err, sick) {
		t.Errorf("the error is %v", err)
	}
	want(posted, true)
}
