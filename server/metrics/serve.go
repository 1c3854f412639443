package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// A Source is the server that is watched. Its functions are called whenever
// somebody asks, by many goroutines at a time.
type Source struct {
	Stats    func(context.Context) (Stats, error)
	Storable func() error // nil if what is said can be stored; its error is shown
	Pprof    bool         // show profiles of the program too
}

// Limits of those who watch.
const (
	maxConns    = 32 // a crowd here must not take the chat's file descriptors
	maxAtOnce   = 4  // of those who ask for the stats
	maxHeader   = 8 << 10
	headerIn    = 5 * time.Second
	answeredIn  = 20 * time.Second // net/http/pprof adds what a profile takes
	idleFor     = 2 * time.Minute  // Prometheus comes every minute at least, on one connection
	lastAnswers = time.Second      // for answers that are under way at the end
)

// Serve answers at ln until ctx ends, and closes ln. The error is nil unless ln
// failed. All that m counts before, and while it serves, is shown.
func (m *Metrics) Serve(ctx context.Context, ln net.Listener, src Source, log *slog.Logger) error {
	server := &http.Server{
		Handler:           m.pages(src),
		ReadHeaderTimeout: headerIn,
		WriteTimeout:      answeredIn,
		IdleTimeout:       idleFor,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return ctx }, // a profile ends with ctx
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(netutil.LimitListener(ln, maxConns)) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serving metrics: %w", errors.Join(err, server.Close()))
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastAnswers)
	defer cancel()
	if server.Shutdown(last) != nil { // somebody does not take an answer
		_ = server.Close()
	}
	<-ended
	return nil
}
