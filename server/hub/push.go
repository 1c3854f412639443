package hub

import (
	"time"

	"confab/server/chat1"
	"confab/server/english"
	"confab/server/wire"
)

// push sends text, one or more whole lines, to the client. It never blocks; a
// client that is too far behind is disconnected, and reads what it missed from
// the journal when it comes back. text is shared and must not change. now is
// the time.
func (c *Conn) push(text []byte, now time.Time) {
	if c.queue.push(text, now) != nil {
		c.tooSlow(now)
	}
}

// tooSlow disconnects a slow client, for which too much waits. It is told so instead
// of getting all that, if it takes what is being written in flushFor.
func (c *Conn) tooSlow(now time.Time) {
	c.queue.cut(c.goodbye(wire.Bye{Code: wire.ByeSlow, Back: 1}), now)
	c.end(errSlow)
}

// send sends what the client has requested, see sendQueue.send.
func (c *Conn) send(text []byte) error {
	c.reader.answered += len(text)
	err := c.queue.send(text)
	switch err {
	case errInterrupted:
		return c.cause
	case errExpired: // expired is about to say so
		return errSlow
	}
	return err
}

// expired disconnects a client that has not read for too long, at once.
func (c *Conn) expired() {
	c.end(errSlow)
	_ = c.nc.Close()
}

// bye sends the last line that the client gets. The caller ends the connection.
func (c *Conn) bye(b wire.Bye) { c.queue.end(c.goodbye(b), time.Now()) }

// goodbye returns b as the client's dialect has it. CHAT/1.0 and CHAT/1.1 have
// one line for every reason.
func (c *Conn) goodbye(b wire.Bye) []byte {
	if c.speaks != wire.V2 {
		return wire.Goodbye(c.speaks)
	}
	if b.Text == "" {
		b.Text = english.Of(b.Code, b.Params)
	}
	return wire.AppendAnswer(nil, b)
}

// sign makes e an event of this client's.
func (c *Conn) sign(e *wire.Event) {
	e.From = c.name
	if c.guest {
		e.Body = wire.ByGuest(e.Body)
	}
}

// lineReply returns what a code is in CHAT/1.0 and CHAT/1.1, where a reply has a
// number instead.
func lineReply(code wire.Code, params wire.Params) wire.Reply {
	r := map[wire.Code]wire.Reply{
		wire.Muted: wire.Silenced, wire.ByeKicked: wire.Kicked, wire.ByeBanned: wire.Banned,
		wire.ByeUnregistered: wire.NameUnregistered, wire.ByeRevoked: wire.DeviceRevoked,
	}[code]
	if reason := params.Text("reason"); reason != "" && (code == wire.ByeKicked || code == wire.ByeUnregistered) {
		return r.Because(reason) // the number's own text says the rest
	}
	return r.Because(english.Of(code, params))
}

// reply pushes a reply, which is how CHAT/1.0 and CHAT/1.1 are answered. CHAT/2.0
// has one, to its first line.
func (c *Conn) reply(r wire.Reply) { c.push(chat1.Reply(c.speaks, r).Line(), time.Now()) }

// answer pushes an answer of CHAT/2.0.
func (c *Conn) answer(answer any) { c.push(wire.AppendAnswer(nil, answer), time.Now()) }
