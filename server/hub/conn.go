package hub

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"confab/server/chat1"
	"confab/server/clientaddr"
	"confab/server/model"
	"confab/server/wire"
)

// Why a connection ends, besides the errors of its socket.
var (
	errDisconnect = errors.New("said DISCONNECT")
	errGone       = errors.New("closed its end")
	errShutdown   = errors.New("the server shuts down")
	errSlow       = errors.New("too slow: what waited for it passed the limit")
	errSilent     = errors.New("said nothing for too long")
	errNotRead    = errors.New("the journal could not be read for its welcome")
	errPutOut     = errors.New("put out")
)

// How long a CHAT/2.0 client may say nothing, which is how a server learns
// that it is gone. CHAT/1.0 and CHAT/1.1 have no ping: their clients may be
// silent for ever.
const (
	helloIn     = 5 * time.Second  // from its registration to its hello
	silentFor   = 75 * time.Second // from its last line
	extendEvery = 5 * time.Second  // by which it may be later: a deadline for every line is too dear
)

// A conn is one registered client. read reads and owns it: whoever runs read
// may forget the conn after finish. A writer runs only while something is
// queued; finish waits for its end.
type conn struct {
	hub    *Hub
	nc     net.Conn
	id     uint64
	name   string           // as it is shown
	typed  string           // the name as this client has registered it
	heard  string           // the name as this client hears it, in the prefix of a line
	key    string           // of the name, see wire.NameKey
	speaks wire.Version     // the dialect
	device wire.Fingerprint // of the key that it has proved to have; empty for none
	guest  bool             // what it says is marked: the name is bound to no key
	socket socket

	holder  *holder            // who has the name
	from    clientaddr.Address // that it counts for
	share   *neighbor          // in the pace of that address; nil where there is no limit
	console bool               // the server's own terminal, which is nobody's name

	lines  wire.Lines      // owned by read
	out    []*wire.Event   // what one piece of input has to say; owned by read
	outLen int             // bytes in out; owned by read
	begun  bool            // the first line after registering has come; owned by read
	said   int             // events ever said; owned by read
	ended  chan struct{}   // closed by end
	greets bool            // its hello has come; owned by read
	noted  <-chan struct{} // closed when it is noted that the device has come; set by its hello; owned by read
	asked  int             // bytes that it was sent because it had asked; owned by read
	newest int64           // the greatest seq of what it has said; owned by read
	alive  time.Time       // when its time to be silent was extended; owned by read
	rooms  []*Room         // where it hears what is said; owned by Hub.Run

	mu      sync.Mutex
	cause   error     // why it ended; nil until then; guarded by mu
	lost    error     // why nothing more can be written; nil while it can; guarded by mu
	lostAt  time.Time // since when; guarded by mu
	queue   []queued  // what waits, but for what the writer has in its hands; guarded by mu
	waiting int       // bytes that wait, what the writer has in its hands included; guarded by mu
	holding bool      // what is pushed goes to held; guarded by mu
	held    [][]byte  // guarded by mu
	heldLen int       // bytes in held; guarded by mu
	over    bool      // bye has been pushed, and nothing comes behind it; guarded by mu
	drained sync.Cond // on mu: less waits than before, or the connection is over
	until   time.Time // when writing ends in any case, once finish has begun; guarded by mu
	writing bool      // a writer is running; guarded by mu
	writers sync.WaitGroup
}

func newConn(h *Hub, nc net.Conn, id uint64, speaks wire.Version, holder *holder, v model.Visit) *conn {
	c := &conn{
		hub:    h,
		nc:     nc,
		id:     id,
		name:   holder.name,
		heard:  chat1.Name(speaks, holder.name),
		key:    holder.key,
		speaks: speaks,
		device: v.Device,
		guest:  h.cfg.Accounts != nil && holder.is().ID == model.Guest,
		holder: holder,
		from:   clientaddr.Of(nc),
		lines:  wire.Lines{Max: h.cfg.MaxLine},
		ended:  make(chan struct{}),
	}
	c.share = h.names.enter(c.from, holder)
	c.drained.L = &c.mu
	c.socket.init(nc)
	c.socket.cuts = speaks != wire.V2
	if h.cfg.Rate > 0 {
		c.socket.most = pacedRead
	}
	return c
}

