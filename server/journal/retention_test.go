package journal

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// A deletion is a journal with a retention of 30 days, in a bubble of synctest,
// whose clock goes wrong between two starts.
type deletion struct {
	t   *testing.T
	dir string
	log bytes.Buffer
}

const month = 30 * day

// start runs a server for some hours and returns how many events there are then.
func (d *deletion) start(cfg Config, say ...string) int {
	d.t.Helper()
	d.log.Reset()
	cfg.Dir, cfg.Log = d.dir, slog.New(slog.NewTextHandler(&d.log, nil))
	j, err := Open(cfg)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, text := range say {
		e := line("lobby", "alice", text)
		if err := j.Append(d.t.Context(), []*wire.Event{e}); err != nil {
			d.t.Fatal(err)
		}
	}
	time.Sleep(3 * expireEvery)
	synctest.Wait()
	n := len(all(d.t, j))
	if err := j.Close(); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// shift moves everything in the journal in time, which is a clock that goes the other way.
func (d *deletion) shift(by time.Duration) {
	d.t.Helper()
	c := connectTo(d.t, d.dir)
	err := c.Exec(fmt.Sprintf(`UPDATE events SET at = at + %[1]d; UPDATE clock SET trusted = trusted + %[1]d WHERE trusted <> 0`, by.Milliseconds()))
	if err := errors.Join(err, c.Close()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *deletion) want(what string, got, want int, logged ...string) {
	d.t.Helper()
	if got != want {
		d.t.Errorf("%s: there are %d events, want %d", what, got, want)
	}
	for _, s := range logged {
		if n := strings.Count(d.log.String(), s); n != 1 {
			d.t.Errorf("%s: the log says %q %d times, want once:\n%s", what, s, n, d.log.String())
		}
	}
	if len(logged) == 0 && d.log.Len() > 0 {
		d.t.Errorf("%s: the log says\n%swant nothing", what, d.log.String())
	}
}

func TestAWrongClockDeletesNothing(t *testing.T) {
	kept := Config{Retention: month}
	for name, off := range map[string]time.Duration{
		"73 years ahead":                  -73 * 365 * day,
		"8 days and the retention ahead":  -month - 8*day,
		"2 days behind":                   2 * day,
		"before there were any computers": 50 * 365 * day,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &deletion{t: t, dir: newDir(t)}
				d.want("at first", d.start(kept, "one", "two", "three"), 3)
				d.shift(off)
				d.want("with the wrong clock", d.start(kept), 3, "the clock may be wrong", "-retention-force", "the clock was last found right at")
				// What is said by the wrong clock makes it no better.
				d.want("with something new", d.start(kept, "four"), 4, "the clock may be wrong")
				d.want("and again", d.start(kept, "five"), 5, "the clock may be wrong")
				d.shift(-off)
				d.want("with the right clock again", d.start(kept, "six"), 6)
			})
		})
	}
}

// A journal from before there was a retention has no moment of trust.
func TestTheNewestEventTellsAWrongClockToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &deletion{t: t, dir: newDir(t)}
		d.want("at first", d.start(Config{}, "one", "two"), 2)
		d.shift(-73 * 365 * day)
		d.want("with the wrong clock", d.start(Config{Retention: month}), 2, "the clock may be wrong", "the newest event is from")
	})
}

func TestOldEventsAreDeletedByForceAndTheLogSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &deletion{t: t, dir: newDir(t)}
		d.want("at first", d.start(Config{Retention: month}, "one", "two"), 2)
		d.shift(-100 * day)
		d.want("after a long time", d.start(Config{Retention: month, RetentionForce: true}), 0, "deleted old events", "count=2 before=", "retention=720h0m0s")
		d.want("then", d.start(Config{Retention: month}, "three"), 1)
	})
}

// The force is for the moment at which somebody has looked at the clock.
func TestForceIsForOneRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		now := time.Now()
		m := newMemory()
		r := retention{period: month, force: true, store: m, log: slog.New(slog.NewTextHandler(&log, nil))}
		if _, err := r.apply(now); err != nil || log.Len() > 0 {
			t.Errorf("the first round comes to %v and logs %q", err, &log)
		}
		if _, err := r.apply(now.Add(73 * 365 * day)); err != nil || !strings.Contains(log.String(), "the clock may be wrong") {
			t.Errorf("a clock that jumps later comes to %v and logs %q", err, &log)
		}
		if _, err := r.apply(now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if _, err := r.apply(now.Add(-2 * day)); err != nil || strings.Count(log.String(), "the clock may be wrong") != 2 {
			t.Errorf("a clock that was right in between comes to %v and logs %q", err, &log)
		}
	})
}

// A server that was off for a while, and one in which nobody speaks, go on as before.
func TestARetentionNeedsNoForceInEverydayUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &deletion{t: t, dir: newDir(t)}
		d.want("at first", d.start(Config{Retention: month}, "one"), 1)
		time.Sleep(month + 6*day)
		d.want("after the holidays", d.start(Config{Retention: month}), 0, "deleted old events")
		j := open(t, Config{Dir: d.dir, Retention: month, Log: slog.New(slog.NewTextHandler(&d.log, nil))})
		d.log.Reset()
		say(t, j, "lobby", "two")
		time.Sleep(5 * month) // nobody says anything
		synctest.Wait()
		d.want("after 5 months of silence", len(all(t, j)), 0, "count=1")
		say(t, j, "lobby", "three")
		time.Sleep(2 * month)
		synctest.Wait()
		if n := len(all(t, j)); n != 0 || strings.Contains(d.log.String(), "wrong") {
			t.Errorf("after 2 more there are %d, and the log says %s", n, &d.log)
		}
	})
}
