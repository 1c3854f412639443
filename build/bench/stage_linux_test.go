package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"confab/server/wire"
)

// The whole way, with the floor in the server's place: processes, sockets,
// counting, figures, report.
func TestAStageMeasuresTheFloorAgainstItself(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		plan     plan
		inflight int
	}{
		"one sender":     {plan{form: lineForm{speaks: wire.V1, text: 48}, receivers: 10, senders: 1}, 1},
		"senders":        {plan{form: lineForm{speaks: wire.V1, text: 48}, receivers: 10, senders: 3}, 8},
		"echo":           {plan{form: lineForm{speaks: wire.V2, text: 48, ready: true}, receivers: 10, senders: 1}, 8},
		"echoes":         {plan{form: lineForm{speaks: wire.V2, text: 48, ready: true}, receivers: 10, senders: 3}, 8},
		"rooms":          {plan{form: lineForm{speaks: wire.V2, text: 48, ready: true, rooms: 5}, receivers: 2, senders: 1}, 8},
		"going on by it": {plan{form: lineForm{speaks: wire.V2, text: 48, ready: true}, receivers: 10, senders: 3, onEcho: true}, 9},
	} {
		t.Run(name, func(t *testing.T) {
			const lines = 60
			t.Setenv(floorEnv, c.plan.floorText())
			opts := options{journals: []journalKind{unknown, unknown}, rounds: 1, lines: lines}

			st, err := runStage(t.Context(), opts, self, c.plan, []int{c.inflight})
			if err != nil {
				t.Fatal(err)
			}
			for _, turn := range st.rows[0].turns {
				for i, s := range append(turn.servers, turn.floor) {
					checkStretch(t, fmt.Sprint("side ", i), s, c.plan, lines)
				}
			}
			rep := report{crowds: []stage{st}}
			if md := rep.markdown(); strings.Count(md, "| none |") != 2 {
				t.Errorf("the report has not one row for each server:\n%s", md)
			}
		})
	}
}

func checkStretch(t *testing.T, what string, s stretch, p plan, lines int) {
	t.Helper()
	if want := lines * p.hearers(); s.lines != lines || s.deliveries != want {
		t.Errorf("%s: %d lines, %d deliveries, want %d, %d", what, s.lines, s.deliveries, lines, want)
	}
	if s.usage.cpu <= 0 || s.usage.cpu > 20*s.took || s.own <= 0 {
		t.Errorf("%s: %v of processor time in %v, %v of our own", what, s.usage.cpu, s.took, s.own)
	}
	points := lines * p.receivers
	if p.onEcho {
		points = lines
	}
	if s.times.points != points {
		t.Errorf("%s: %d lines timed, want %d", what, s.times.points, points)
	}
}

// The same with the server itself, on disk: everything that is measured.
func TestEveryScenarioGoesThroughTheServer(t *testing.T) {
	opts, err := parseOptions([]string{"-receivers", "5", "-inflight", "1,8", "-senders", "2", "-rooms", "3", "-members", "3",
		"-acks-senders", "4", "-acks-receivers", "2", "-acks-inflight", "1,3", "-events", "500", "-pages", "3", "-rounds", "1", "-lines", "30", "-tls"})
	if err != nil {
		t.Fatal(err)
	}
	program, cleanUp, err := serverProgram(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	defer cleanUp()
	r, err := runAll(t.Context(), opts, program)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range append(r.crowds, r.rooms...) {
		for _, w := range st.rows {
			for i, s := range w.turns[0].servers {
				checkStretch(t, fmt.Sprintf("%+v, %d in flight, server %d", st.plan, w.inflight, i), s, st.plan, 30)
			}
		}
	}
	for _, w := range r.acks.rows {
		checkStretch(t, fmt.Sprintf("acks, %d in flight", w.inflight), w.turns[0].server, r.acks.plan, 30)
		if rows := w.turns[0].rows; rows <= 0 {
			t.Errorf("%v bare rows a second", rows)
		}
	}
	rows := map[string]int{}
	for _, table := range r.tables() {
		rows[strings.Fields(table.title)[0]] += len(table.rows)
	}
	// Two dialects, journals and numbers in flight, and the journals again with
	// rooms, all with TLS and without; two numbers in flight; four places.
	if want := map[string]int{"A": 2 * (8 + 2), "Lines": 2, "Pages": 4}; fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("the tables have %v rows, want %v", rows, want)
	}
}

func TestTooFewOpenFilesAreNoticedBeforehand(t *testing.T) {
	opts := options{scenarios: scenarios, receivers: []int{1 << 30}, dialects: []wire.Version{wire.V1}, senders: 1}
	if err := enoughFiles(opts); err == nil || !strings.Contains(err.Error(), "open files") {
		t.Errorf("a thousand million receivers: %v", err)
	}
}

func TestAServerThatEndsAtOnceIsNotWaitedFor(t *testing.T) {
	_, err := startServer(t.Context(), options{}, "/bin/false", t.TempDir(), unknown)
	if err == nil || !strings.Contains(err.Error(), "ended before") {
		t.Errorf("starting it said %v", err)
	}
}
