package chat

import (
	"errors"
	"net"
	"os"
	"time"
)

// push sends text, one or more whole lines, to the client. It never blocks,
// because a room must not wait for its slowest member: what the kernel does not
// take at once is queued for a writer, and a client that is too far behind is
// put out. text is shared and must not change. now is when.
func (c *conn) push(text []byte, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken {
		return
	}
	if !c.writing {
		n, err := c.socket.writeNow(text)
		if err != nil {
			c.breakLocked(err)
			return
		}
		if text = text[n:]; len(text) == 0 {
			return
		}
	}
	// One text may be larger than the limit, so it counts only if others wait.
	if c.queued > 0 && c.queued+len(text) > c.hub.cfg.MaxQueued {
		c.breakLocked(errSlow)
		return
	}
	if len(c.queue) == 0 {
		c.since = now
	}
	c.queue = append(c.queue, text)
	c.queued += len(text)
	if !c.writing {
		c.writing = true
		c.writers.Go(c.write)
	}
}

// write writes until nothing is queued. What has gathered while the kernel
// took the last of it goes out with one system call.
func (c *conn) write() {
	for {
		texts, bytes := c.takeQueue()
		if texts == nil {
			return
		}
		// WriteTo empties the slice it is given, so texts live no longer than
		// they have to.
		if _, err := (*net.Buffers)(&texts).WriteTo(c.nc); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				err = errSlow
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			c.breakLocked(err)
			return
		}
		c.mu.Lock()
		c.queued -= bytes
		c.mu.Unlock()
	}
}

// takeQueue gives what is queued to the writer, which has until the oldest of
// it is too old, or nil when nothing is queued and the writer must end.
func (c *conn) takeQueue() (texts [][]byte, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	until := c.until
	switch {
	case len(c.queue) == 0:
		c.writing = false
		until = time.Time{} // writeNow has no deadline
	case until.IsZero():
		until = c.since.Add(c.hub.cfg.MaxAge)
	}
	_ = c.nc.SetWriteDeadline(until) // an error means that nc is closed, which write will see
	texts, bytes = c.queue, c.queued
	c.queue = nil
	return texts, bytes
}
