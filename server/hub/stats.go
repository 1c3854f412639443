package hub

import (
	"context"
	"errors"
	"maps"

	"confab/server/wire"
)

// Stats are what a hub has done since it was opened, and what it has now.
type Stats struct {
	Connected map[string]int // registered connections by their dialect, every dialect named
	Events    int            // that have been handed out, each counted once however many heard it
	Waiting   int            // bytes that wait for clients which read slowly, beyond what the kernel holds
	Ended     map[string]int // connections that have ended by the reason, every reason named
}

// reasons are the words for why a connection has ended. Nothing in them comes
// from outside, so there are never more.
var reasons = []struct {
	cause error
	word  string
}{
	{errDisconnect, "disconnect"},
	{errQuit, "quit"},
	{errEOF, "eof"},
	{errSlow, "slow"},
	{errIdle, "idle_timeout"},
	{wire.LineTooLong, "too_long"},
	{errRead, "read_error"},
	{errShutdown, "shutdown"},
	{errKicked, "kicked"},
}

// broken is the word for all else: an error of the socket.
const broken = "error"

// reasonOf returns the word for a cause.
func reasonOf(cause error) string {
	for _, r := range reasons {
		if errors.Is(cause, r.cause) {
			return r.word
		}
	}
	return broken
}

// counters is what a hub counts for Stats. Run alone counts and adds up, between
// two of its other duties, so that the hot path counts nothing.
type counters struct {
	asks  chan chan<- Stats
	ended map[string]int // owned by Run
}

func newCounters() counters {
	w := counters{asks: make(chan chan<- Stats), ended: map[string]int{broken: 0}}
	for _, r := range reasons {
		w.ended[r.word] = 0
	}
	return w
}

// Stats returns the hub's figures. It fails when ctx ends or the hub has closed.
func (h *Hub) Stats(ctx context.Context) (Stats, error) {
	answer := make(chan Stats, 1)
	select {
	case h.counters.asks <- answer:
		return <-answer, nil
	case <-h.done:
		return Stats{}, errShutdown
	case <-ctx.Done():
		return Stats{}, ctx.Err()
	}
}

// stats adds up what Run owns.
func (h *Hub) stats() Stats {
	f := Stats{
		Connected: map[string]int{string(wire.V1): 0, string(wire.V11): 0, string(wire.V2): 0},
		Events:    h.logCounter.all,
		Ended:     maps.Clone(h.counters.ended),
	}
	for c := range h.online.conns {
		f.Connected[string(c.speaks)]++
		f.Waiting += c.queue.size()
	}
	return f
}

// hasEnded counts a connection that ends.
func (h *Hub) hasEnded(c *Conn) {
	h.counters.ended[reasonOf(c.cause)]++
}
