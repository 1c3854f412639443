package metrics

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

// some are figures as a chat may have them.
var some = Stats{
	Connected: map[string]int{"CHAT/1.0": 2, "CHAT/2.0": 0},
	Events:    1041,
	Waiting:   512,
	Ended:     map[string]int{"eof": 3, "slow": 0},
}

func says(f Stats, err error) func(context.Context) (Stats, error) {
	return func(context.Context) (Stats, error) { return f, err }
}

func TestThePageHasWhatTheChatSays(t *testing.T) {
	const want = `
		# HELP confab_connections Registered connections, by the dialect that they speak.
		# TYPE confab_connections gauge
		confab_connections{dialect="CHAT/1.0"} 2
		confab_connections{dialect="CHAT/2.0"} 0
		# HELP confab_connections_ended_total Connections that have ended, by the reason.
		# TYPE confab_connections_ended_total counter
		confab_connections_ended_total{reason="eof"} 3
		confab_connections_ended_total{reason="slow"} 0
		# HELP confab_events_total Events that have been handed out, each counted once.
		# TYPE confab_events_total counter
		confab_events_total 1041
		# HELP confab_queue_bytes Bytes that wait for clients which read slowly, beyond what the kernel holds.
		# TYPE confab_queue_bytes gauge
		confab_queue_bytes 512
		`
	err := testutil.GatherAndCompare(New().registry(says(some, nil)), strings.NewReader(want),
		"confab_connections", "confab_connections_ended_total", "confab_events_total", "confab_queue_bytes")
	if err != nil {
		t.Error(err)
	}
}

func TestEveryCommitIsCounted(t *testing.T) {
	m := New()
	m.Committed(1, time.Millisecond/4)
	m.Committed(3, 40*time.Millisecond)
	m.Committed(2000, time.Minute) // off the scale
	const want = `
		# HELP confab_commit_duration_seconds How long it took to store what was waiting, in one transaction.
		# TYPE confab_commit_duration_seconds histogram
		confab_commit_duration_seconds_bucket{le="0.00025"} 1
		confab_commit_duration_seconds_bucket{le="0.0005"} 1
		confab_commit_duration_seconds_bucket{le="0.001"} 1
		confab_commit_duration_seconds_bucket{le="0.002"} 1
		confab_commit_duration_seconds_bucket{le="0.004"} 1
		confab_commit_duration_seconds_bucket{le="0.008"} 1
		confab_commit_duration_seconds_bucket{le="0.016"} 1
		confab_commit_duration_seconds_bucket{le="0.032"} 1
		confab_commit_duration_seconds_bucket{le="0.064"} 2
		confab_commit_duration_seconds_bucket{le="0.128"} 2
		confab_commit_duration_seconds_bucket{le="0.256"} 2
		confab_commit_duration_seconds_bucket{le="0.512"} 2
		confab_commit_duration_seconds_bucket{le="1.024"} 2
		confab_commit_duration_seconds_bucket{le="2.048"} 2
		confab_commit_duration_seconds_bucket{le="+Inf"} 3
		confab_commit_duration_seconds_sum 60.04025
		confab_commit_duration_seconds_count 3
		# HELP confab_commit_events How many events were stored in one transaction.
		# TYPE confab_commit_events histogram
		confab_commit_events_bucket{le="1"} 1
		confab_commit_events_bucket{le="2"} 1
		confab_commit_events_bucket{le="4"} 2
		confab_commit_events_bucket{le="8"} 2
		confab_commit_events_bucket{le="16"} 2
		confab_commit_events_bucket{le="32"} 2
		confab_commit_events_bucket{le="64"} 2
		confab_commit_events_bucket{le="128"} 2
		confab_commit_events_bucket{le="256"} 2
		confab_commit_events_bucket{le="512"} 2
		confab_commit_events_bucket{le="1024"} 2
		confab_commit_events_bucket{le="+Inf"} 3
		confab_commit_events_sum 2004
		confab_commit_events_count 3
		`
	if err := testutil.GatherAndCompare(m.registry(says(some, nil)), strings.NewReader(want), "confab_commit_duration_seconds", "confab_commit_events"); err != nil {
		t.Error(err)
	}
}

// Prometheus' own checks of names, units and help texts, of what others have
// written for Go and the process too.
func TestTheNamesAreAsPrometheusWantsThem(t *testing.T) {
	r := New().registry(says(some, nil))
	problems, err := testutil.GatherAndLint(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	for _, name := range []string{"go_goroutines", "go_memstats_heap_alloc_bytes", "process_open_fds"} {
		if n, err := testutil.GatherAndCount(r, name); n != 1 || err != nil {
			t.Errorf("there are %d of %s, %v, want one", n, name, err)
		}
	}
}

func TestAChatThatHasNoStatsMakesNone(t *testing.T) {
	failure := errors.New("the server shuts down")
	if _, err := New().registry(says(Stats{}, failure)).Gather(); err == nil || !strings.Contains(err.Error(), failure.Error()) {
		t.Errorf("the page has %v, want %v", err, failure)
	}
}
