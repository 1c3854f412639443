package hub

import (
	"context"
	"fmt"
	"time"

	"confab/server/wire"
)

// end takes a room out of the rooms: its last member has left, or a moderator
// has closed it. Its name is free. The caller holds mu.
func (rs *rooms) end(done *undoing, r *Room, at time.Time) {
	assign(done, &r.ended, true)
	unset(done, rs.byName, r.name)
	unset(done, rs.byLook, wire.NameKey(r.name))
	unset(done, rs.byLook, wire.NameSkeleton(r.name))
	for who := range r.people {
		unset(done, rs.ofWhom[who], r.name)
		if len(rs.ofWhom[who]) == 0 {
			unset(done, rs.ofWhom, who)
		}
	}
	for who := range r.people {
		rs.parts(done, r, who)
	}
	rs.offers.withdraw(done, "", r, at)
	rs.count(done, r, -1)
}

// count notes that there is one room more, or less. The caller holds mu.
func (rs *rooms) count(done *undoing, r *Room, one int) {
	if wire.IsDirect(r.name) {
		addTo(done, rs.directs, r.opener, one)
		return
	}
	assign(done, &rs.named, rs.named+one)
	addTo(done, rs.opened, r.opener, one)
	if r.from != "" {
		addTo(done, rs.from, r.from, one)
	}
}

// addTo adds to a number of a map, which has no zeros.
func addTo(done *undoing, m map[string]int, k string, n int) {
	if n += m[k]; n == 0 {
		unset(done, m, k)
	} else {
		set(done, m, k, n)
	}
}

// comesFrom notes where the guest came from who has opened a room.
func (rs *rooms) comesFrom(r *Room, address string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r.ended || r.from != "" {
		return
	}
	r.from = address
	addTo(nil, rs.from, address, 1)
}

// opensFrom notes that a client that counts for an address, see conn.opensFrom, is about to open a room; it reports
// false if those who come from there have opened as many as they may, what others
// of them are about to open included. The caller calls opensNoMore when that is over.
func (rs *rooms) opensFrom(address string, most int) bool {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.from[address]+rs.opening[address] >= most {
		return false
	}
	addTo(nil, rs.opening, address, 1)
	return true
}

// opensNoMore ends what opensFrom has begun.
func (rs *rooms) opensNoMore(address string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	addTo(nil, rs.opening, address, -1)
}

// loaded ends the loading, and returns the rooms that nobody is in: older
// programs kept those.
func (rs *rooms) loaded() (empty []string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.loading = false
	for name, r := range rs.byName {
		if r.people != nil && len(r.people) == 0 {
			empty = append(empty, name)
		}
	}
	return empty
}

// appendAtOnce is how many events the hub stores together for itself: others
// wait for them.
const appendAtOnce = 256

// closeRooms ends rooms, whoever is in them.
func (h *Hub) closeRooms(ctx context.Context, by, reason string, rooms ...string) error {
	var events []*wire.Event
	for _, room := range rooms {
		e := event(room, wire.ServerKey(), wire.CloseType, wire.RoomBody{Reason: reason})
		e.From = by
		events = append(events, e)
	}
	for len(events) > 0 {
		n := min(len(events), appendAtOnce)
		if err := unlessAlready(h.append(ctx, events[:n])); err != nil {
			return fmt.Errorf("closing rooms: %w", err)
		}
		events = events[n:]
	}
	return nil
}

// mayClose returns what speaks against closing a room, whoever wants to: that
// it is not there or not for the client to see, is the lobby, or one of two. The
// server console closes private rooms too.
func (c *conn) mayClose(room string) (bad *wire.Error) {
	switch {
	case room == wire.Lobby:
		return wire.Refuse(wire.LobbyFixed)
	case wire.IsDirect(room):
		return wire.Refuse(wire.DirectLeave)
	}
	c.hub.rooms.look(room, c.key, func(r *Room, _ bool) {
		if r == nil && !(c.console && c.hub.rooms.byName[room] != nil) {
			bad = noRoom()
		}
	})
	return bad
}
