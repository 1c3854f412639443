package chat

import (
	"errors"
	"net"
	"os"
	"time"
)

// push queues text, one or more whole lines, for the client. It never blocks:
// a room must not wait for its slowest member, so a client that is too far
// behind is put out. text is shared and must not change. now is when.
func (c *conn) push(text []byte, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause != nil {
		return
	}
	// One text may be larger than the limit, so it counts only if others wait.
	if c.queued > 0 && c.queued+len(text) > c.hub.cfg.MaxQueued {
		c.endLocked(errSlow)
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
		if err := writeAll(c.nc, texts); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				err = errSlow
			}
			c.end(err)
			return
		}
		c.written(texts, bytes)
	}
}

// takeQueue gives what is queued to the writer, with the time it has for it,
// or nil when nothing is queued and the writer must end.
func (c *conn) takeQueue() (texts [][]byte, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 {
		c.writing = false
		return nil, 0
	}
	until := c.until
	if until.IsZero() {
		until = c.since.Add(c.hub.cfg.MaxAge)
	}
	c.setWriteDeadline(until)
	texts, bytes = c.queue, c.queued
	c.queue, c.spare = c.spare, nil
	return texts, bytes
}

// written notes that texts have gone out and keeps their slice for the next.
func (c *conn) written(texts [][]byte, bytes int) {
	clear(texts) // an idle connection keeps no text alive
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queued -= bytes
	if cap(texts) <= maxSpare {
		c.spare = texts[:0]
	}
}

// maxSpare is how many texts the slice has room for that a conn keeps.
const maxSpare = 16

func (c *conn) setWriteDeadline(t time.Time) {
	_ = c.nc.SetWriteDeadline(t) // an error means that nc is closed, which write will see
}

// writeAll writes texts to nc with as few system calls as they need.
func writeAll(nc net.Conn, texts [][]byte) error {
	if len(texts) == 1 {
		_, err := nc.Write(texts[0])
		return err
	}
	buffers := net.Buffers(append([][]byte(nil), texts...)) // WriteTo eats the slice it is given
	_, err := buffers.WriteTo(nc)
	return err
}
