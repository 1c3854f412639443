package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// A stretch is what was measured in one go: nothing under way when it began,
// nothing when it ended, so its processor time belongs to its deliveries alone.
type stretch struct {
	lines      int
	deliveries int
	took       time.Duration
	usage      usage
	own        time.Duration // processor time of the bench itself
	times      histogram     // from sending to receiving, of the sampled members
}

// perDelivery is processor time in microseconds.
func (s stretch) perDelivery() float64 {
	return float64(s.usage.cpu) / float64(time.Microsecond) / float64(s.deliveries)
}

func (s stretch) perSecond() float64 { return float64(s.deliveries) / s.took.Seconds() }

const (
	// warmUp is how much of a stretch is run before it, unmeasured: a target
	// that has just waited for the other's turn has cold caches.
	warmUp = 0.1
	// aftermath is what a target is given to finish its work behind the last
	// delivery before its processor time is read.
	aftermath = 5 * time.Millisecond
)

// measure has lines run through t before its crowd.
func measure(ctx context.Context, opts options, t *target, c *crowd, inflight int) (s stretch, err error) {
	if err = c.keepAlive(ctx); err == nil {
		_, err = spell(ctx, opts, warmUp, c, inflight)
	}
	if err == nil {
		s, err = measured(ctx, opts, t, c, inflight)
	}
	if err != nil {
		return s, fmt.Errorf("the %s, %d in flight: %w%s", t.what, inflight, err, t.said())
	}
	return s, nil
}

func measured(ctx context.Context, opts options, t *target, c *crowd, inflight int) (s stretch, err error) {
	before, own, err := usageOf(t)
	if err != nil {
		return s, err
	}
	began := time.Now()
	l, err := spell(ctx, opts, 1, c, inflight)
	if err != nil {
		return s, err
	}
	s.took = l.ended.Sub(began)
	after, ownAfter, err := usageOf(t)
	if err != nil {
		return s, err
	}
	s.lines, s.deliveries, s.times = l.started, l.deliveries(), l.times
	s.usage, s.own = after.since(before), ownAfter-own
	return s, nil
}

// usageOf is what t has used, and what the bench has.
func usageOf(t *target) (u usage, own time.Duration, err error) {
	if !measures {
		return u, 0, nil
	}
	if own, err = cpuClock(os.Getpid()); err == nil {
		u, err = readUsage(t.pid)
	}
	return u, own, err
}

// spell runs and verifies one load, as long as the options say or a part of it.
func spell(ctx context.Context, opts options, part float64, c *crowd, inflight int) (*load, error) {
	until := time.Now().Add(time.Duration(part * float64(opts.stretch)))
	enough := func(int) bool { return !time.Now().Before(until) }
	if opts.lines > 0 {
		lines := max(int(part*float64(opts.lines)), 1)
		enough = func(started int) bool { return started >= lines }
	}
	l := newLoad(c, inflight)
	if err := l.run(ctx, enough); err != nil {
		return nil, err
	}
	time.Sleep(aftermath)
	return l, l.verify()
}
