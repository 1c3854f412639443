package hub

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// How long a CHAT/2.0 client may be silent before the server takes it for gone.
// CHAT/1.0 and CHAT/1.1 have no ping, so their clients may be silent for ever.
const (
	helloIn     = 5 * time.Second  // from its registration to its hello
	silentFor   = 75 * time.Second // from its last line
	extendEvery = 5 * time.Second  // how much later it may be: a deadline for every line costs too much
)

// A reader is the read loop of one connection: it takes what the client sends,
// in whatever pieces it comes, keeps the client to its pace, and gives each line
// to what handles it. run's goroutine owns it.
type reader struct {
	conn     *Conn
	lines    wire.Lines
	begun    bool      // the first line after the registration has come
	answered int       // bytes that were sent because of the request that is being handled
	extended time.Time // when the deadline for silence was last extended
}

// run reads until the connection ends, beginning with rest, which has already
// arrived. It returns why the connection ends. The client is told so, unless it
// has said itself that it leaves.
func (r *reader) run(rest []byte) error {
	c := r.conn
	if c.speaks == wire.V2 {
		r.silentUntil(time.Now().Add(helloIn))
	}
	err := r.feed(rest)
	for err == nil {
		err = c.socket.read(r.feed)
	}
	reply, ok := errors.AsType[wire.Reply](err)
	switch {
	case ok && c.speaks == wire.V2:
		c.bye(wire.Bye{Code: wire.ByeTooLong, Back: -1})
	case ok:
		c.reply(reply)
	case errors.Is(err, os.ErrDeadlineExceeded): // unless end has set the deadline: then the client has its bye
		err = errIdle
		c.bye(wire.Bye{Code: wire.ByeSilent})
	case errors.Is(err, io.EOF):
		err = errEOF
	case errors.Is(err, errShutdown): // before Run could tell the client
		c.bye(shutdown)
	}
	if c.speaks != wire.V2 && !errors.Is(err, errDisconnect) {
		c.bye(wire.Bye{})
	}
	c.end(err) // if it has ended before, err may only be a consequence
	return c.cause
}

// feed takes a piece of what the client sends, and publishes what its lines say
// as one batch.
func (r *reader) feed(piece []byte) error {
	c, received := r.conn, false
	for line, err := range r.lines.Feed(piece) {
		received = true
		switch {
		case err != nil:
		case c.hasEnded():
			err = errKicked // or another reason, which c.cause has
		case c.speaks == wire.V2:
			err = r.request(line)
		default:
			err = r.line(line)
		}
		if err != nil {
			_ = c.batch.flush() // what was said before counts; err is why it ends
			return err
		}
	}
	if err := c.batch.flush(); err != nil {
		return err
	}
	if now := time.Now(); received && (c.live || c.console) && now.Sub(r.extended) >= extendEvery {
		r.extended = now
		r.silentUntil(now.Add(silentFor + extendEvery))
	}
	return nil
}

// silentUntil makes run end at t, unless a line comes before.
func (r *reader) silentUntil(t time.Time) {
	_ = r.conn.nc.SetReadDeadline(t) // an error means that nc is closed, which read will see
	if r.conn.hasEnded() {           // perhaps only now, and the deadline of wake must not be lost
		r.wake()
	}
}

// wake makes a read that waits return. Any goroutine may call it. An error means
// that the read has returned.
func (r *reader) wake() { _ = r.conn.nc.SetReadDeadline(time.Unix(1, 0)) }

// line takes one line of CHAT/1.0 or CHAT/1.1. An error ends the connection.
func (r *reader) line(line []byte) error {
	c, first := r.conn, !r.begun
	r.begun = true
	if wire.IsDisconnect(line) {
		return errDisconnect
	}
	if err := r.keepPace(len(line), false); err != nil {
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
	return c.batch.add(&wire.Event{
		Type: wire.MessageType,
		Room: wire.Lobby,
		ID:   wire.ServerID(),
		Body: wire.SaidBody(text),
	})
}

// request takes one line of CHAT/2.0. An error ends the connection; what is
// wrong with a request is answered.
func (r *reader) request(line []byte) error {
	c := r.conn
	if err := r.keepPace(len(line), isUrgent(line)); err != nil || len(line) == 0 {
		return err
	}
	if say, ok := wire.PlainSay(line); ok && c.live {
		return c.hub.messages.say(c, say)
	}
	var err error
	r.answered = 0
	aside(func() { err = r.anyRequest(line) })
	r.payFor(r.answered)
	return err
}

// aside runs f in a goroutine of its own and waits for it. The goroutine of a
// connection lives as long as the connection, with the largest stack that it
// has needed, and there are many; requests that are rare need more than those
// that are frequent.
func aside(f func()) {
	var done sync.WaitGroup
	done.Go(f)
	done.Wait()
}

// anyRequest takes a line of CHAT/2.0, whatever it may be.
func (r *reader) anyRequest(line []byte) error {
	c := r.conn
	request, bad := wire.ParseRequest(line)
	if bad != nil {
		return c.refuse(bad, bad.Request, bad.ID)
	}
	kind := wire.RequestOf(request)
	if say, ok := request.(*wire.Say); ok && c.live {
		return c.hub.messages.say(c, say)
	}
	// What follows sees what this client has said before it.
	if err := c.batch.flush(); err != nil {
		return err
	}
	if bad := r.check(kind); bad != nil {
		return c.refuse(bad, kind.Type, kind.ID(request))
	}
	return c.hub.handlers[kind](c, request)
}

// check returns an error if the client cannot make requests of a kind because of
// what it is. What it may do in a room is for the handlers to check: a repeated
// request of a former member is answered once more.
func (r *reader) check(kind *wire.RequestKind) *wire.Error {
	c := r.conn
	switch {
	case c.console && kind.Has(wire.NeedsName):
		return wire.Refuse(wire.ConsoleRooms)
	case !c.console && !c.live && kind.Has(wire.NeedsHello):
		return wire.Refuse(wire.HelloFirst)
	case c.hub.cfg.Accounts == nil && kind.Has(wire.NeedsAccounts):
		return wire.Refuse(wire.NoAccounts)
	case c.accountID() <= model.Guest && kind.Has(wire.NeedsAccount):
		return wire.Refuse(wire.IsGuest)
	}
	return nil
}
