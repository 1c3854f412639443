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
	errEOF        = errors.New("closed its end")
	errShutdown   = errors.New("the server shuts down")
	errSlow       = errors.New("too slow: what waited for it passed the limit")
	errIdle       = errors.New("said nothing for too long")
	errRead       = errors.New("the journal could not be read for its welcome")
	errKicked     = errors.New("put out")
)

// How long a CHAT/2.0 client may say nothing, which is how a server learns
// that it is gone. CHAT/1.0 and CHAT/1.1 have no ping: their clients may be
// silent for ever.
const (
	helloIn     = 5 * time.Second  // from its registration to its hello
	silentFor   = 75 * time.Second // from its last line
	extendEvery = 5 * time.Second  // by which it may be later: a deadline for every line is too dear
)

// A Conn is one registered client. read reads and owns it: its caller may
// forget the Conn after finish.
type Conn struct {
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

	user    *user              // who has the name
	from    clientaddr.Address // that it counts for
	share   *neighbor          // in the pace of that address; nil where there is no limit
	console bool               // the server's own terminal, which is nobody's name

	lines  wire.Lines      // owned by read
	out    []*wire.Event   // what one piece of input has to say; owned by read
	outLen int             // bytes in out; owned by read
	begun  bool            // the first line after registering has come; owned by read
	said   int             // events ever said; owned by read
	ended  chan struct{}   // closed by end
	live   bool            // its hello has come; owned by read
	noted  <-chan struct{} // closed when it is noted that the device has come; set by its hello; owned by read
	asked  int             // bytes that it was sent because it had asked; owned by read
	newest int64           // the greatest seq of what it has said; owned by read
	alive  time.Time       // when its time to be silent was extended; owned by read
	rooms  []*Room         // where it hears what is said; owned by Hub.Run

	queue sendQueue
	once  sync.Once
	cause error // why the connection ends; set before ended is closed, and not to be read before
}

func newConn(h *Hub, nc net.Conn, id uint64, speaks wire.Version, user *user, v model.Visit) *Conn {
	c := &Conn{
		hub:    h,
		nc:     nc,
		id:     id,
		name:   user.name,
		heard:  chat1.Name(speaks, user.name),
		key:    user.key,
		speaks: speaks,
		device: v.Device,
		guest:  h.cfg.Accounts != nil && user.account().ID == model.Guest,
		user:   user,
		from:   clientaddr.Of(nc),
		lines:  wire.Lines{Max: h.cfg.MaxLine},
		ended:  make(chan struct{}),
	}
	c.share = h.names.enter(c.from, user)
	c.queue.init(&c.socket, &h.queueLimits, c.expired)
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
func (c *Conn) read(rest []byte) error {
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
		err = errIdle
		c.bye(wire.Bye{Code: wire.ByeSilent})
	case errors.Is(err, io.EOF):
		err = errEOF
	case errors.Is(err, errShutdown): // before Run could tell it
		c.bye(shutdown)
	}
	if c.speaks != wire.V2 && !errors.Is(err, errDisconnect) {
		c.bye(wire.Bye{})
	}
	c.end(err) // the first cause counts: this may only be what it led to
	return c.cause
}

// hear takes a piece of what the client sends, in whatever pieces it comes,
// and hands the lines that it ends to the room.
func (c *Conn) hear(piece []byte) error {
	heard := false
	for line, err := range c.lines.Feed(piece) {
		heard = true
		switch {
		case err != nil:
		case c.hasEnded():
			err = errKicked // or another reason, which end knows
		case c.speaks == wire.V2:
			err = c.request(line)
		default:
			err = c.line(line)
		}
		if err != nil {
			_ = c.flush() // what was said before counts; err is why it ends
			return err
		}
	}
	if err := c.flush(); err != nil {
		return err
	}
	if now := time.Now(); heard && (c.live || c.console) && now.Sub(c.alive) >= extendEvery {
		c.alive = now
		c.silentUntil(now.Add(silentFor + extendEvery))
	}
	return nil
}

// hasEnded reports whether nothing more is taken from the client.
func (c *Conn) hasEnded() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// silentUntil makes read end at t, unless a line comes before.
func (c *Conn) silentUntil(t time.Time) {
	_ = c.nc.SetReadDeadline(t) // an error means that nc is closed, which read will see
	if c.hasEnded() {           // perhaps only now, and the deadline of end must not be lost
		c.wakeReader()
	}
}

// wakeReader makes read return. An error means that it has.
func (c *Conn) wakeReader() { _ = c.nc.SetReadDeadline(time.Unix(1, 0)) }

// line takes one line of CHAT/1.0 or CHAT/1.1. An error ends the connection.
func (c *Conn) line(line []byte) error {
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
		ID:   wire.ServerID(),
		Body: wire.SaidBody(text),
	})
}

// cutPrefix returns a line without the client's own prefix. The client may
// spell its name as it has registered, or as others of its dialect hear it.
func (c *Conn) cutPrefix(line []byte) []byte {
	if text := wire.CutPrefix(line, c.typed); len(text) < len(line) {
		return text
	}
	return wire.CutPrefix(line, c.heard)
}

// end ends the connection for the reason cause, unless it has ended before:
// nothing more is read, and what is queued is still written. It does not wait,
// and any goroutine may call it.
func (c *Conn) end(cause error) {
	c.once.Do(func() {
		c.cause = cause
		close(c.ended)
		c.queue.interrupt()
		c.wakeReader()
	})
}

// finish waits until what is queued has been written, for flushFor at the
// most. The hub has unsubscribed the connection, so nothing follows.
func (c *Conn) finish() { c.queue.drain(time.Now().Add(flushFor)) }
