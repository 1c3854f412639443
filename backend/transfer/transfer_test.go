package transfer

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"confab/backend/picture"
	"confab/server/clientaddr"
	"confab/server/files"
	"confab/server/model"
	"confab/server/wire"
)

// everyone is an Access that lets its one user do everything.
type everyone struct{}

func (everyone) Visitor(context.Context, model.Visit) (model.Account, error) {
	return model.Account{ID: 1, Name: "alice"}, nil
}
func (everyone) MayRead(context.Context, model.Account, string) (bool, error) { return true, nil }
func (everyone) Posted(context.Context, string) (bool, error)                 { return true, nil }
func (everyone) PostedBy(context.Context, model.Account) ([]string, error)    { return nil, nil }
func (everyone) InLobby(context.Context, int64, int) (f wire.File, _ bool, _ error) {
	return f, false, nil
}

// A network is a door of the real server, on connections that break.
type network struct {
	t     *testing.T
	dir   string // the server's
	store *files.Store
	there *files.Door
	here  *Door

	mu     sync.Mutex
	breaks func() int64 // how many bytes the next connection takes; nil is all
	conns  sync.WaitGroup
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{t: t, dir: t.TempDir()}
	n.restart()
	n.here = NewDoor(n.dial, "alice")
	t.Cleanup(func() { n.here.Close(); n.conns.Wait() })
	return n
}

// restart opens the server's store, as after a kill -9.
func (n *network) restart() {
	n.t.Helper()
	store, err := files.Open(files.Config{Dir: n.dir, Limits: files.Limits{File: 1 << 30}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		n.t.Fatal(err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.store, n.there = store, files.NewDoor(store, everyone{})
}

func (n *network) dial(context.Context) (net.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	ours, theirs := net.Pipe()
	there := n.there
	n.conns.Go(func() {
		there.Serve(theirs, "alice", clientaddr.Address{Key: "192.0.2.1"})
		_ = theirs.Close()
	})
	if n.breaks == nil {
		return ours, nil
	}
	return &breaking{Conn: ours, left: n.breaks()}, nil
}

// A breaking connection ends after so many bytes in both directions.
type breaking struct {
	net.Conn
	mu   sync.Mutex
	left int64
}

func (b *breaking) count(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left -= int64(n); b.left < 0 {
		_ = b.Conn.Close()
	}
}

func (b *breaking) Read(p []byte) (int, error)  { n, err := b.Conn.Read(p); b.count(n); return n, err }
func (b *breaking) Write(p []byte) (int, error) { n, err := b.Conn.Write(p); b.count(n); return n, err }

// content is bytes of which no two stretches are the same.
func content(size int) []byte {
	b := make([]byte, size)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(b)
	return b
}

func uploadOf(t *testing.T, path string) *Upload {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return &Upload{Path: path, Name: filepath.Base(path), Size: info.Size(), Modified: info.ModTime()}
}

// until runs a transfer until it ends, and counts how often it was interrupted.
func until(t *testing.T, run func() error) (cuts int) {
	t.Helper()
	for ; ; cuts++ {
		err := run()
		if err == nil {
			return cuts
		}
		if isFinal(err) || cuts > 200 {
			t.Fatalf("after %d cuts it ends with %v", cuts, err)
		}
	}
}

// Both ways a file arrives whole however often the connection breaks, and never
// begins anew: the breaks are shorter than the file.
func TestAFileArrivesOverAConnectionThatBreaks(t *testing.T) {
	n := newNetwork(t)
	sent := content(3 << 20)
	u := uploadOf(t, write(t, filepath.Join(t.TempDir(), "film.mkv"), string(sent)))
	length := rand.New(rand.NewPCG(1, 2))
	n.mu.Lock()
	n.breaks = func() int64 { return 300_000 + length.Int64N(900_000) }
	n.mu.Unlock()

	if cuts := until(t, func() error { return u.Run(t.Context(), n.here) }); cuts < 2 {
		t.Errorf("the upload was cut only %d times", cuts)
	}
	dir := t.TempDir()
	d := &Download{Hash: u.Hash, Size: u.Size, Name: "film.mkv", Part: filepath.Join(dir, "film.mkv.part")}
	if cuts := until(t, func() error { return d.Run(t.Context(), n.here) }); cuts < 2 {
		t.Errorf("the download was cut only %d times", cuts)
	}
	path, err := Place(d.Part, dir, d.Name)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("what has come is another file, %v", err)
	}
}

// After a kill -9 of both ends an upload goes on from its marks and the server's
// offset.
func TestAnUploadGoesOnAfterBothEndsWereKilled(t *testing.T) {
	n := newNetwork(t)
	u := uploadOf(t, write(t, filepath.Join(t.TempDir(), "film.mkv"), string(content(2<<20))))
	n.mu.Lock()
	n.breaks = func() int64 { return 1 << 20 }
	n.mu.Unlock()
	if err := u.Run(t.Context(), n.here); err == nil || isFinal(err) {
		t.Fatalf("the cut comes to %v", err)
	}
	n.here.Close()
	n.restart()
	n.mu.Lock()
	n.breaks = nil
	n.mu.Unlock()
	id := u.ID
	stored := &Upload{Path: u.Path, Name: u.Name, Size: u.Size, Modified: u.Modified, ID: id, Marks: u.Marks}
	if err := stored.Run(t.Context(), n.here); err != nil || stored.ID != id || !wire.IsHash(stored.Hash) {
		t.Errorf("it is %+v, %v", stored, err)
	}
}

func TestAFileThatChangesIsNotSent(t *testing.T) {
	n := newNetwork(t)
	path := write(t, filepath.Join(t.TempDir(), "log.txt"), string(content(2<<20)))
	u := uploadOf(t, path)
	u.Progress = func(int64) { _ = os.Chtimes(path, time.Time{}, u.Modified.Add(time.Second)) }
	isProblem(t, u.Run(t.Context(), n.here), FileChanged)
	if u.Hash != "" {
		t.Error("it counts as sent")
	}
	isProblem(t, u.Run(t.Context(), n.here), FileChanged)
}

// Something else than was sent is fetched once more and then refused, and nothing
// of it stays.
func TestAWrongHashIsFetchedOnceMore(t *testing.T) {
	n := newNetwork(t)
	u := uploadOf(t, write(t, filepath.Join(t.TempDir(), "a.bin"), "what was sent"))
	if err := u.Run(t.Context(), n.here); err != nil {
		t.Fatal(err)
	}
	blobs := 0
	_ = filepath.WalkDir(n.dir, func(path string, e os.DirEntry, _ error) error {
		if filepath.Base(path) == u.Hash {
			blobs++
			_ = os.Chmod(path, 0o600)
			return os.WriteFile(path, []byte("what was spilt"[:u.Size]), 0o600)
		}
		return nil
	})
	if blobs != 1 {
		t.Fatalf("there are %d blobs", blobs)
	}
	d := &Download{Hash: u.Hash, Size: u.Size, Name: "a.bin", Part: filepath.Join(t.TempDir(), "part")}
	isProblem(t, d.Run(t.Context(), n.here), FileDamaged)
	if info, err := os.Stat(d.Part); err != nil || info.Size() != 0 || !d.Again {
		t.Errorf("it leaves %v, %v", info, err)
	}
}

// What a file is called by its sender decides neither its folder nor what it replaces.
func TestAFileReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "x.txt"), "mine")
	for i, want := range []string{"x (2).txt", "x (3).txt"} {
		part := write(t, filepath.Join(dir, ".part"), "theirs")
		path, err := Place(part, dir, "../x.txt")
		if err != nil || path != filepath.Join(dir, want) {
			t.Errorf("number %d is put at %s, %v", i, path, err)
		}
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "x.txt")); string(b) != "mine" {
		t.Errorf("the user's own file is %q", b)
	}
}

