package hub

import (
	"errors"
	"net"
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

// A Conn is one registered client: its user, its dialect, and what it may do.
// Its reader takes what it sends, its batch publishes that, and its queue sends
// what it receives.
type Conn struct {
	hub            *Hub
	nc             net.Conn
	id             uint64
	name           string           // as it is shown
	registeredName string           // the name as this client has registered it
	ownPrefix      string           // the name as this client receives it, in the prefix of a line
	key            string           // of the name, see wire.NameKey
	speaks         wire.Version     // the dialect
	device         wire.Fingerprint // of the key that it has proved to have; empty for none
	guest          bool             // what it says is marked: the name is bound to no key
	socket         socket

	user    *user              // who has the name
	from    clientaddr.Address // that it counts for
	share   *neighbor          // in the pace of that address; nil where there is no limit
	console bool               // the server's own terminal, which is no user

	reader reader          // owned by its goroutine
	batch  journalBatch    // owned by the reader
	live   bool            // its hello has come; owned by the reader
	noted  <-chan struct{} // closed when it is noted that the device has come; set by its hello; owned by the reader
	rooms  []*Room         // where it receives what is said; owned by Hub.Run
	ended  chan struct{}   // closed by end

	queue sendQueue
	once  sync.Once
	cause error // why the connection ends; set before ended is closed, and not to be read before
}

func newConn(h *Hub, nc net.Conn, id uint64, speaks wire.Version, user *user, v model.Visit) *Conn {
	c := &Conn{
		hub:       h,
		nc:        nc,
		id:        id,
		name:      user.name,
		ownPrefix: chat1.Name(speaks, user.name),
		key:       user.key,
		speaks:    speaks,
		device:    v.Device,
		guest:     h.cfg.Accounts != nil && user.account().ID == model.Guest,
		user:      user,
		from:      clientaddr.Of(nc),
		ended:     make(chan struct{}),
	}
	c.share = h.names.enter(c.from, user)
	c.reader = reader{conn: c, lines: wire.Lines{Max: h.cfg.MaxLine}}
	c.batch.conn = c
	c.queue.init(&c.socket, &h.queueLimits, c.expired)
	c.socket.init(nc)
	c.socket.cuts = speaks != wire.V2
	if h.cfg.Rate > 0 {
		c.socket.most = pacedRead
	}
	return c
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

// cutPrefix returns a line without the client's own prefix. The client may
// spell its name as it has registered, or as others of its dialect hear it.
func (c *Conn) cutPrefix(line []byte) []byte {
	if text := wire.CutPrefix(line, c.registeredName); len(text) < len(line) {
		return text
	}
	return wire.CutPrefix(line, c.ownPrefix)
}

// end ends the connection for the reason cause, unless it has ended before:
// nothing more is read, and what is queued is still written. It does not wait,
// and any goroutine may call it.
func (c *Conn) end(cause error) {
	c.once.Do(func() {
		c.cause = cause
		close(c.ended)
		c.queue.interrupt()
		c.reader.wake()
	})
}

// finish waits until what is queued has been written, for flushFor at the
// most. The hub has unsubscribed the connection, so nothing follows.
func (c *Conn) finish() { c.queue.drain(time.Now().Add(flushFor)) }
