package hub

import (
	"context"
	"time"

	"confab/server/wire"
)

// Run owns the hub's state until ctx ends: it fans out what the journal commits,
// and does what do gives it. At the end it fans out what was being published,
// and disconnects every client within flushFor.
func (h *Hub) Run(ctx context.Context) {
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	followed := make(chan struct{})
	go h.follow(following, followed, h.publisher.delivered)
	defer func() {
		close(h.done)
		h.publisher.close()
		stop()
		<-followed
	}()

	for {
		select {
		case <-ctx.Done():
			h.close()
			return
		case f := <-h.commands:
			f()
		case events := <-h.committed:
			h.fanOut(events)
		case answer := <-h.counters.asks:
			answer <- h.stats()
		case <-h.logCounter.due():
			h.logCounter.write(time.Now())
		}
	}
}

// followAgain is when the journal is asked again after it could not be read.
const followAgain = time.Second

// follow brings Run what the journal commits. It gives up when ctx ends or the
// journal is closed.
func (h *Hub) follow(ctx context.Context, followed chan<- struct{}, after int64) {
	defer close(followed)
	for {
		err := h.journal.Follow(ctx, after, func(events []*wire.Event) {
			select {
			case h.committed <- events:
				after = events[len(events)-1].Seq
			case <-h.done:
			}
		})
		if err == nil || ctx.Err() != nil {
			return
		}
		h.cfg.Log.Error("committed events cannot be read, trying again", "in", followAgain, "error", err)
		select {
		case <-time.After(followAgain):
		case <-ctx.Done():
			return
		}
	}
}

// fanOut sends events to the members of their rooms, and applies them to the
// rooms.
func (h *Hub) fanOut(events []*wire.Event) {
	now := time.Now()
	said := 0
	for len(events) > 0 {
		n := sameRoom(events)
		r := h.rooms.apply(events[0], nil)
		if r != nil {
			h.setOrigin(r, events[0])
			h.subscribeMembers(r, events[0], now)
			r.setLast(events[n-1].Seq, events[n-1].At)
			for head, tail := batch(events[:n]).cut(); len(head) > 0; head, tail = tail.cut() {
				r.fanOut(head, now)
			}
			h.unsubscribeFormer(r, events[0])
			h.unsubscribeEnded(r)
			h.invitations.tellChanged(now)
		}
		said += n
		h.publisher.advance(events[n-1].Seq)
		events = events[n:]
	}
	h.logCounter.add(said, now)
}

// sameRoom returns how many of events are of one room and can be fanned out
// together: one that changes the room is alone.
func sameRoom(events []*wire.Event) int {
	if changesRoom(events[0]) {
		return 1
	}
	n := 1
	for n < len(events) && events[n].Room == events[0].Room && !changesRoom(events[n]) {
		n++
	}
	return n
}

// subscribeMembers subscribes the connections of the members that e adds, and
// sends them the room before e: e's prev is the seq that it has there.
func (h *Hub) subscribeMembers(r *Room, e *wire.Event, now time.Time) {
	if r.people == nil {
		return
	}
	var info []byte
	for _, name := range newMembers(e) {
		p := h.online.people[wire.NameKey(name)]
		if p == nil {
			continue
		}
		for _, c := range p.conns {
			if c.speaks == wire.V2 && r.subscribe(c) {
				if info == nil {
					info = wire.AppendAnswer(nil, r.info()) // Run alone changes it
				}
				c.push(info, now)
			}
		}
	}
}

// setOrigin notes which address a room counts for, if e opens one.
func (h *Hub) setOrigin(r *Room, e *wire.Event) {
	if e.Type != wire.OpenType || wire.IsDirect(e.Room) {
		return
	}
	if p := h.online.people[wire.NameKey(e.From)]; p != nil && len(p.conns) > 0 {
		from, _ := h.roomChanges.opensFrom(p.conns[0])
		h.rooms.setOrigin(r, from)
	}
}

// unsubscribeEnded unsubscribes all connections of a room that has ended.
func (h *Hub) unsubscribeEnded(r *Room) {
	for r.ended && len(r.members) > 0 {
		r.unsubscribe(r.members[0])
	}
}

// unsubscribeFormer unsubscribes the connections of the member that e removes.
func (h *Hub) unsubscribeFormer(r *Room, e *wire.Event) {
	if e.Type != wire.LeaveType || r.people == nil {
		return
	}
	if p := h.online.people[wire.NameKey(e.From)]; p != nil {
		for _, c := range p.conns {
			r.unsubscribe(c)
		}
	}
}

// closeFor is how long a closing hub waits for its journal.
const closeFor = time.Second

// close waits until what is being appended is stored and handed out, takes
// nothing more, and says goodbye. A journal that cannot do its part must not
// keep the server from ending.
func (h *Hub) close() {
	late := time.NewTimer(closeFor)
	defer late.Stop()
	still := h.publisher.appends.close()
	for closed := false; !closed || h.publisher.isBehind(); {
		select {
		case <-late.C:
			h.cfg.Log.Error("the last events could not be fanned out")
			h.sayGoodbye()
			return
		case <-still:
			still, closed = nil, true
		case f := <-h.commands:
			f()
		case events := <-h.committed:
			h.fanOut(events)
		}
	}
	h.sayGoodbye()
}

// shutdown is the bye of a server that shuts down.
var shutdown = wire.Bye{Code: wire.ByeShutdown, Back: 5}

// sayGoodbye ends every connection.
func (h *Hub) sayGoodbye() {
	h.cfg.Log.Info("shutting down, disconnecting clients", "clients", len(h.online.conns))
	for c := range h.online.conns {
		c.bye(shutdown)
		c.end(errShutdown)
	}
	h.logCounter.write(time.Now())
}
