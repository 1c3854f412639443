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

// A monitor serves metrics and the server's health on a port of its own. A nil
// monitor, of a server without -metrics, does nothing.
type monitor struct {
	ln      net.Listener
	pprof   bool
	metrics *metrics.Metrics
}

// openMonitor opens the port of -metrics, if there is one.
func openMonitor(cfg Config) (*monitor, error) {
	if cfg.Metrics == "" {
		return nil, nil
	}
	ln, err := listen("-metrics", cfg.Metrics)
	if err != nil {
		return nil, err
	}
	return &monitor{ln, cfg.Pprof, metrics.New()}, nil
}

// committed is what the journal calls with every transaction.
func (m *monitor) committed() func(events int, took time.Duration) {
	if m == nil {
		return nil
	}
	return m.metrics.Committed
}

// serve answers requests until ctx ends. The chat does not depend on it.
func (m *monitor) serve(ctx context.Context, hub *hub.Hub, stored *journal.Journal, log *slog.Logger) {
	if m == nil {
		return
	}
	at := m.ln.Addr().(*net.TCPAddr) // see listenTCP
	log.Info("metrics", "url", m.url(), "pprof", m.pprof)
	if !at.IP.IsLoopback() {
		log.Warn("anyone who reaches the port for metrics can read them; 127.0.0.1:0 shows them only to this machine")
	}
	err := m.metrics.Serve(ctx, m.ln, metrics.Source{
		Stats: func(ctx context.Context) (metrics.Stats, error) {
			f, err := hub.Stats(ctx)
			return metrics.Stats(f), err
		},
		Storable: stored.Storable,
		Pprof:    m.pprof,
	}, log)
	if err != nil {
		log.Error("the metrics have ended", "error", err)
	}
}

// url returns the URL of the metrics for this machine; empty without -metrics.
func (m *monitor) url() string {
	if m == nil {
		return ""
	}
	at := m.ln.Addr().(*net.TCPAddr) // see listenTCP
	u := url.URL{Scheme: "http", Host: net.JoinHostPort(hostOf(at), strconv.Itoa(at.Port)), Path: "/metrics"}
	return u.String()
}

// close closes the port, if serve has not done it.
func (m *monitor) close() error {
	if m == nil {
		return nil
	}
	return closed(m.ln)
}
