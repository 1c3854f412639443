package chat

import "context"

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
	go func() { kept <- c.fetch(ctx, p, at, room, 1<<40) }()
	select {
	case is := <-kept:
		kept <- is
	case <-ctx.Done(): // it waits for the chat
	}
	return kept
}

// Wrong is what the archive has happen when something is wrong with it, or not any more.
func (c *Chat) Wrong(trouble error) { c.wrong(trouble) }
