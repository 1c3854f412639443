package files

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

const mega = 1 << 20

func TestAFileGoesUpAndDown(t *testing.T) {
	h := newHarness(t, Limits{File: mega})
	alice, bob := h.client("alice"), h.client("bob")
	content := bytes.Repeat([]byte("plan "), 100_000)

	path := h.begin(alice, len(content))
	a := h.patch(alice, path, 0, bytes.NewReader(content[:300_000]), wire.Incomplete)
	if h.wantStatus(a, http.StatusNoContent); a.offset(t) != 300_000 {
		t.Errorf("the offset is %d", a.offset(t))
	}
	a = h.ask(alice, "HEAD", path, nil)
	if h.wantStatus(a, http.StatusNoContent); a.offset(t) != 300_000 || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get(wire.UploadLimitHeader) == "" {
		t.Errorf("HEAD answers %v", a.Header)
	}
	a = h.patch(alice, path, 300_000, bytes.NewReader(content[300_000:]), wire.Complete)
	h.wantStatus(a, http.StatusOK)
	hash := hashOf(content)
	if sum, ok := wire.ParseDigest(a.Header.Get(wire.DigestHeader)); !ok || wire.HashOf(sum) != hash {
		t.Errorf("the digest is %q", a.Header.Get(wire.DigestHeader))
	}

	h.wantStatus(h.ask(alice, "GET", wire.FilePath+hash, nil), http.StatusOK) // the uploader, until it is posted
	h.wantStatus(h.ask(bob, "GET", wire.FilePath+hash, nil), http.StatusNotFound)
	h.do(func() { h.posted[hash] = []string{"bob"} })
	a = h.ask(bob, "GET", wire.FilePath+hash, nil)
	if h.wantStatus(a, http.StatusOK); a.body != string(content) {
		t.Error("other bytes come down than went up")
	}
	for name, want := range map[string]string{
		"ETag": `"` + hash + `"`, "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff",
		"Content-Type": "application/octet-stream", wire.DigestHeader: digestOf(hash),
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	a = h.ask(bob, "GET", wire.FilePath+hash, nil, "Range", "bytes=5-8", "If-Range", `"`+hash+`"`)
	if h.wantStatus(a, http.StatusPartialContent); a.body != "plan" {
		t.Errorf("the range is %q", a.body)
	}
}

func TestASmallFileComesInOneRequest(t *testing.T) {
	h := newHarness(t, Limits{File: 2 * mega})
	alice := h.client("alice")
	a := h.ask(alice, "POST", wire.FilesPath, strings.NewReader("hi"), wire.UploadCompleteHeader, wire.Complete)
	h.wantStatus(a, http.StatusOK)
	id := strings.TrimPrefix(a.Header.Get("Location"), wire.UploadsPath)
	if hash, size, ok := h.store.Claim(1, id); !ok || size != 2 || hash != hashOf([]byte("hi")) {
		t.Errorf("the upload is %q, %d, %v", hash, size, ok)
	}
	if _, _, ok := h.store.Claim(2, id); ok {
		t.Error("another user claims the upload")
	}
	a = h.ask(alice, "POST", wire.FilesPath, bytes.NewReader(make([]byte, mega+1)), wire.UploadCompleteHeader, wire.Complete)
	h.wantStatus(a, http.StatusRequestEntityTooLarge)
}

func TestRequestsThatAreRefused(t *testing.T) {
	h := newHarness(t, Limits{File: mega})
	alice, bob := h.client("alice"), h.client("bob")
	path := h.begin(alice, 10)
	begin := func(c *http.Client, length string, more ...string) answer {
		return h.ask(c, "POST", wire.FilesPath, nil, append([]string{wire.UploadLengthHeader, length, wire.UploadCompleteHeader, wire.Incomplete}, more...)...)
	}
	patch := func(c *http.Client, offset int64, content, complete string) answer {
		return h.patch(c, path, offset, strings.NewReader(content), complete)
	}
	hash, _ := h.upload(alice, []byte("secret"))
	for name, c := range map[string]struct {
		a      answer
		status int
		code   string
	}{
		"a web page":             {h.ask(alice, "HEAD", path, nil, "Origin", "https://example.org"), 403, ""},
		"a web page that reads":  {h.ask(alice, "GET", wire.FilePath+hash, nil, "Sec-Fetch-Site", "cross-site"), 403, "browser"},
		"too large":              {begin(alice, "1048577"), 413, "too-large"},
		"no length":              {begin(alice, "some"), 400, "bad-request"},
		"no key":                 {begin(h.client(""), "10"), 401, "no-key"},
		"another user's upload":  {h.ask(bob, "HEAD", path, nil), 404, ""},
		"another user goes on":   {patch(bob, 0, "0123456789", wire.Complete), 404, "no-upload"},
		"another user's file":    {h.ask(bob, "GET", wire.FilePath+hash, nil), 404, "no-file"},
		"no file":                {h.ask(bob, "GET", wire.FilePath+hashOf([]byte("x")), nil), 404, "no-file"},
		"no hash":                {h.ask(bob, "GET", wire.FilePath+"..%2Ftoken.key", nil), 404, "no-file"},
		"another offset":         {patch(alice, 3, "3456789", wire.Complete), 409, "wrong-offset"},
		"too much":               {patch(alice, 0, "0123456789a", wire.Complete), 400, "wrong-length"},
		"a token that is forged": {h.ask(bob, "GET", wire.TokenPath+"7-1-AAAAAAAAAAAAAAAA", nil), 404, "no-file"},
	} {
		if h.wantStatus(c.a, c.status); c.code != "" && !strings.Contains(c.a.body, `"code":"`+c.code+`"`) {
			t.Errorf("%s: the answer is %s, want %s", name, c.a.body, c.code)
		}
		if c.a.StatusCode != c.status {
			t.Errorf("%s is not as it should be", name)
		}
	}
	h.do(func() { h.muted["bob"] = true })
	h.wantStatus(begin(bob, "1"), http.StatusForbidden)
	h.do(func() { h.banned["alice"] = true })
	h.wantStatus(h.ask(alice, "GET", wire.FilePath+hash, nil), http.StatusForbidden)
}

func TestAToken(t *testing.T) {
	h := newHarness(t, Limits{File: mega})
	hash, _ := h.upload(h.client("alice"), []byte("for all"))
	h.do(func() { h.lobby = wire.File{Hash: hash, Name: "für alle.txt"} })
	a := h.ask(h.client(""), "GET", wire.TokenPath+h.store.Token(7, 1), nil)
	if h.wantStatus(a, http.StatusOK); a.body != "for all" || !strings.Contains(a.Header.Get("Content-Disposition"), "alle.txt") {
		t.Errorf("it is %q, %v", a.body, a.Header)
	}
	h.wantStatus(h.ask(h.client(""), "GET", wire.TokenPath+h.store.Token(8, 1), nil), http.StatusNotFound)
}

func TestUploadsHaveLimits(t *testing.T) {
	h := newHarness(t, Limits{File: mega, User: 1000, Total: 1600})
	alice, bob := h.client("alice"), h.client("bob")
	begin := func(c *http.Client, length string) answer {
		return h.ask(c, "POST", wire.FilesPath, nil, wire.UploadLengthHeader, length, wire.UploadCompleteHeader, wire.Incomplete)
	}
	h.wantStatus(begin(alice, "800"), http.StatusCreated)
	h.wantStatus(begin(alice, "300"), http.StatusInsufficientStorage) // of the user
	h.wantStatus(begin(bob, "900"), http.StatusInsufficientStorage)   // of all
	h.door.store.limits = Limits{File: mega}
	for range maxOpen - 1 {
		h.wantStatus(begin(alice, "0"), http.StatusCreated)
	}
	h.wantStatus(begin(alice, "0"), http.StatusTooManyRequests)
	h.door.store.limits.Reserve = 1 << 60
	h.wantStatus(begin(bob, "1"), http.StatusInsufficientStorage)
}

// A client whose connection hangs does not wait for its own ghost.
func TestARequestEndsTheOneBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, Limits{File: mega})
		alice := h.client("alice")
		path := h.begin(alice, 10)
		nc := h.hangs("alice", path)
		ended := make(chan string, 1)
		go func() {
			text, _ := io.ReadAll(nc)
			ended <- string(text)
		}()
		synctest.Wait() // the server waits for more
		asked := time.Now()
		a := h.ask(alice, "HEAD", path, nil)
		if took := time.Since(asked); took > time.Second {
			t.Errorf("the answer took %v", took)
		}
		if text := <-ended; !strings.HasPrefix(text, "HTTP/1.1 409 ") || !strings.Contains(text, "superseded") {
			t.Errorf("the first request is answered %q", text)
		}
		if a.offset(t) != 5 {
			t.Errorf("the offset is %d, want 5", a.offset(t))
		}
		a = h.patch(alice, path, 5, strings.NewReader("56789"), wire.Complete)
		if h.wantStatus(a, http.StatusOK); a.Header.Get(wire.DigestHeader) != digestOf(hashOf([]byte("0123456789"))) {
			t.Errorf("the digest is of something else: %v", a.Header)
		}
	})
}

// A client that sends nothing for a while has gone.
func TestAStalledRequestEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, Limits{File: mega})
		path := h.begin(h.client("alice"), 10)
		began, nc := time.Now(), h.hangs("alice", path)
		_, _ = io.Copy(io.Discard, nc)
		if took := time.Since(began); took < stallFor || took > stallFor+10*time.Second {
			t.Errorf("it took %v, want %v", took, stallFor)
		}
	})
}
