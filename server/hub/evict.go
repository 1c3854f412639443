package hub

import (
	"context"
	"errors"
	"fmt"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// everyRoom is all of them.
func everyRoom(string) bool { return true }

// evict makes the user who had a name leave the rooms that which names, and ends
// the invitations to it: the next one to have it is somebody else. It waits for
// the disk, as long as ctx does.
func (h *Hub) evict(ctx context.Context, key, name string, which func(room string) bool) error {
	return h.leaveInTime(ctx, name, append(h.leaveEvents(key, which), h.declineEvents(key)...))
}

// goneEvents returns the events by which a user who had a name leaves all rooms,
// and gives the invitations back.
func (h *Hub) goneEvents(key string) []*wire.Event {
	return append(h.leaveEvents(key, everyRoom), h.declineEvents(key)...)
}

// declineEvents returns the events by which a user who had a name gives the
// invitations back that wait: they are not for the next one to have it, who can
// be invited again.
func (h *Hub) declineEvents(key string) (events []*wire.Event) {
	for _, o := range h.rooms.invitations(key, time.Now()) {
		e := event(o.room.name, wire.ServerKey(), wire.LeaveType, wire.RoomBody{Offer: true})
		e.From = o.to
		events = append(events, e)
	}
	return events
}

// leaveInTime is leaveAll, as long as ctx does.
func (h *Hub) leaveInTime(ctx context.Context, name string, events []*wire.Event) error {
	if len(events) == 0 {
		return nil
	}
	left := make(chan error, 1)
	go func() { left <- h.leaveAll(ctx, events) }()
	var err error
	select {
	case err = <-left:
	case <-ctx.Done(): // nobody waits longer for a disk that does not answer
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("leaving the rooms of %q: %w", name, err)
	}
	return nil
}

// leaveEvents returns the events by which whoever has a name leaves rooms.
func (h *Hub) leaveEvents(key string, which func(room string) bool) (events []*wire.Event) {
	for _, room := range h.rooms.of(key) {
		if room != wire.Lobby && which(room) {
			e := event(room, wire.ServerKey(), wire.LeaveType, wire.RoomBody{})
			if e.From = h.rooms.spelling(room, key); e.From != "" { // or else the room has just ended
				events = append(events, e)
			}
		}
	}
	return events
}

// leaveAll stores that members leave, and waits until they have left. It is fine
// if one of them has left before.
func (h *Hub) leaveAll(ctx context.Context, events []*wire.Event) error {
	if err := ignoreUnchanged(h.append(ctx, events)); err != nil {
		return err
	}
	h.waitDelivered(h.journal.Seq())
	return nil
}

// ignoreUnchanged returns err, an Append's, unless all that is wrong is that it is
// so already.
func ignoreUnchanged(err error) error {
	refusals, ok := errors.AsType[model.Refusals](err)
	if !ok {
		return err
	}
	for _, why := range refusals {
		if !errors.Is(why, errUnchanged) {
			return why
		}
	}
	return nil
}
