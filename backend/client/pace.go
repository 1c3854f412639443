package client

import (
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// How much a window is told in a second, and at once: more than people do, and
// what an hour without a connection brings. A long text counts for each 4 KiB of
// it. A server that says more is read more slowly, and nothing of it is left out.
const (
	tellRate  = 1000
	tellBurst = 20_000
)

// A pacer keeps what a window is told to that pace. It belongs to pump.
type pacer struct {
	pace   wire.Pace
	closed <-chan struct{} // who closes the chat waits for nothing
}

func newPacer(closed <-chan struct{}) *pacer {
	return &pacer{wire.Pace{Rate: tellRate, Burst: tellBurst}, closed}
}

// wait waits until events, which have been told, are as many as may be.
func (p *pacer) wait(events []session.Event) {
	var wait time.Duration
	for _, e := range events {
		wait = p.pace.Next(time.Now(), textOf(e))
	}
	if wait <= 0 {
		return
	}
	select {
	case <-time.After(wait):
	case <-p.closed:
	}
}

// textOf returns how many bytes of text an event has.
func textOf(e session.Event) int {
	switch {
	case e.Message != nil:
		return len(e.Message.Text)
	case e.Change != nil:
		return len(e.Change.Text)
	}
	return 0
}
