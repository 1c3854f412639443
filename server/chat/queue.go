package chat

import (
	"errors"
	"net"
	"os"
	"time"
)

// maxWrite is how many bytes a writer writes at once, unless one text is
// larger. What it has in its hands still counts as waiting, so that must not
// be much of what may wait.
const maxWrite = 64 << 10

// A queued text waits for the client since some time.
type queued struct {
	text  []byte // shared with other conns, never changed
	since time.Time
}

// push sends text, one or more whole lines, to the client. It never blocks,
// because a room must not wait for its slowest member: what the kernel does not
// take at once is queued for a writer, and a client that is too far behind is
// put out. text is shared and must not change. now is when.
func (c *conn) push(text []byte, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost != nil {
		return
	}
	if !c.writing {
		n, err := c.socket.writeNow(text)
		if err != nil {
			c.loseLocked(err)
			return
		}
		if text = text[n:]; len(text) == 0 {
			return
		}
	}
	// One text may be larger than the limit, so it counts only if others wait.
	if c.waiting > 0 && c.waiting+len(text) > c.hub.cfg.MaxQueued {
		c.putOutLocked()
		return
	}
	c.queue = append(c.queue, queued{text, now})
	c.waiting += len(text)
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
		_, err := texts.WriteTo(c.nc)
		c.mu.Lock()
		c.waiting -= bytes
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
	for n < len(c.queue) && (n == 0 || bytes+len(c.queue[n].text) <= maxWrite) {
		bytes += len(c.queue[n].text)
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
	c.queue = nil
}

// putOutLocked ends the connection of a client that is too slow, at once.
func (c *conn) putOutLocked() {
	c.endLocked(errSlow)
	c.loseLocked(errSlow)
	_ = c.nc.Close() // wakes the writer
}
