package chat

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"confab/server/wire"
)

// Why a connection ends, besides the errors of its socket.
var (
	errDisconnect = errors.New("said DISCONNECT")
	errGone       = errors.New("closed its end")
	errShutdown   = errors.New("the server shuts down")
	errSlow       = errors.New("too slow: what waited for it passed the limit")
)

// A conn is one registered client. read reads and owns it: whoever runs read
// may forget the conn after finish. A writer runs only while something is
// queued; finish waits for its end.
type conn struct {
	hub    *Hub
	nc     net.Conn
	id     uint64
	name   string // as registered
	key    string // of the name, see wire.NameKey
	socket socket

	lines  wire.Lines    // owned by read
	out    []byte        // what one piece of input has to say, encoded; owned by read
	outN   int           // lines in out; owned by read
	begun  bool          // the first line after registering has come; owned by read
	said   int           // lines ever said; owned by read
	pace   wire.Pace     // owned by read
	ended  chan struct{} // closed by end
	seat   int           // its place in the room's members; owned by Room.Run
	spoken uint64        // the last batch that has lines of this client; owned by Room.Run

	mu      sync.Mutex
	cause   error     // why it ended; nil until then; guarded by mu
	lost    error     // why nothing more can be written; nil while it can; guarded by mu
	lostAt  time.Time // since when; guarded by mu
	queue   []queued  // what waits, but for what the writer has in its hands; guarded by mu
	waiting int       // bytes that wait, what the writer has in its hands included; guarded by mu
	until   time.Time // when writing ends in any case, once finish has begun; guarded by mu
	writing bool      // a writer is running; guarded by mu
	writers sync.WaitGroup
}

func newConn(h *Hub, nc net.Conn, id uint64, name, key string) *conn {
	c := &conn{
		hub:   h,
		nc:    nc,
		id:    id,
		name:  name,
		key:   key,
		lines: wire.Lines{Max: h.cfg.MaxLine},
		pace:  wire.Pace{Rate: h.cfg.Rate, Burst: h.cfg.Burst},
		ended: make(chan struct{}),
	}
	c.socket.init(nc)
	if h.cfg.Rate > 0 {
		c.socket.most = pacedRead
	}
	return c
}

// read hears the client out, beginning with what has already arrived, and
// returns why it ended.
func (c *conn) read(rest []byte) error {
	err := c.hear(rest)
	for err == nil {
		err = c.socket.read(c.hear)
	}
	if reply, ok := errors.AsType[wire.Reply](err); ok {
		c.push(reply.Line(), time.Now())
	}
	if errors.Is(err, io.EOF) {
		err = errGone
	}
	c.end(err) // the first cause counts: this may only be what it led to
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// hear takes a piece of what the client sends, in whatever pieces it comes,
// and hands the lines that it ends to the room.
func (c *conn) hear(piece []byte) error {
	for line, err := range c.lines.Feed(piece) {
		if err == nil {
			err = c.line(line)
		}
		if err != nil {
			_ = c.handOver() // what was said before counts; err is why it ends
			return err
		}
	}
	return c.handOver()
}

// line takes one line of CHAT/1.0. An error ends the connection.
func (c *conn) line(line []byte) error {
	first := !c.begun
	c.begun = true
	if wire.IsDisconnect(line) {
		return errDisconnect
	}
	if err := c.keepPace(len(line)); err != nil {
		return err
	}
	if len(line) == 0 || first && wire.IsFollow(line) {
		return nil
	}
	if err := wire.CheckText(line); err != nil {
		c.push(wire.InvalidText.Line(), time.Now())
		return nil
	}
	if c.hub.cfg.LogText {
		c.hub.cfg.Log.Info("said", "conn", c.id, "name", c.name, "text", string(line))
	}
	c.out = wire.AppendSaid(c.out, c.name, line)
	c.outN++
	c.said++
	if len(c.out) >= maxPassage {
		return c.handOver()
	}
	return nil
}

// maxPassage is how many bytes of short lines a passage gathers: with their
// prefixes, what a client says is larger than what it sends.
const maxPassage = 16 << 10

// handOver gives the room what has been said. It may wait for the room, never
// for another client.
func (c *conn) handOver() error {
	if c.outN == 0 {
		return nil
	}
	p := passage{from: c, text: c.out, lines: c.outN}
	c.out, c.outN = nil, 0 // the text is the room's now
	return c.hub.lobby.say(p)
}

// keepPace waits if the client says more than it may; its next line has so many bytes.
func (c *conn) keepPace(bytes int) error {
	wait := c.pace.Next(time.Now(), bytes)
	if wait <= 0 {
		return nil
	}
	if err := c.handOver(); err != nil {
		return err
	}
	return c.rest(wait)
}

// rest waits for d. It fails when the connection ends meanwhile, which it
// looks for itself: nobody reads from a client that is made to wait. A client
// that nothing can be written to any more is still heard for MaxAge: what it
// said before it went is worth telling, but its name must not be taken for ever.
func (c *conn) rest(d time.Duration) error {
	for ; d > 0; d -= time.Second {
		select {
		case <-time.After(min(d, time.Second)):
		case <-c.ended:
			return errShutdown // or another reason, which end knows
		}
		err := c.socket.failure()
		c.mu.Lock()
		if err != nil {
			c.loseLocked(err)
		}
		lost, since := c.lost, c.lostAt
		c.mu.Unlock()
		if lost != nil && time.Since(since) >= c.hub.cfg.MaxAge {
			return lost
		}
	}
	return nil
}

// end ends the connection for the reason cause, unless it has ended before:
// nothing more is read, and what is queued is still written. Anybody may call
// it; it does not wait.
func (c *conn) end(cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.endLocked(cause)
}

// endLocked is end for a caller that holds mu.
func (c *conn) endLocked(cause error) {
	if c.cause != nil {
		return
	}
	c.cause = cause
	close(c.ended)
	_ = c.nc.SetReadDeadline(time.Unix(1, 0)) // wakes read; an error means that it is awake
}

// finish waits until what is queued has been written, for flushFor at the
// most. The room has let go of c, so nothing comes after it.
func (c *conn) finish() {
	c.mu.Lock()
	c.until = time.Now().Add(flushFor)
	c.setWriteDeadline(c.until) // for a writer that is at work
	c.mu.Unlock()
	c.writers.Wait()
}
