package windowhost

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// A clock is a bound object as small as it can be.
type clock struct{ host *Host }

func (c *clock) Set(hour int) (string, error) {
	if hour > 23 {
		return "", errors.New("no such hour")
	}
	c.host.Emit("struck", hour)
	return "set", nil
}

func (c *clock) Stop() {}

func TestResultsAndEventsComeDownOneStreamInOrder(t *testing.T) {
	page := openPage(t)

	page.call(1, "windowhost.clock.Set", 7)
	page.want(`{"data":[7],"event":"struck"}`)
	page.want(`{"call":1,"result":"set"}`)

	page.call(2, "windowhost.clock.Set", 24)
	page.want(`{"call":2,"error":"no such hour"}`)

	page.call(3, "windowhost.clock.Stop")
	page.want(`{"call":3,"result":null}`)
}

func TestWrongCallsAreErrors(t *testing.T) {
	page := openPage(t)

	page.call(1, "windowhost.clock.Wind")
	page.want(`{"call":1,"error":"no method windowhost.clock.Wind is bound"}`)

	page.call(2, "windowhost.clock.Set")
	page.want(`{"call":2,"error":"windowhost.clock.Set takes 1 arguments, not 0"}`)

	page.call(3, "windowhost.clock.Set", "noon")
	page.want(`{"call":3,"error":"argument 1 of windowhost.clock.Set: json: cannot unmarshal string into Go value of type int"}`)
}

func TestThePageIsServedBehindTheMiddlewareWithTheRuntimeFirst(t *testing.T) {
	page := openPage(t)

	response, err := http.Get(page.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)

	if got := response.Header.Get("X-Middleware"); got != "yes" {
		t.Errorf("X-Middleware is %q, want yes", got)
	}
	if want := `<head><script src="/window/runtime.js"></script><title>`; !strings.Contains(string(body), want) {
		t.Errorf("page is %s, want %s in it", body, want)
	}
}

// A page is a browser's side of a window.
type page struct {
	t     *testing.T
	url   string
	lines *bufio.Scanner
}

func openPage(t *testing.T) *page {
	host := New()
	host.Bind(&clock{host})
	assets := fstest.MapFS{"index.html": {Data: []byte("<head><title>clock</title></head>")}}
	server := httptest.NewServer(host.Handler(assets, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Middleware", "yes")
			next.ServeHTTP(w, r)
		})
	}))
	t.Cleanup(server.Close)

	response, err := http.Get(server.URL + "/window/stream?page=me")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return &page{t, server.URL, bufio.NewScanner(response.Body)}
}

func (p *page) call(id int, method string, args ...any) {
	p.t.Helper()
	raw := make([]json.RawMessage, len(args))
	for i, arg := range args {
		raw[i] = encode(arg)
	}
	response, err := http.Post(p.url+"/window/call", "", bytes.NewReader(encode(call{"me", id, method, raw})))
	if err != nil {
		p.t.Fatal(err)
	}
	response.Body.Close()
}

func (p *page) want(line string) {
	p.t.Helper()
	for p.lines.Scan() {
		if got, ok := strings.CutPrefix(p.lines.Text(), "data: "); ok {
			if got != line {
				p.t.Errorf("the stream has %s, want %s", got, line)
			}
			return
		}
	}
	p.t.Fatalf("the stream ended, want %s", line)
}
