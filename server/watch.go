package main

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"time"

	"confab/server/hub"
	"confab/server/journal"
	"confab/server/metrics"
)

// A watch shows how the server does at a port of its own. A nil watch, for a
// server that nobody watches, does nothing.
type watch struct {
	ln      net.Listener
	pprof   bool
	metrics *metrics.Metrics
}

// openWatch opens the port that -metrics asks for, if it does.
func openWatch(cfg Config) (*watch, error) {
	if cfg.Metrics == "" {
		return nil, nil
	}
	ln, err := listen("-metrics", cfg.Metrics)
	if err != nil {
		return nil, err
	}
	return &watch{ln, cfg.Pprof, metrics.New()}, nil
}

// committed is what the journal calls with every transaction.
func (w *watch) committed() func(events int, took time.Duration) {
	if w == nil {
		return nil
	}
	return w.metrics.Committed
}

// serve answers whoever asks until ctx ends. The chat goes on without it.
func (w *watch) serve(ctx context.Context, hub *hub.Hub, stored *journal.Journal, log *slog.Logger) {
	if w == nil {
		return
	}
	at := w.ln.Addr().(*net.TCPAddr) // see listenTCP
	log.Info("metrics", "url", w.url(), "pprof", w.pprof)
	if !at.IP.IsLoopback() {
		log.Warn("everybody who reaches the port for metrics can read them; 127.0.0.1:0 shows them to this machine alone")
	}
	err := w.metrics.Serve(ctx, w.ln, metrics.Source{
		Stats: func(ctx context.Context) (metrics.Stats, error) {
			f, err := hub.Stats(ctx)
			return metrics.Stats(f), err
		},
		Storable: stored.Storable,
		Pprof:    w.pprof,
	}, log)
	if err != nil {
		log.Error("there are no metrics any more", "error", err)
	}
}

// url returns where this machine reads the metrics; empty if it cannot.
func (w *watch) url() string {
	if w == nil {
		return ""
	}
	at := w.ln.Addr().(*net.TCPAddr) // see listenTCP
	u := url.URL{Scheme: "http", Host: net.JoinHostPort(hostOf(at), strconv.Itoa(at.Port)), Path: "/metrics"}
	return u.String()
}

// close gives the port back; serve may have done it.
func (w *watch) close() error {
	if w == nil {
		return nil
	}
	return closed(w.ln)
}
