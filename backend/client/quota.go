package client

import (
	"time"

	"confab/backend/archive"
)

// A Quota says which part of what may be kept of the server is used up: "day",
// "all", or empty when there is room.
type Quota struct {
	Full archive.Full `json:"full"`
}

// KeepGoing lets as much again be kept of the server as it has had kept, today or
// in all: the person has been told that no more is, and trusts it.
func (c *Chat) KeepGoing() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.person == nil {
		return c.nobody()
	}
	if err := c.person.Allow(); err != nil {
		return c.failed(err)
	}
	c.lookAtQuota()
	return nil
}

// lookAtQuota tells whether there is room for what the server says, if that is
// otherwise than before, and has what is missing fetched when there is. A day is
// over by itself. The caller holds mu.
func (c *Chat) lookAtQuota() {
	var full archive.Full
	if c.person != nil {
		var until time.Time
		var err error
		if full, until, err = c.person.Full(); err != nil {
			c.log.Error("the archive cannot say how much is kept", "error", err)
		}
		if c.dayEnds.Stop(); full == archive.FullDay {
			c.dayEnds.Reset(time.Until(until))
		}
	}
	if full == c.full {
		return
	}
	c.full = full
	c.noRoom.Store(full != "")
	c.emit(Event{Quota: &Quota{full}})
	if full == "" {
		c.keeper.wake()
	}
}

// dayEnded is lookAtQuota for the timer.
func (c *Chat) dayEnded() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lookAtQuota()
}
