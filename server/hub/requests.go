package hub

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"confab/server/english"
	"confab/server/model"
	"confab/server/wire"
)

// errQuit is the end of a CHAT/2.0 client that says so.
var errQuit = errors.New("said quit")

// accountID returns the ID of the client's account, which is model.Guest for a guest.
func (c *Conn) accountID() int64 { return c.user.account().ID }

// quit ends the connection of a client that leaves.
func (c *Conn) quit(*wire.Quit) error {
	c.hub.publisher.waitDelivered(c.batch.newest) // its echoes come before the goodbye
	c.bye(wire.Bye{Code: wire.ByeQuit, Back: -1})
	return errQuit
}

// ping shows that the connection holds.
func (c *Conn) ping(r *wire.Ping) error {
	c.answer(wire.Pong{ID: r.ID})
	return nil
}

// say says a message in its room.
func (m *messages) say(c *Conn, r *wire.Say) error {
	if prefixes := wire.Prefixes(r.Text, c.name); prefixes > 0 {
		if err := c.reader.keepPace(prefixes, false); err != nil {
			return err
		}
	}
	if len(r.Files) > 0 {
		return c.hub.files.say(c, r)
	}
	return m.inRoom(c, "say", &wire.Event{Type: wire.MessageType, Room: r.Room, ID: r.ID, Body: r.Body(), First: r.First})
}

// about returns the handler of requests of a kind that say something about a
// message.
func (m *messages) about(kind *wire.RequestKind) handler {
	return func(c *Conn, request any) error {
		var body wire.EditBody
		_ = json.Unmarshal(wire.Encode(request), &body) // which has all members of such a request
		return m.onMessage(c, kind, request, body)
	}
}

// typing tells the others in a room that the client is writing.
func (m *messages) typing(c *Conn, r *wire.Typing) error {
	if bad := m.canPost(c, r.Room); bad != nil {
		return c.refuse(bad, "typing", "")
	}
	c.hub.bus.Publish(Notice{Typing: &wire.IsTyping{Room: r.Room, From: c.name}})
	return nil
}

// refuse answers a request with what is wrong with it, which others may have in
// their hands too. It always returns nil.
func (c *Conn) refuse(bad *wire.Error, request, id string) error {
	e := *bad
	e.Request, e.ID = request, id
	if e.Text == "" {
		e.Text = english.Of(e.Code, e.Params)
	}
	c.answer(e)
	return nil
}

// inRoom says something in a room that the client is in.
func (m *messages) inRoom(c *Conn, request string, e *wire.Event) error {
	if bad := m.canPostAs(c, e.Room, e.ID, e.First, m.canPost); bad != nil {
		return c.refuse(bad, request, e.ID)
	}
	return c.batch.add(e)
}

// canPost returns what speaks against the client saying something in a room: that
// it is not in there, or muted, or that one of the two in it blocks the other.
func (m *messages) canPost(c *Conn, room string) *wire.Error {
	if bad := m.canTakeBack(c, room); bad != nil {
		return bad
	}
	return c.hub.blocking.checkPartner(c, room)
}

// canTakeBack is canPost for what the client takes back.
func (m *messages) canTakeBack(c *Conn, room string) *wire.Error {
	if bad := c.hub.rooms.member(room, c.key); bad != nil {
		return bad
	}
	return c.muted()
}

// canPostAs returns what may says against the client saying something with an id in
// a room, the one that has begun by first. If it has said that before, it could.
func (m *messages) canPostAs(c *Conn, room, id string, first int64, may func(c *Conn, room string) *wire.Error) *wire.Error {
	bad := c.hub.rooms.checkFirst(room, first, c.key)
	if bad == nil {
		bad = may(c, room)
	}
	if bad == nil {
		return nil
	}
	switch again, err := c.hub.find(id); {
	case err != nil:
		return unreadable()
	case again != nil && again.Room == room && c.owns(again):
		return nil
	}
	return bad
}

// event makes an event with a body.
func event(room, id, kind string, body any) *wire.Event {
	return &wire.Event{Type: kind, Room: room, ID: id, Body: wire.Encode(body)}
}

// withFirst makes e one for the room of its name that has begun by the seq first; 0
// is for any.
func withFirst(e *wire.Event, first int64) *wire.Event {
	e.First = first
	return e
}

// onMessage says something about a message, which has to be the client's own if
// the kind of the request needs that.
func (m *messages) onMessage(c *Conn, kind *wire.RequestKind, request any, body wire.EditBody) error {
	room, id, first := kind.Room(request), kind.ID(request), kind.First(request)
	// Whether there is such a message is the business of those in the room.
	may := m.canPost
	if kind.Type == wire.RetractType || body.Off {
		may = m.canTakeBack
	}
	if bad := m.canPostAs(c, room, id, first, may); bad != nil {
		return c.refuse(bad, kind.Type, id)
	}
	e, err := c.hub.find(body.Target)
	switch {
	case err != nil:
		return c.refuse(unreadable(), kind.Type, id)
	case e == nil || e.Room != room || e.Type != wire.MessageType:
		return m.onGone(c, room, id, kind.Type, body, noTarget())
	case wire.IsRemoved(e.Body):
		return m.onGone(c, room, id, kind.Type, body, removed())
	case kind.Has(wire.NeedsAuthor) && !c.owns(e):
		return c.refuse(wire.Refuse(wire.NotYours), kind.Type, id)
	}
	return c.batch.add(withFirst(event(room, id, kind.Type, body), first))
}

// onGone refuses to say something about a message that is not there, unless that
// has been said before: the message was there then, and perhaps this has taken
// it back.
func (m *messages) onGone(c *Conn, room, id, kind string, body wire.EditBody, bad *wire.Error) error {
	again, err := c.hub.find(id)
	switch {
	case err != nil:
		return c.refuse(unreadable(), kind, id)
	case !c.hasPublished(again, room, kind):
		return c.refuse(bad, kind, id)
	}
	return c.batch.add(event(room, id, kind, body))
}

func noTarget() *wire.Error {
	return wire.Refuse(wire.NoTarget)
}

func removed() *wire.Error {
	return wire.Refuse(wire.MessageRemoved)
}

// owns reports whether e is this person's: who had the name before was
// perhaps another one.
func (c *Conn) owns(e *wire.Event) bool {
	if c.console { // which has no name
		return e.From == c.name
	}
	return wire.NameKey(e.From) == c.key && wire.IsByGuest(e.Body) == c.guest && e.Seq > c.user.account().Since
}

// hasPublished reports whether e, which may be nil, is something of a kind that this
// person has done in a room: then it was allowed, and is answered once more. Who
// knows an id and has the name now, but did not then, learns nothing by it.
func (c *Conn) hasPublished(e *wire.Event, room, kind string) bool {
	return e != nil && e.Room == room && e.Type == kind && c.owns(e)
}

func unreadable() *wire.Error {
	return wire.Refuse(wire.CodeNotRead)
}

// readFor is how long a client's request may read from the journal.
const readFor = 10 * time.Second

// find returns the event with an id, or nil.
func (h *Hub) find(id string) (*wire.Event, error) {
	ctx, cancel := context.WithTimeout(context.Background(), readFor)
	defer cancel()
	e, err := h.journal.Find(ctx, id)
	switch {
	case errors.Is(err, model.ErrUnknown):
		return nil, nil
	case err != nil:
		h.cfg.Log.Warn("cannot read from the journal", "error", err)
	}
	return e, err
}
