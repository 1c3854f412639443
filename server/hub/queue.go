package hub

import (
	"errors"
	"net"
	"os"
	"time"

	"confab/server/english"
	"confab/server/wire"
)

// maxWrite is how many bytes a writer writes at once, unless one text is
// larger. What it has in its hands still counts as waiting, so that must not
// be much of what may wait.
const maxWrite = 64 << 10

// A queued text waits for the client since some time.
type queued struct {
	text  []byte // shared with other conns, never changed
	left  int    // bytes before it that TLS still has to write
	begun bool   // it is the rest of a text, whose beginning has been written
	since time.Time
}

// size is how many bytes wait.
func (q queued) size() int { return q.left + len(q.text) }

// push sends text, one or more whole lines, to the client. It never blocks,
// because a room must not wait for its slowest member: what the kernel does not
// take at once is queued for a writer, and a client that is too far behind is
// put out. text is shared and must not change. now is when.
func (c *conn) push(text []byte, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holding {
		if c.heldLen += len(text); c.heldLen > c.hub.cfg.SendQueue {
			c.tooSlowLocked(now)
			return
		}
		c.held = append(c.held, text)
		return
	}
	c.pushLocked(text, now)
}

// pushLocked is push for a caller that holds mu, and goes past what is held.
func (c *conn) pushLocked(text []byte, now time.Time) {
	if c.lost != nil || c.over {
		return
	}
	left, begun := 0, false
	if !c.writing {
		n, stays, err := c.socket.writeNow(text)
		if err != nil {
			c.loseLocked(err)
			return
		}
		if text, left, begun = text[n:], stays, n > 0; len(text)+left == 0 {
			return
		}
	}
	// One text may be larger than the limit, so it counts only if others wait.
	if c.waiting > 0 && c.waiting+len(text) > c.hub.cfg.SendQueue {
		c.tooSlowLocked(now)
		return
	}
	c.enqueueLocked(queued{text, left, begun, now})
}

// enqueueLocked leaves q to a writer.
func (c *conn) enqueueLocked(q queued) {
	c.queue = append(c.queue, q)
	c.waiting += q.size()
	if !c.writing {
		c.writing = true
		c.writers.Go(c.write)
	}
}

// write writes until nothing is queued. What has gathered while the kernel
// took the last of it goes out with one system call.
func (c *conn) write() {
	for {
		texts, bytes := c.take()
		if texts == nil {
			return
		}
		err := c.socket.write(texts)
		c.mu.Lock()
		c.waiting -= bytes
		c.drained.Broadcast()
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			c.putOutLocked()
		case err != nil:
			c.loseLocked(err)
		}
		c.mu.Unlock()
	}
}

// take gives the writer what it is to write next, and until the first of that
// is too old to do it; nil when nothing is queued and the writer must end.
func (c *conn) take() (texts net.Buffers, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 {
		c.writing, c.queue = false, nil
		c.setWriteDeadline(time.Time{}) // writeNow has none
		return nil, 0
	}
	until := c.until
	if until.IsZero() {
		until = c.queue[0].since.Add(c.hub.cfg.MaxAge)
	}
	c.setWriteDeadline(until)
	n := 0
	for n < len(c.queue) && (n == 0 || bytes+c.queue[n].size() <= maxWrite) {
		bytes += c.queue[n].size()
		texts = append(texts, c.queue[n].text)
		n++
	}
	c.queue = c.queue[n:]
	return texts, bytes
}

// setWriteDeadline is nc's. An error means that nc is closed, which a write
// will see.
func (c *conn) setWriteDeadline(t time.Time) { _ = c.nc.SetWriteDeadline(t) }

// loseLocked notes that nothing can be written any more, because of err. What
// the client has said before is still heard, and the end of that is its end.
func (c *conn) loseLocked(err error) {
	if c.lost == nil {
		c.lost, c.lostAt = err, time.Now()
	}
	c.queue, c.held = nil, nil
	c.drained.Broadcast()
}

// putOutLocked ends the connection of a client that is too slow, at once.
func (c *conn) putOutLocked() {
	c.endLocked(errSlow)
	c.loseLocked(errSlow)
	_ = c.nc.Close() // wakes the writer
}

// tooSlowLocked ends the connection of a client for which too much waits. It is
// told so instead of getting all that, if it takes what is being written in the
// time that finish gives it.
func (c *conn) tooSlowLocked(now time.Time) {
	keep := 0
	if len(c.queue) > 0 && c.queue[0].begun {
		keep = 1 // or what comes next would stand in the middle of a line
	}
	for _, q := range c.queue[keep:] {
		c.waiting -= q.size()
	}
	c.queue, c.held = c.queue[:keep], nil
	c.byeLocked(wire.Bye{Code: wire.ByeSlow, Back: 1}, now)
	c.endLocked(errSlow)
}

// bye sends the last thing that the client gets, unless it has got it. The
// caller ends the connection.
func (c *conn) bye(b wire.Bye) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byeLocked(b, time.Now())
}

// byeLocked is bye for a caller that holds mu. CHAT/1.0 and CHAT/1.1 have one
// word for all that it may say.
func (c *conn) byeLocked(b wire.Bye, now time.Time) {
	if c.speaks != wire.V2 {
		c.lastWordsLocked(wire.Goodbye(c.speaks), now)
		return
	}
	if b.Text == "" {
		b.Text = english.Of(b.Code, b.Params)
	}
	c.lastWordsLocked(wire.AppendAnswer(nil, b), now)
}

// lastWordsLocked pushes text, and nothing comes behind it.
func (c *conn) lastWordsLocked(text []byte, now time.Time) {
	switch {
	case c.lost != nil || c.over:
	case c.writing:
		c.enqueueLocked(queued{text: text, since: now}) // however much waits
	default:
		c.pushLocked(text, now)
	}
	c.over = true
}

// hold keeps back what is pushed until letGo, and send goes before it.
func (c *conn) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holding = true
}

// send sends text, which the client has asked for: that must not put it out for
// being slow, so send waits until most of what is queued has been written. It
// goes before what is held.
func (c *conn) send(text []byte) error {
	c.asked += len(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sendLocked(text)
}

// sendLocked is send for a caller that holds mu, which it gives away while it waits.
func (c *conn) sendLocked(text []byte) error {
	most := c.hub.cfg.SendQueue
	for (c.waiting > most/4 || c.waiting > 0 && c.waiting+len(text) > most) && c.cause == nil && c.lost == nil {
		c.drained.Wait()
	}
	switch {
	case c.cause != nil:
		return c.cause
	case c.lost != nil:
		return c.lost
	}
	c.pushLocked(text, time.Now())
	return nil
}

// letGo sends what has been held, and what comes meanwhile behind it.
func (c *conn) letGo() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.held) > 0 {
		text := c.held[0]
		c.held, c.heldLen = c.held[1:], c.heldLen-len(text)
		if c.sendLocked(text) != nil {
			break
		}
	}
	c.holding, c.held, c.heldLen = false, nil, 0
}
