package client

import (
	"context"

	"confab/backend/session"
	"confab/server/wire"
)

// Meanwhile asks for a page of a room while do happens to the session and the
// chat is not told yet; it reports whether the page is stored.
func (c *Chat) Meanwhile(ctx context.Context, room string, do func()) <-chan bool {
	account, at, err := c.core.current()
	if err != nil {
		panic(err)
	}
	stored := make(chan bool, 1)
	c.core.do(func(*state) {
		do()
		go func() {
			fresh, _ := c.download(ctx, account, at, room, 1<<40)
			stored <- fresh
		}()
		select {
		case is := <-stored:
			stored <- is
		case <-ctx.Done(): // it waits for the chat
		}
	})
	return stored
}

// Wrong is what the archive causes when something is wrong with it, or not any more.
func (c *Chat) Wrong(trouble error) { c.health.look(trouble) }

// CatchUp makes the archive lack something of a room, and the backfiller fetch it.
// It returns the rooms of which something is still to be fetched.
func (c *Chat) CatchUp(room string) (rooms []string) {
	c.core.do(func(s *state) {
		s.unkept.add([]session.Event{{RoomEvent: &session.RoomEvent{Event: wire.Event{Room: room}}}})
	})
	c.backfill.catchUp(context.Background())
	c.core.do(func(s *state) { rooms = s.takeUnkept() })
	return rooms
}

// Meet is what the chat does with the names of a room's members.
func (c *Chat) Meet(names ...string) { c.core.roster.add(names...) }

// Happen is what the session reports.
func (c *Chat) Happen(events ...session.Event) {
	c.core.do(func(s *state) { intake{s}.onEvents(events) })
}
