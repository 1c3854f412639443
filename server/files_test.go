package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confab/server/wire"
)

// door returns an HTTP client with a device's key, or without one.
func door(t *testing.T, certificates ...tls.Certificate) *http.Client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, NextProtos: []string{wire.DoorALPN}, Certificates: certificates}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: patience}
}

// do sends a request to the door; headers are names and values in turn.
func (s *running) do(t *testing.T, c *http.Client, method, url string, body io.Reader, headers ...string) (*http.Response, string) {
	t.Helper()
	if !strings.HasPrefix(url, "https:") {
		url = "https://" + s.address + url
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

// uploads sends a small file and returns the ID of its upload.
func (s *running) uploads(t *testing.T, c *http.Client, content string) string {
	t.Helper()
	res, text := s.do(t, c, "POST", wire.FilesPath, strings.NewReader(content), wire.UploadCompleteHeader, wire.Complete)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the upload is answered %d %s", res.StatusCode, text)
	}
	return strings.TrimPrefix(res.Header.Get("Location"), wire.UploadsPath)
}

// posts says a message with a file and returns its event.
func (m *member) posts(room, id, upload, name string) *wire.Event {
	m.t.Helper()
	m.tells(wire.Say{Room: room, ID: id, Files: []wire.FileRef{{Upload: upload, File: wire.File{Name: name}}}})
	return next[*wire.Event](m)
}

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return wire.HashOf(sum[:])
}

func TestAFileIsForTheMembersOfItsRoom(t *testing.T) {
	data := t.TempDir()
	s := serve(t, "-data", data, "-files-reserve", "0")
	ann, bob := s.come(t, "ann", newDevice(), ""), s.come(t, "bob", newDevice(), "")
	annsDoor, bobsDoor := door(t, ann.device), door(t, bob.device)
	ann.tells(wire.Open{ID: "den", Room: "den", Private: true})
	next[*wire.Event](ann)

	upload := s.uploads(t, annsDoor, "the plan")
	hash := hashOf("the plan")
	e := ann.posts("den", "m1", upload, `..\plan.txt`)
	if f := wire.FilesOf(e); len(f) != 1 || f[0].Hash != hash || f[0].Size != 8 || f[0].Name != "plan.txt" {
		t.Fatalf("the message has %+v", f)
	}
	// The client has not received the answer, and asks again: the upload is gone.
	if again := ann.posts("den", "m1", upload, `..\plan.txt`); again.Seq != e.Seq || !bytes.Equal(again.Body, e.Body) {
		t.Errorf("the second answer is %+v, want %+v", again, e)
	}
	ann.isTold(wire.Say{Room: "den", ID: "m2", Files: []wire.FileRef{{Upload: upload, File: wire.File{Name: "x"}}}}, wire.NoFile)
	bob.isTold(wire.Say{Room: "lobby", ID: "m3", Files: []wire.FileRef{{File: wire.File{Hash: hash, Name: "x"}}}}, wire.NoFile)

	want := func(c *http.Client, status int) {
		t.Helper()
		if res, text := s.do(t, c, "GET", wire.FilePath+hash, nil); res.StatusCode != status || status == http.StatusOK && text != "the plan" {
			t.Errorf("the answer is %d %s, want %d", res.StatusCode, text, status)
		}
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if code, out, bad := execute(nil, "backup", "-data", data, copied); code != 0 {
		t.Fatalf("the backup says %s%s", out, bad)
	}
	if code, out, bad := execute(nil, "check", "-data", copied); code != 0 || !strings.Contains(out, "1 file of messages, 8 bytes.") {
		t.Errorf("check says %s%s", out, bad)
	}
	spoil := filepath.Join(copied, "files", "blobs", hash[:2], hash)
	if err := errors.Join(os.Remove(spoil), os.WriteFile(spoil, []byte("the plam"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if code, out, bad := execute(nil, "check", "-data", copied); code == 0 || !strings.Contains(out+bad, "is damaged") {
		t.Errorf("check says of a damaged file %s%s", out, bad)
	}

	want(annsDoor, http.StatusOK)
	want(bobsDoor, http.StatusNotFound)
	want(door(t), http.StatusNotFound)

	// Forwarded to the lobby it is for all, guests included.
	ann.tells(wire.Say{Room: "lobby", ID: "m4", Files: []wire.FileRef{{File: wire.File{Hash: hash, Name: "plan.txt"}}}})
	next[*wire.Event](ann)
	want(bobsDoor, http.StatusOK)
	want(door(t), http.StatusOK)

	for _, taken := range []struct{ room, id, target string }{{"den", "r1", "m1"}, {"lobby", "r2", "m4"}} {
		ann.tells(wire.Retract{Room: taken.room, ID: taken.id, Target: taken.target})
		next[*wire.Event](ann)
	}
	want(annsDoor, http.StatusNotFound)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	blob := filepath.Join(data, "files", "blobs", hash[:2], hash)
	serve(t, "-data", data, "-files-reserve", "0") // which sweeps
	late := time.After(patience)
	for {
		if _, err := os.Stat(blob); err != nil {
			return
		}
		select {
		case <-late:
			t.Fatal("the file of a message that was retracted is still on disk")
		case <-time.Tick(time.Millisecond):
		}
	}
}

func TestAFileIsALineInCHAT1(t *testing.T) {
	s := serve(t, "-data", t.TempDir(), "-files-reserve", "0")
	ann := s.come(t, "ann", newDevice(), "")
	zoe, err := register(s.address, "zoe")
	if err != nil {
		t.Fatal(err)
	}
	upload := s.uploads(t, door(t, ann.device), "hello")
	ann.posts("lobby", "m1", upload, "hello.txt")
	line, err := zoe.In.ReadString('\n')
	prefix := "@ann: hello.txt, 5 bytes: curl -kOJ "
	url, ok := strings.CutPrefix(strings.TrimSpace(line), prefix)
	if err != nil || !ok {
		t.Fatalf("zoe receives %q (%v), want %q", line, err, prefix)
	}
	if res, text := s.do(t, door(t), "GET", url, nil); res.StatusCode != http.StatusOK || text != "hello" || !strings.Contains(res.Header.Get("Content-Disposition"), "hello.txt") {
		t.Errorf("the address gives %d %q %v", res.StatusCode, text, res.Header)
	}
}
