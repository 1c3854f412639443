package metrics

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"runtime/trace"
	"testing"
	"time"
)

// watched serves src until the test ends or stop is called, which waits for the end.
func watched(t *testing.T, src Source) (url string, stop func()) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- New().Serve(ctx, ln, src, slog.New(slog.DiscardHandler)) }()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := <-ended; err != nil {
			t.Errorf("Serve returned %v", err)
		}
	}()
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return "http://" + ln.Addr().String(), stop
}

// An answered is what has come of a request.
type answered struct {
	code int
	body []byte
	err  error
}

func get(url string) <-chan answered {
	c := make(chan answered, 1)
	go func() {
		r, err := http.Get(url)
		if err != nil {
			c <- answered{err: err}
			return
		}
		body, err := io.ReadAll(r.Body)
		c <- answered{r.StatusCode, body, errors.Join(err, r.Body.Close())}
	}()
	return c
}

// A profile takes as long as was asked for, the usual 30 s too; the end of the
// server is its end, and what there is of it goes out.
func TestTheEndDoesNotWaitForAProfile(t *testing.T) {
	url, stop := watched(t, Source{says(some, nil), well, true})
	answer := get(url + "/debug/pprof/trace?seconds=30")
	for !trace.IsEnabled() {
		select {
		case a := <-answer:
			t.Fatalf("the profile is refused: %d, %s, %v", a.code, a.body, a.err)
		default:
			runtime.Gosched()
		}
	}
	began := time.Now()
	stop()
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("the end took %v, which the profile took", took)
	}
	if a := <-answer; a.err != nil || a.code != http.StatusOK || len(a.body) == 0 {
		t.Errorf("the profile is %d, %d bytes, %v, want what there was of it", a.code, len(a.body), a.err)
	}
}

// A chat that does not answer keeps the server from ending no longer than
// answers may take at the end.
func TestTheEndDoesNotWaitForTheChat(t *testing.T) {
	asked, letGo := make(chan struct{}), make(chan struct{})
	url, stop := watched(t, Source{func(context.Context) (Stats, error) {
		close(asked)
		<-letGo
		return some, nil
	}, well, false})
	answer := get(url + "/metrics")
	<-asked
	stop() // for ever, if it waited
	close(letGo)
	if a := <-answer; a.err == nil {
		t.Errorf("the figures are %d, %s, want the end of the connection", a.code, a.body)
	}
}

func TestAPortThatFailsIsReported(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	if err := New().Serve(t.Context(), ln, Source{says(some, nil), well, false}, slog.New(slog.DiscardHandler)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve returned %v, want %v", err, net.ErrClosed)
	}
}
