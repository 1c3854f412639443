package main

import (
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestOnlyAPortForOthersIsWarnedOf(t *testing.T) {
	for address, warned := range map[string]bool{"127.0.0.1:0": false, "[::1]:0": false, "localhost:0": false, "0.0.0.0:0": true, ":0": true} {
		s := serve(t, "-metrics", address)
		at, err := s.out.wait(`msg=metrics url=(http://(?:127\.0\.0\.1|\[::1\]):\d+/metrics)`)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.Get(at[1])
		if err != nil {
			t.Fatal(err)
		}
		if _ = answer.Body.Close(); answer.StatusCode != http.StatusOK {
			t.Errorf("%s, of the log for -metrics %s, answers %s", at[1], address, answer.Status)
		}
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		if got := strings.Contains(s.out.String(), "level=WARN"); got != warned {
			t.Errorf("-metrics %s: there is a warning is %v, want %v:\n%s", address, got, warned, s.out)
		}
	}
}

func TestNobodyIsWatchedUnlessAskedFor(t *testing.T) {
	s := serve(t)
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if found := regexp.MustCompile(`metrics|http:`).FindString(s.out.String()); found != "" {
		t.Errorf("there is %q in\n%s", found, s.out)
	}
}

// The port for metrics is given back when the server cannot start, and when it ends.
func TestThePortForMetricsIsGivenBack(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := execute(nil, "-listen", "192.0.2.77:0", "-metrics", address); code != exitFailed {
		t.Errorf("exit %d, %s", code, errs)
	}
	if code, _, errs := execute(nil, "-listen", "127.0.0.1:0", "-metrics", address, "-data", "/dev/null/nothing"); code != exitFailed {
		t.Errorf("exit %d, %s", code, errs)
	}
	for range 2 {
		s := serve(t, "-metrics", address)
		if _, err := s.out.wait(fmt.Sprintf(`msg=metrics url=http://%s/metrics`, regexp.QuoteMeta(address))); err != nil {
			t.Error(err)
		}
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	}
}
