package hub

import (
	"context"
	"fmt"
	"time"

	"confab/server/wire"
)

// end takes a room out of the rooms: its last member has left, or a moderator
// has closed it. Its name is free.
func (rs *roomSet) end(done *undoing, r *Room, at time.Time) {
	assign(done, &r.ended, true)
	unset(done, rs.byName, r.name)
	if !r.private {
		rs.listed.take(done, wire.NameKey(r.name))
	}
	unset(done, rs.byLook, wire.NameKey(r.name))
	unset(done, rs.byLook, wire.NameSkeleton(r.name))
	for who := range r.people {
		unset(done, rs.ofWhom[who], r.name)
		if len(rs.ofWhom[who]) == 0 {
			unset(done, rs.ofWhom, who)
		}
	}
	for who := range r.people {
		rs.uncountJoined(done, r, who)
	}
	rs.offers.withdraw(done, "", r, at)
	rs.count(done, r, -1)
}

// loaded ends the loading, and returns the rooms without members: older
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

// closeRooms ends rooms and their memberships.
func (m *memberships) closeRooms(ctx context.Context, by, reason string, rooms ...string) error {
	var events []*wire.Event
	for _, room := range rooms {
		e := event(room, wire.ServerID(), wire.CloseType, wire.RoomBody{Reason: reason})
		e.From = by
		events = append(events, e)
	}
	for len(events) > 0 {
		n := min(len(events), appendAtOnce)
		if err := ignoreUnchanged(m.publisher.publish(ctx, events[:n])); err != nil {
			return fmt.Errorf("closing rooms: %w", err)
		}
		events = events[n:]
	}
	return nil
}

// canClose returns an error if a room cannot be closed by anyone: that
// it is not there or not for the client to see, is the lobby, or one of two. The
// server console closes private rooms too.
func (mo *moderation) canClose(c *Conn, room string) (bad *wire.Error) {
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
