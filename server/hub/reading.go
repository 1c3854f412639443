package hub

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// maxBacklog is how many bytes of one room a hello brings.
const maxBacklog = 256 << 10

// hello welcomes a client, and brings it in each of its rooms what came after
// the last it has, and from then on what is said, without a gap in between.
func (y *history) hello(c *Conn, r *wire.Hello) error {
	if c.live {
		return c.refuse(wire.Refuse(wire.HelloTwice), "hello", "")
	}
	c.noted = c.hub.devices.seen(c, r.Device)
	return y.start(c, r)
}

// start is hello for a client that has not said it.
func (y *history) start(c *Conn, r *wire.Hello) error {
	h := c.hub
	ctx, cancel := context.WithTimeout(context.Background(), readFor)
	defer cancel()
	c.live = true
	c.queue.hold() // what is said meanwhile comes behind what was said before
	defer c.queue.release()
	last, ok := h.online.goLive(c)
	if !ok {
		return errShutdown
	}
	reads, err := h.journal.Reads(ctx, c.key) // only now: what another device reads from here on comes behind the welcome
	if err != nil {
		return y.unreadable(c, err)
	}
	rooms := make([]wire.RoomInfo, 0, len(last))
	for room, seq := range last {
		info := h.describe(room, c.key)
		info.Seq, info.Read = seq, reads[room]
		rooms = append(rooms, info)
	}
	slices.SortFunc(rooms, func(a, b wire.RoomInfo) int {
		switch { // the lobby first
		case a.Name == wire.Lobby:
			return -1
		case b.Name == wire.Lobby:
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	if err := y.welcome(c, rooms); err != nil {
		return err
	}
	for _, room := range rooms {
		if have, known := r.Rooms[room.Name]; known && have < room.Seq {
			if err := y.resume(c, room.Name, have, room.Seq); err != nil {
				return err
			}
		}
	}
	return nil
}

// unreadable ends the connection of a client that cannot be told where it is.
func (y *history) unreadable(c *Conn, err error) error {
	c.hub.cfg.Log.Warn("cannot read from the journal", "error", err)
	c.bye(wire.Bye{Code: wire.CodeNotRead, Back: 10})
	return errRead
}

// welcome tells the client where it is: in a welcome with as many of its rooms
// as a line holds, and a line for each of the others.
func (y *history) welcome(c *Conn, rooms []wire.RoomInfo) error {
	h := c.hub
	offers := h.invitations.offersTo(c.key, nil, time.Now(), c.user.account().Since)
	blocked := h.blocks.of(c.key)
	// A quarter of the line for each of these, and 4 KiB for what else there is.
	o, used := fitting(offers, wire.MaxLine/4, func(o wire.Offer) int { return len(wire.Encode(o)) })
	b, more := fitting(blocked, wire.MaxLine/4, func(b model.BlockedName) int { return 2*len(b.Name) + 8 })
	n, _ := fitting(rooms, wire.MaxLine-4<<10-used-more, func(r wire.RoomInfo) int { return len(wire.Encode(r)) })
	cfg := h.cfg
	err := c.send(wire.AppendAnswer(nil, wire.Welcome{
		Server:  cfg.Name,
		Journal: h.journal.ID(),
		You:     c.name,
		Limits:  wire.Limits{Line: cfg.MaxLine, Page: wire.MaxPage, Rate: cfg.Rate, Burst: cfg.Burst, File: h.files.max(), Files: h.files.perMessage()},
		Rooms:   rooms[:n],

		Self:    c.standing(),
		Offers:  offers[:o],
		Blocked: firstBlocked(blocked[:b]),
	}))
	for _, room := range rooms[n:] {
		if err == nil {
			err = c.send(wire.AppendAnswer(nil, room))
		}
	}
	for b < len(blocked) && err == nil {
		blocked = blocked[b:]
		b, _ = fitting(blocked, wire.MaxLine/4, func(b model.BlockedName) int { return 2*len(b.Name) + 8 })
		err = c.send(wire.AppendAnswer(nil, blockedLine(blocked[:b], false)))
	}
	for _, offer := range offers[o:] {
		if err == nil {
			err = c.send(wire.AppendAnswer(nil, offer))
		}
	}
	return err
}

// fitting returns how many of all go into so many bytes, and how many bytes they
// take; size is what each takes without its comma.
func fitting[T any](all []T, most int, size func(T) int) (n, used int) {
	for _, one := range all {
		bytes := size(one) + len(",")
		if used+bytes > most {
			break
		}
		n, used = n+1, used+bytes
	}
	return n, used
}

// firstBlocked returns what a welcome says of those who are blocked.
func firstBlocked(names []model.BlockedName) *wire.Blocked {
	if len(names) == 0 {
		return nil
	}
	line := blockedLine(names, false)
	return &line
}

// resume sends what came in a room behind the event have, up to the event
// last: the newest, and a client sees by their prev if there are more.
func (y *history) resume(c *Conn, room string, have, last int64) error {
	events, _, err := y.fetch(model.Query{Room: room, Before: last + 1, After: have, Limit: wire.MaxResume}, maxBacklog)
	if err != nil {
		return y.unreadable(c, err)
	}
	for head, tail := batch(events).cut(); len(head) > 0; head, tail = tail.cut() {
		if err := c.send(head.json()); err != nil {
			return err
		}
	}
	return nil
}

// describe returns a room as who, a member, sees it, but for how far it is read.
func (h *Hub) describe(room, who string) wire.RoomInfo {
	info := wire.RoomInfo{Name: room}
	h.rooms.look(room, who, func(r *Room, _ bool) {
		if r != nil { // it has not left meanwhile
			info = r.info()
		}
	})
	if room == wire.Lobby {
		info.Members = h.names.count()
	}
	return info
}

// fetchAtOnce is how many events are read from the journal together. They may
// be large, and many clients may ask at the same time.
const fetchAtOnce = 50

// fetch returns the events that q asks for, the oldest first, but not more than
// have so many bytes, one in any case; and whether there are more.
func (y *history) fetch(q model.Query, bytes int) (events []*wire.Event, more bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), readFor)
	defer cancel()
	backwards, limit := q.Before > 0, q.Limit
	for more = true; more && len(events) < limit && bytes > 0; {
		q.Limit, q.Bytes = min(limit-len(events), fetchAtOnce)+1, bytes // one more tells whether there are more
		some, err := y.hub.journal.Page(ctx, q)
		if err != nil {
			return nil, false, err
		}
		if backwards {
			slices.Reverse(some)
		}
		if more = len(some) == q.Limit || isFull(some, q.Bytes); more {
			some = some[:len(some)-1]
		}
		for _, e := range some {
			if bytes -= sizeOf(e); bytes < 0 && len(events) > 0 {
				more = true
				break
			}
			events = append(events, e)
			if backwards {
				q.Before = e.Seq
			} else {
				q.After = e.Seq
			}
		}
	}
	if backwards {
		slices.Reverse(events)
	}
	return events, more, nil
}

// isFull reports whether all of events but the last have so many bytes: then
// there may be more.
func isFull(events []*wire.Event, bytes int) bool {
	for _, e := range events[:max(len(events)-1, 0)] {
		bytes -= len(e.Body)
	}
	return bytes <= 0
}

// sizeOf is at least as much as e has as a line of CHAT/2.0.
func sizeOf(e *wire.Event) int {
	const envelope = 200 // what is around these
	return len(e.Body) + len(e.Room) + len(e.From) + len(e.ID) + envelope
}

// page answers with a page of a room's events.
func (y *history) page(c *Conn, r *wire.History) error {
	// What comes behind that is perhaps of another room, which has the name now.
	newest := c.hub.rooms.newest(r.Room)
	if bad := y.canRead(c, r.Room); bad != nil {
		return c.refuse(bad, "history", "")
	}
	q := model.Query{Room: r.Room, Before: r.Before, After: r.After, Limit: r.Limit}
	if q.Before == 0 && q.After == 0 {
		q.Before = math.MaxInt64
	}
	if q.Before > 0 {
		q.Before = min(q.Before, newest+1)
	}
	page := wire.Page{Room: r.Room, Events: []json.RawMessage{}}
	events, more, err := y.fetch(q, wire.MaxLine-len(r.Room)-100)
	if err != nil {
		c.hub.cfg.Log.Warn("cannot read from the journal", "error", err)
		return c.refuse(unreadable(), "history", "")
	}
	for _, e := range events {
		if e.Seq > newest {
			more = false
			break
		}
		line := wire.AppendEvent(nil, e)
		page.Events = append(page.Events, line[:len(line)-1])
	}
	page.More = more
	return c.send(wire.AppendAnswer(nil, page))
}

// read notes how far the client has read a room, and tells its other devices.
func (y *history) read(c *Conn, r *wire.Read) error {
	if bad := c.hub.rooms.member(r.Room, c.key); bad != nil {
		return c.refuse(bad, "read", "")
	}
	r.Seq = min(r.Seq, c.hub.journal.Seq()) // what is not there has not been read
	ctx, cancel := context.WithTimeout(context.Background(), readFor)
	defer cancel()
	if !c.guest { // another guest may have the name tomorrow
		if read, err := c.hub.journal.ReadIn(ctx, c.key, r.Room); err == nil && read >= r.Seq {
			return nil // it never goes back
		}
		if err := c.hub.journal.SetRead(ctx, c.key, r.Room, r.Seq); err != nil {
			return c.refuse(wire.Refuse(wire.CodeNotStored), "read", "")
		}
	}
	c.hub.bus.Publish(Notice{Read: &ReadPosition{c.key, c.hub.online.readerID(c), wire.HasRead{Room: r.Room, Seq: r.Seq}}})
	return nil
}