// read hears the client out, beginning with what has already arrived, and
// returns why it ended. Unless the client itself has said that it leaves, it is
// told that this is the end.
func (c *conn) read(rest []byte) error {
	if c.speaks == wire.V2 {
		c.silentUntil(time.Now().Add(helloIn))
	}
	err := c.hear(rest)
	for err == nil {
		err = c.socket.read(c.hear)
	}
	reply, ok := errors.AsType[wire.Reply](err)
	switch {
	case ok && c.speaks == wire.V2:
		c.bye(wire.Bye{Code: wire.ByeTooLong, Back: -1})
	case ok:
		c.reply(reply)
	case errors.Is(err, os.ErrDeadlineExceeded): // unless end has set it, and then somebody has said bye
		err = errSilent
		c.bye(wire.Bye{Code: wire.ByeSilent})
	case errors.Is(err, io.EOF):
		err = errGone
	case errors.Is(err, errShutdown): // before Run could tell it
		c.bye(shutdown)
	}
	if c.speaks != wire.V2 && !errors.Is(err, errDisconnect) {
		c.bye(wire.Bye{})
	}
	c.end(err) // the first cause counts: this may only be what it led to
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// hear takes a piece of what the client sends, in whatever pieces it comes,
// and hands the lines that it ends to the room.
func (c *conn) hear(piece []byte) error {
	heard := false
	for line, err := range c.lines.Feed(piece) {
		heard = true
		switch {
		case err != nil:
		case c.hasEnded():
			err = errPutOut // or another reason, which end knows
		case c.speaks == wire.V2:
			err = c.request(line)
		default:
			err = c.line(line)
		}
		if err != nil {
			_ = c.handOver() // what was said before counts; err is why it ends
			return err
		}
	}
	if err := c.handOver(); err != nil {
		return err
	}
	if now := time.Now(); heard && (c.greets || c.console) && now.Sub(c.alive) >= extendEvery {
		c.alive = now
		c.silentUntil(now.Add(silentFor + extendEvery))
	}
	return nil
}

// hasEnded reports whether nothing more is taken from the client.
func (c *conn) hasEnded() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// silentUntil has read end at t, unless a line comes before.
func (c *conn) silentUntil(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause == nil { // or else end has set a deadline
		_ = c.nc.SetReadDeadline(t) // an error means that nc is closed, which read will see
	}
}

// line takes one line of CHAT/1.0 or CHAT/1.1. An error ends the connection.
func (c *conn) line(line []byte) error {
	first := !c.begun
	c.begun = true
	if wire.IsDisconnect(line) {
		return errDisconnect
	}
	if err := c.keepPace(len(line), false); err != nil {
		return err
	}
	if len(line) == 0 || first && wire.IsFollow(line) {
		return nil
	}
	text := c.cutPrefix(line)
	if wire.CheckText(line) != nil || wire.IsHidden(text) {
		c.reply(wire.InvalidText)
		return nil
	}
	if bad := c.muted(); bad != nil {
		c.reply(lineReply(bad.Code, bad.Params))
		return nil
	}
	return c.say(&wire.Event{
		Type: wire.MessageType,
		Room: wire.Lobby,
		Key:  wire.ServerKey(),
		Body: wire.SaidBody(text),
	})
}

// cutPrefix returns a line without the client's own prefix. The client may
// spell its name as it has registered, or as others of its dialect hear it.
func (c *conn) cutPrefix(line []byte) []byte {
	if text := wire.CutPrefix(line, c.typed); len(text) < len(line) {
		return text
	}
	return wire.CutPrefix(line, c.heard)
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
	c.drained.Broadcast()
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
