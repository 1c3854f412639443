package main

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"confab/build/repeat"
	"confab/server/wire"
)

// A sender uploads one file again and again over connections and servers that end.
type sender struct {
	client  *http.Client
	content []byte
	path    string // of the upload; empty before it
	told    int64  // the greatest offset that a server has said
}

// request sends a request and returns the answer with its body read.
func (s *sender) request(address, method, path string, body io.Reader, headers ...string) (*http.Response, error) {
	r, err := http.NewRequest(method, "https://"+address+path, body)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return res, errors.Join(err, res.Body.Close())
}

// begin begins the upload.
func (s *sender) begin(address string) error {
	res, err := s.request(address, "POST", wire.FilesPath, nil, wire.UploadLengthHeader, strconv.Itoa(len(s.content)), wire.UploadCompleteHeader, wire.Incomplete)
	if err != nil {
		return err
	}
	s.path, s.told = res.Header.Get("Location"), 0
	return nil
}

// resume asks how far the upload is. What was told before must hold.
func (s *sender) resume(t *testing.T, address string) (at int64, whole bool, err error) {
	res, err := s.request(address, "HEAD", s.path, nil)
	if err != nil {
		return 0, false, err
	}
	if res.StatusCode != http.StatusNoContent {
		t.Fatalf("the upload is %d", res.StatusCode)
	}
	at, err = strconv.ParseInt(res.Header.Get(wire.UploadOffsetHeader), 10, 64)
	if err != nil || at < s.told {
		t.Fatalf("the server has said %d, and says %d now (%v)", s.told, at, err)
	}
	s.told = at
	return at, res.Header.Get(wire.UploadCompleteHeader) == wire.Complete, nil
}

// send sends the rest through a reader, which may end it.
func (s *sender) send(address string, at int64, cut func(io.Reader) io.Reader) error {
	res, err := s.request(address, "PATCH", s.path, cut(bytes.NewReader(s.content[at:])),
		wire.UploadOffsetHeader, strconv.FormatInt(at, 10), wire.UploadCompleteHeader, wire.Complete, "Content-Type", wire.PartialUpload)
	if err == nil && res.StatusCode != http.StatusOK {
		err = errors.New(res.Status)
	}
	return err
}

// whole sends the rest without a cut.
func whole(r io.Reader) io.Reader { return r }

// A cutting reader calls cut behind so many bytes.
type cutting struct {
	io.Reader
	left int
	cut  func() error
}

func (c *cutting) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, c.cut()
	}
	n, err := c.Reader.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

// TestAFileSurvivesCuts ends the connection or the server at a moment that
// chance says, again and again: no offset that was told is taken back, and what
// becomes a blob is whole.
func TestAFileSurvivesCuts(t *testing.T) {
	program, ann := build(t), newDevice()
	s := &story{data: filepath.Join(t.TempDir(), "data")}
	start := func() {
		t.Helper()
		if err := s.startProgram(program, []string{"-files-reserve", "0"}); err != nil {
			t.Fatal(err)
		}
	}
	start()
	(&running{address: s.address}).come(t, "ann", ann, "")
	content := make([]byte, 5<<20)
	chance := rand.NewChaCha8([32]byte{})
	up := &sender{client: door(t, ann), content: content}
	cuts, done := repeat.Times(8), 0
	kills := 0
	errCut := errors.New("the connection is cut")
	for n := 0; n < cuts; {
		if up.path == "" {
			_, _ = chance.Read(content)
			if err := up.begin(s.address); err != nil {
				t.Fatal(err)
			}
		}
		at, isWhole, err := up.resume(t, s.address)
		if err != nil {
			t.Fatal(err)
		}
		if isWhole {
			up.path, done = "", done+1
			continue
		}
		kill := rand.IntN(2) == 0 // the moment is chance, on purpose
		err = up.send(s.address, at, func(r io.Reader) io.Reader {
			return &cutting{r, 1 + rand.IntN(2<<20), func() error {
				if n++; kill {
					kills++
					if err := s.kill(); err != nil {
						t.Error(err)
					}
				}
				return errCut
			}}
		})
		up.client.CloseIdleConnections()
		if s.cmd == nil {
			start()
		} else if err != nil && !errors.Is(err, errCut) {
			t.Fatal(err)
		}
	}
	if up.path != "" { // to its end
		at, _, err := up.resume(t, s.address)
		if err == nil {
			err = up.send(s.address, at, whole)
		}
		if err != nil {
			t.Fatal(err)
		}
		done++
	}
	m := (&running{address: s.address}).come(t, "ann", ann, "")
	e := m.posts("lobby", "m1", strings.TrimPrefix(up.path, wire.UploadsPath), "last")
	if f := wire.FilesOf(e); up.path != "" && (len(f) != 1 || f[0].Hash != hashOf(string(content))) {
		t.Errorf("the message has %+v, want the hash of what was sent", f)
	}
	out, err := exec.Command(program, "check", "-data", s.data).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("of messages")) {
		t.Errorf("the data is not whole: %v\n%s", err, out)
	}
	t.Logf("%d cuts, %d of them of the server, %d files whole: %s", cuts, kills, done, out)
	if err := s.kill(); err != nil {
		t.Error(err)
	}
}
