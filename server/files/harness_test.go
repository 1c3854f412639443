package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"confab/server/clientaddr"
	"confab/server/model"
	"confab/server/wire"
)

// people is an Access of a few accounts, whose keys are their names.
type people struct {
	mu     sync.Mutex
	ids    map[string]int64 // by keys
	banned map[string]bool
	muted  map[string]bool
	posted map[string][]string // the keys of those who may read a file, by its hash
	lobby  wire.File
}

func (p *people) Visitor(_ context.Context, v model.Visit) (model.Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.banned[string(v.Device)] {
		return model.Account{}, wire.Banned
	}
	return model.Account{ID: p.ids[string(v.Device)], Name: string(v.Device), Mute: model.Mute{On: p.muted[string(v.Device)]}}, nil
}

func (p *people) MayRead(_ context.Context, a model.Account, hash string) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range p.posted[hash] {
		if name == a.Name {
			return true, nil
		}
	}
	return false, nil
}

func (p *people) Posted(_ context.Context, hash string) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.posted[hash]) > 0, nil
}

func (p *people) PostedBy(context.Context, model.Account) ([]string, error) { return nil, nil }

func (p *people) InLobby(_ context.Context, seq int64, index int) (wire.File, bool, error) {
	return p.lobby, seq == 7 && index == 1, nil
}

func (p *people) do(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

// A harness is a door with its store and its clients.
type harness struct {
	t     *testing.T
	dir   string
	store *Store
	door  *Door
	*people
}

func newHarness(t *testing.T, limits Limits) *harness {
	t.Helper()
	h := &harness{t: t, dir: t.TempDir(), people: &people{
		ids:    map[string]int64{"alice": 1, "bob": 2},
		banned: map[string]bool{}, muted: map[string]bool{}, posted: map[string][]string{},
	}}
	h.start(limits)
	return h
}

// start opens the store, as a server does that was killed before.
func (h *harness) start(limits Limits) {
	h.t.Helper()
	store, err := Open(Config{Dir: h.dir, Limits: limits, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		h.t.Fatal(err)
	}
	h.store, h.door = store, NewDoor(store, h.people)
}

// client returns the HTTP client of a key.
func (h *harness) client(key string) *http.Client {
	door := h.door
	var conns sync.WaitGroup
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		conns.Go(func() {
			door.Serve(theirs, wire.Fingerprint(key), clientaddr.Address{Key: "192.0.2.1"})
			_ = theirs.Close()
		})
		return ours, nil
	}}
	h.t.Cleanup(func() {
		transport.CloseIdleConnections()
		door.server.close()
		conns.Wait()
	})
	return &http.Client{Transport: transport}
}

// An answer is a response with its body read.
type answer struct {
	*http.Response
	body string
}

func (a answer) offset(t *testing.T) int64 {
	t.Helper()
	n, err := strconv.ParseInt(a.Header.Get(wire.UploadOffsetHeader), 10, 64)
	if err != nil {
		t.Fatalf("the answer has no offset: %v %s", a.Header, a.body)
	}
	return n
}

// ask sends a request; headers are names and values in turn.
func (h *harness) ask(c *http.Client, method, path string, body io.Reader, headers ...string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, "http://files"+path, body)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer{res, string(text)}
}

// begin begins an upload and returns its path.
func (h *harness) begin(c *http.Client, length int) string {
	h.t.Helper()
	a := h.ask(c, "POST", wire.FilesPath, nil, wire.UploadLengthHeader, strconv.Itoa(length), wire.UploadCompleteHeader, wire.Incomplete)
	if a.StatusCode != http.StatusCreated {
		h.t.Fatalf("POST: %d %s", a.StatusCode, a.body)
	}
	return a.Header.Get("Location")
}

// patch sends a piece.
func (h *harness) patch(c *http.Client, path string, offset int64, body io.Reader, complete string) answer {
	h.t.Helper()
	return h.ask(c, "PATCH", path, body, wire.UploadOffsetHeader, strconv.FormatInt(offset, 10), wire.UploadCompleteHeader, complete, "Content-Type", wire.PartialUpload)
}

// upload sends all of a file and returns its hash and its upload's path.
func (h *harness) upload(c *http.Client, content []byte) (hash, path string) {
	h.t.Helper()
	path = h.begin(c, len(content))
	a := h.patch(c, path, 0, bytes.NewReader(content), wire.Complete)
	if a.StatusCode != http.StatusOK {
		h.t.Fatalf("PATCH: %d %s", a.StatusCode, a.body)
	}
	return hashOf(content), path
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return wire.HashOf(sum[:])
}

func (h *harness) wantStatus(a answer, status int) {
	h.t.Helper()
	if a.StatusCode != status {
		h.t.Errorf("the answer is %d %s, want %d", a.StatusCode, a.body, status)
	}
}

// hangs sends a PATCH of ten bytes and only the first five of them. What comes
// back is closed by the test.
func (h *harness) hangs(key, path string) net.Conn {
	ours, theirs := net.Pipe()
	door := h.door
	go func() {
		door.Serve(theirs, wire.Fingerprint(key), clientaddr.Address{Key: "192.0.2.1"})
		_ = theirs.Close()
	}()
	_, err := io.WriteString(ours, "PATCH "+path+" HTTP/1.1\r\nHost: files\r\nContent-Length: 10\r\n"+
		wire.UploadOffsetHeader+": 0\r\n"+wire.UploadCompleteHeader+": ?1\r\nContent-Type: "+wire.PartialUpload+"\r\n\r\n01234")
	if err != nil {
		h.t.Fatal(err)
	}
	return ours
}
