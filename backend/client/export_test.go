package client

import (
	"context"

	"confab/backend/session"
	"confab/server/wire"
)

// Meanwhile has somebody ask for a page of a room while do happens to the
// session and the chat hears nothing yet; it reports whether the page is kept.
func (c *Chat) Meanwhile(ctx context.Context, room string, do func()) <-chan bool {
	p, at, err := c.current()
	if err != nil {
		panic(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	do()
	kept := make(chan bool, 1)
	go func() {
		fresh, _ := c.fetch(ctx, p, at, room, 1<<40)
		kept <- fresh
	}()
	select {
	case is := <-kept:
		kept <- is
	case <-ctx.Done(): // it waits for the chat
	}
	return kept
}

// Wrong is what the archive has happen when something is wrong with it, or not any more.
func (c *Chat) Wrong(trouble error) { c.wrong(trouble) }

// CatchUp has the archive lack something of a room, and the keeper fetch it. It
// returns the rooms of which something is still to be fetched.
func (c *Chat) CatchUp(room string) []string {
	c.mu.Lock()
	c.lack([]session.Event{{RoomEvent: &session.RoomEvent{Event: wire.Event{Room: room}}}})
	c.mu.Unlock()
	c.keeper.catchUp()
	return c.lacking()
}

// Meet is what the chat does with the names of a room's members.
func (c *Chat) Meet(names ...string) { c.roster.add(names...) }

// Happened is what the chat does with what the session reports.
func (c *Chat) Happened(events ...session.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.happened(events)
}

// Happen is what the session reports.
func (c *Chat) Happen(events ...session.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.happened(events)
}
