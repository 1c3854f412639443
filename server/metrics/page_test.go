package metrics

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// ask asks a page of a server, by an address.
func ask(pages http.Handler, method, host, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	answer := httptest.NewRecorder()
	pages.ServeHTTP(answer, r)
	return answer
}

const here = "127.0.0.1:9100"

func well() error { return nil }

func TestThePages(t *testing.T) {
	profiles := []string{"/debug/pprof/", "/debug/pprof/heap?debug=1", "/debug/pprof/cmdline", "/debug/pprof/symbol", "/debug/pprof/trace?seconds=0.001"}
	for _, pprof := range []bool{false, true} {
		pages := New().pages(Source{says(some, nil), well, pprof})
		for path, want := range map[string]string{"/metrics": "\nconfab_events_total 1041\n", "/healthz": "ok\n"} {
			if a := ask(pages, "GET", here, path); a.Code != http.StatusOK || !strings.Contains(a.Body.String(), want) {
				t.Errorf("%s answers %d, %.200q, want 200 and %q", path, a.Code, a.Body, want)
			}
		}
		for _, path := range []string{"/", "/metrics/", "/healthz/../", "/debug/vars"} {
			if a := ask(pages, "GET", here, path); a.Code == http.StatusOK {
				t.Errorf("%s answers %d, want nothing there", path, a.Code)
			}
		}
		for _, path := range profiles {
			want := http.StatusNotFound
			if pprof {
				want = http.StatusOK
			}
			if a := ask(pages, "GET", here, path); a.Code != want {
				t.Errorf("with pprof %v %s answers %d, %.200q, want %d", pprof, path, a.Code, a.Body, want)
			}
		}
	}
}

func TestNothingCanBeDoneButReading(t *testing.T) {
	pages := New().pages(Source{says(some, nil), well, true})
	for _, path := range []string{"/metrics", "/healthz", "/debug/pprof/", "/debug/pprof/symbol"} {
		for method, want := range map[string]int{
			"GET": 200, "HEAD": 200, "POST": 405, "PUT": 405, "DELETE": 405, "OPTIONS": 405, "PATCH": 405, "TRACE": 405,
		} {
			if a := ask(pages, method, here, path); a.Code != want {
				t.Errorf("%s %s answers %d, want %d", method, path, a.Code, want)
			}
		}
	}
}

func TestAServerThatCannotStoreIsNotHealthy(t *testing.T) {
	pages := New().pages(Source{says(some, nil), func() error { return errors.New("there is no room on the disk") }, false})
	a := ask(pages, "GET", here, "/healthz")
	if want := "What is said cannot be stored: there is no room on the disk.\n"; a.Code != http.StatusServiceUnavailable || a.Body.String() != want {
		t.Errorf("/healthz answers %d, %q, want 503, %q", a.Code, a.Body, want)
	}
}

func TestAPageWithoutStatsIsAnError(t *testing.T) {
	pages := New().pages(Source{says(Stats{}, errors.New("the server shuts down")), well, false})
	if a := ask(pages, "GET", here, "/metrics"); a.Code != http.StatusInternalServerError || !strings.Contains(a.Body.String(), "the server shuts down") {
		t.Errorf("/metrics answers %d, %.200q, want 500 and why", a.Code, a.Body)
	}
}

// A page of the web that has its own name point here is told nothing.
func TestOnlyAnAddressIsAnswered(t *testing.T) {
	pages := New().pages(Source{says(some, nil), well, true})
	for host, want := range map[string]bool{
		"127.0.0.1:9100": true, "127.0.0.1": true, "192.0.2.7:9100": true, "[::1]:9100": true, "[::1]": true, "[fe80::1%25eth0]:9100": true,
		"localhost:9100": true, "LOCALHOST": true,
		"": false, ":9100": false, "evil.test:9100": false, "evil.test": false, "localhost.evil.test:9100": false, "127.0.0.1.evil.test": false,
		"127.0.0.1@evil.test": false, "localhost.:9100": false, "2130706433:9100": false, "0x7f.1": false, "evil.test:9100:127.0.0.1": false,
	} {
		for _, path := range []string{"/metrics", "/healthz", "/debug/pprof/cmdline"} {
			code := http.StatusMisdirectedRequest
			if want {
				code = http.StatusOK
			}
			if a := ask(pages, "GET", host, path); a.Code != code {
				t.Errorf("%s by the name %q answers %d, want %d", path, host, a.Code, code)
			}
		}
	}
}
