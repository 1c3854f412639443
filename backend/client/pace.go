package client

import (
	"encoding/json"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// How much a window is told in a second, and at once: more than people do, and
// what an hour without a connection brings. What is long counts for each 4 KiB of
// it, as it goes to the window: a short line of the server's may change a list
// that is long. A server that says more is read more slowly, and nothing of it is left out.
const (
	tellRate  = 1000
	tellBurst = 20_000
)

// paceOf returns the pace that a Config asks for.
func paceOf(cfg Config) wire.Pace {
	if cfg.TellRate <= 0 || cfg.TellBurst <= 0 {
		return wire.Pace{Rate: tellRate, Burst: tellBurst}
	}
	return wire.Pace{Rate: cfg.TellRate, Burst: cfg.TellBurst}
}

// A pacer keeps what a window is told to that pace. The pump owns it.
type pacer struct {
	pace   wire.Pace
	closed <-chan struct{} // closing the chat does not wait for the pace
}

// wait waits until events, which have been told with so many turns, are as many
// as may be. One that the window is told nothing of is work, too.
func (p *pacer) wait(events []session.Event, told int) {
	turns := 0
	for _, e := range events {
		turns += wire.Turns(textOf(e))
	}
	var wait time.Duration
	for range max(turns, told) {
		wait = p.pace.Next(time.Now(), 0)
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
	case e.RoomEvent != nil:
		return len(e.RoomEvent.Text)
	}
	return 0
}

// turnsOf returns for how many turns an event counts that a window is told.
func turnsOf(e Event) int {
	encoded, err := json.Marshal(e)
	if err != nil { // none of them can fail
		return 1
	}
	return wire.Turns(len(encoded))
}
