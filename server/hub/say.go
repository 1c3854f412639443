package hub

import (
	"context"
	"errors"
	"time"

	"confab/server/chat1"
	"confab/server/english"
	"confab/server/model"
	"confab/server/wire"
)

// maxPassage is how many bytes a client may say before they are stored,
// though it goes on.
const maxPassage = 16 << 10

// sign makes e an event of this client's.
func (c *Conn) sign(e *wire.Event) {
	e.From = c.name
	if c.guest {
		e.Body = wire.ByGuest(e.Body)
	}
}

// count notes that e is about to be stored.
func (c *Conn) count(e *wire.Event) {
	if c.hub.cfg.LogMessages {
		c.hub.cfg.Log.Info("said", "conn", c.id, "name", c.name, "room", e.Room, "what", e.Type, "text", string(e.Body))
	}
	c.said++
}

// say puts an event of this client's with those that are handed over next.
func (c *Conn) say(e *wire.Event) error {
	c.sign(e)
	c.count(e)
	c.out = append(c.out, e)
	c.outLen += len(e.Body)
	if c.outLen >= maxPassage {
		return c.flush()
	}
	return nil
}

// flush has stored what has been said, which then goes to everybody. It
// waits for the disk, never for another client. An error ends the connection;
// what cannot be stored is answered.
func (c *Conn) flush() error {
	if len(c.out) == 0 {
		return nil
	}
	said, before := c.out, c.hub.journal.Seq()
	c.out, c.outLen = nil, 0 // the events are the journal's and the hub's now
	err := c.hub.publisher.publish(context.Background(), said)
	if errors.Is(err, errShutdown) {
		return err
	}
	c.stored(said, before, err)
	return nil
}

// stored takes note of what has become of events of this client's, and answers
// those that are not stored because of err. The others were stored before the
// seq before, or now.
func (c *Conn) stored(said []*wire.Event, before int64, err error) {
	for _, e := range said {
		c.newest = max(c.newest, e.Seq)
		switch {
		case e.Seq == 0:
			c.notStored(e, err)
		case e.Seq <= before && c.speaks == wire.V2:
			// Said a second time: nobody else hears it again. If the client has
			// not heard it either, it hears it in its place first.
			c.hub.publisher.waitDelivered(e.Seq)
			c.push(wire.AppendEvent(nil, e), time.Now())
		}
	}
}

// notStored says why the journal has not stored e.
func (c *Conn) notStored(e *wire.Event, err error) {
	if refusals, ok := errors.AsType[model.Refusals](err); ok {
		err = refusals[e]
	}
	bad, refused := errors.AsType[*wire.Error](err)
	switch {
	case c.speaks != wire.V2:
		c.reply(wire.NotStored)
	case refused:
		_ = c.refuse(bad, "", e.ID)
		return
	case errors.Is(err, model.ErrIDReused):
		_ = c.refuse(wire.Refuse(wire.IDReused), "", e.ID)
		return
	case errors.Is(err, model.ErrReactions):
		_ = c.refuse(wire.Refuse(wire.TooManyOwn, "max", wire.MaxReactions), "", e.ID)
		return
	case errors.Is(err, model.ErrKinds):
		_ = c.refuse(wire.Refuse(wire.TooManyKinds, "max", wire.MaxKinds), "", e.ID)
		return
	default:
		_ = c.refuse(wire.Refuse(wire.CodeNotStored), "", e.ID)
	}
	c.hub.cfg.Log.Warn("not stored", "conn", c.id, "name", c.name, "error", err)
}

// lineReply returns what a code is in CHAT/1.0 and CHAT/1.1, where a reply has a
// number instead.
func lineReply(code wire.Code, params wire.Params) wire.Reply {
	r := map[wire.Code]wire.Reply{
		wire.Muted: wire.Silenced, wire.ByeKicked: wire.Kicked, wire.ByeBanned: wire.Banned,
		wire.ByeReleased: wire.NameReleased, wire.ByeRevoked: wire.DeviceRevoked,
	}[code]
	if reason := params.Text("reason"); reason != "" && (code == wire.ByeKicked || code == wire.ByeReleased) {
		return r.Because(reason) // the number's own text says the rest
	}
	return r.Because(english.Of(code, params))
}

// reply pushes a reply, which is how CHAT/1.0 and CHAT/1.1 are answered. CHAT/2.0
// has one, to its first line.
func (c *Conn) reply(r wire.Reply) { c.push(chat1.Reply(c.speaks, r).Line(), time.Now()) }

// answer pushes an answer of CHAT/2.0.
func (c *Conn) answer(answer any) { c.push(wire.AppendAnswer(nil, answer), time.Now()) }
