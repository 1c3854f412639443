package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The whole way, with the floor in the server's place: processes, sockets,
// counting, figures, report.
func TestAStageMeasuresTheFloorAgainstItself(t *testing.T) {
	for senders, inflight := range map[int][]int{1: {1}, 3: {8}} {
		t.Run(fmt.Sprint(senders, " senders"), func(t *testing.T) {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			const receivers, lines = 10, 60
			t.Setenv(floorEnv, fmt.Sprintf("%d,%d", receivers, senders))
			opts := options{inflight: inflight, senders: senders, rounds: 1, lines: lines, text: 48}

			st, err := runStage(t.Context(), opts, self, receivers)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range st.rows {
				for _, turn := range r.turns {
					for what, s := range map[string]stretch{"floor": turn.floor, "server": turn.server} {
						if want := lines * (receivers + senders - 1); s.deliveries != want {
							t.Errorf("%s, %d in flight: %d deliveries, want %d", what, r.inflight, s.deliveries, want)
						}
						if s.usage.cpu <= 0 || s.usage.cpu > 20*s.took {
							t.Errorf("%s, %d in flight: %v of processor time in %v", what, r.inflight, s.usage.cpu, s.took)
						}
						if s.times.points != lines*receivers {
							t.Errorf("%s, %d in flight: %d lines timed, want %d", what, r.inflight, s.times.points, lines*receivers)
						}
					}
				}
			}
			rep := report{stages: []stage{st}}
			if md := rep.markdown(); strings.Count(md, "\n| 10 |") != len(inflight) {
				t.Errorf("the report has not one row for each number in flight:\n%s", md)
			}
		})
	}
}

func TestTooFewOpenFilesAreNoticedBeforehand(t *testing.T) {
	opts := options{receivers: []int{1 << 30}, senders: 1}
	if err := enoughFiles(opts); err == nil || !strings.Contains(err.Error(), "open files") {
		t.Errorf("a thousand million receivers: %v", err)
	}
}

func TestAServerThatEndsAtOnceIsNotWaitedFor(t *testing.T) {
	_, err := startServer(t.Context(), options{}, "/bin/false", t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "ended before") {
		t.Errorf("starting it said %v", err)
	}
}
