// Package metrics shows how a server does to whoever watches it: figures for
// Prometheus, whether what is said can be stored, and profiles of the program.
// It knows nothing of the chat and asks for what it shows when it is asked.
//
// It depends on github.com/prometheus/client_golang, Prometheus' own library,
// for histograms, the figures of Go's runtime and the format of the page, and on
// golang.org/x/net for a limit of how many may watch at once.
package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Stats are what a chat has done since its start, and what it holds now.
type Stats struct {
	Connected map[string]int // registered connections by their dialect
	Events    int            // that have been handed out
	Waiting   int            // bytes that wait for clients which read slowly
	Ended     map[string]int // connections that have ended by the reason: never text from outside
}

// Metrics counts what has to be counted as it happens.
type Metrics struct {
	took   prometheus.Histogram
	events prometheus.Histogram
}

// New returns metrics with nothing counted.
func New() *Metrics {
	return &Metrics{
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "confab_commit_duration_seconds",
			Help:    "How long it took to store what was waiting, in one transaction.",
			Buckets: prometheus.ExponentialBuckets(0.000_25, 2, 14), // to 2 s
		}),
		events: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "confab_commit_events",
			Help:    "How many events were stored in one transaction.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 11), // to 1024
		}),
	}
}

// Committed counts a transaction: how many events it stored and how long it
// took. It is quick, and any goroutine may call it.
func (m *Metrics) Committed(events int, took time.Duration) {
	m.took.Observe(took.Seconds())
	m.events.Observe(float64(events))
}

// registry has everything that the page shows: what is counted here, what
// figures says when the page is asked for, Go's runtime and the process.
func (m *Metrics) registry(stats func(context.Context) (Stats, error)) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(m.took, m.events, asked{stats}, // no two have one name: this cannot panic
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// What the page shows of Stats.
var (
	connected = prometheus.NewDesc("confab_connections", "Registered connections, by the dialect that they speak.", []string{"dialect"}, nil)
	events    = prometheus.NewDesc("confab_events_total", "Events that have been handed out, each counted once.", nil, nil)
	waiting   = prometheus.NewDesc("confab_queue_bytes", "Bytes that wait for clients which read slowly, beyond what the kernel holds.", nil, nil)
	ended     = prometheus.NewDesc("confab_connections_ended_total", "Connections that have ended, by the reason.", []string{"reason"}, nil)
)

// asked is a prometheus.Collector that asks for Stats.
type asked struct {
	stats func(context.Context) (Stats, error)
}

// answerIn is how long the chat may take for its figures. Past it something is
// wrong with it, which the watcher learns by getting none.
const answerIn = 5 * time.Second

func (asked) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connected, events, waiting, ended} {
		to <- d
	}
}

func (a asked) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), answerIn)
	defer cancel()
	f, err := a.stats(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(connected, err) // the page is an error then
		return
	}
	gauge, counter := prometheus.GaugeValue, prometheus.CounterValue
	for dialect, n := range f.Connected {
		to <- prometheus.MustNewConstMetric(connected, gauge, float64(n), dialect)
	}
	to <- prometheus.MustNewConstMetric(events, counter, float64(f.Events))
	to <- prometheus.MustNewConstMetric(waiting, gauge, float64(f.Waiting))
	for reason, n := range f.Ended {
		to <- prometheus.MustNewConstMetric(ended, counter, float64(n), reason)
	}
}