// A picture that was stripped has no place on the server's disk.
func TestThePlaceIsNotOnTheServersDisk(t *testing.T) {
	n := newNetwork(t)
	jpeg := append([]byte("\xff\xd8\xff\xfe\x00\x08GPS-52"), "\xff\xd9"...)
	clean, err := picture.Strip(jpeg)
	if err != nil {
		t.Fatal(err)
	}
	u := uploadOf(t, write(t, filepath.Join(t.TempDir(), "a.jpg"), string(clean)))
	if err := u.Run(t.Context(), n.here); err != nil {
		t.Fatal(err)
	}
	_ = filepath.WalkDir(n.dir, func(path string, e os.DirEntry, _ error) error {
		if b, err := os.ReadFile(path); err == nil && bytes.Contains(b, []byte("GPS")) {
			t.Errorf("%s has it", path)
		}
		return nil
	})
}

func TestAttachments(t *testing.T) {
	dir := t.TempDir()
	s := NewAttachments(filepath.Join(dir, "spool"))
	added := s.Add([]string{
		write(t, filepath.Join(dir, "a%20ü.txt"), "hello"), filepath.Join(dir, "gone\nname"), filepath.Dir(write(t, filepath.Join(dir, "album", "b"), "b")),
	})
	if a := added[0]; a.Name != "a%20ü.txt" || a.Size != 5 || a.Type != "text/plain" || a.Picture || a.Problem != nil {
		t.Errorf("the file is %+v", a)
	}
	if a := added[1]; a.Name != "gonename" || a.Problem == nil || a.Problem.Code != FileGone {
		t.Errorf("what is not there is %+v", a)
	}
	if a := added[2]; !a.Folder || a.Name != "album.zip" || a.Size == 0 {
		t.Errorf("the folder is %+v", a)
	}
	pasted, err := s.AddBytes("../shot.png", []byte("\x89PNG\r\n\x1a\n"))
	if err != nil || pasted[0].Name != "shot.png" {
		t.Fatalf("what was pasted is %+v, %v", pasted, err)
	}
	h, err := s.Get(pasted[0].Handle)
	if err != nil {
		t.Fatal(err)
	}
	s.Detach([]string{h.Handle, "unknown"})
	if _, err := os.Stat(h.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the copy is still there: %v", err)
	}
	_, err = s.Get(h.Handle)
	isProblem(t, err, NotAttached)
}
