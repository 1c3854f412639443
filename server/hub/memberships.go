package hub

import (
	"context"
	"errors"
	"fmt"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// memberships makes users leave rooms, and ends rooms, on the server's behalf.
type memberships struct {
	rooms     *rooms
	publisher *publisher
}

// everyRoom is all of them.
func everyRoom(string) bool { return true }

// evict makes the user with a name leave the rooms for which which is true, and
// ends their invitations: the next user with the name is another one. It waits
// for the disk, at most until ctx ends.
func (m *memberships) evict(ctx context.Context, key, name string, which func(room string) bool) error {
	return m.leaveInTime(ctx, name, append(m.leaveEvents(key, which), m.declineEvents(key)...))
}

// leaveAllEvents returns the events by which the user with a name leaves all rooms
// and declines all invitations.
func (m *memberships) leaveAllEvents(key string) []*wire.Event {
	return append(m.leaveEvents(key, everyRoom), m.declineEvents(key)...)
}

// declineEvents returns the events by which the user with a name declines the
// invitations that wait: they are not for the next user with the name, who can be
// invited again.
func (m *memberships) declineEvents(key string) (events []*wire.Event) {
	for _, o := range m.rooms.invitations(key, time.Now()) {
		e := event(o.room.name, wire.ServerID(), wire.LeaveType, wire.RoomBody{Offer: true})
		e.From = o.to
		events = append(events, e)
	}
	return events
}

// leaveInTime is leaveAll that waits at most until ctx ends.
func (m *memberships) leaveInTime(ctx context.Context, name string, events []*wire.Event) error {
	if len(events) == 0 {
		return nil
	}
	left := make(chan error, 1)
	go func() { left <- m.leaveAll(ctx, events) }()
	var err error
	select {
	case err = <-left:
	case <-ctx.Done(): // a client must not wait longer for the disk
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("leaving the rooms of %q: %w", name, err)
	}
	return nil
}

// leaveEvents returns the events by which the user with a name leaves the rooms
// for which which is true.
func (m *memberships) leaveEvents(key string, which func(room string) bool) (events []*wire.Event) {
	for _, room := range m.rooms.of(key) {
		if room != wire.Lobby && which(room) {
			e := event(room, wire.ServerID(), wire.LeaveType, wire.RoomBody{})
			if e.From = m.rooms.spelling(room, key); e.From != "" { // or else the room has just ended
				events = append(events, e)
			}
		}
	}
	return events
}

// leaveAll publishes that members leave, and waits until they have left. A
// membership that has ended before is no error.
func (m *memberships) leaveAll(ctx context.Context, events []*wire.Event) error {
	if err := ignoreUnchanged(m.publisher.publish(ctx, events)); err != nil {
		return err
	}
	m.publisher.waitAll()
	return nil
}

// ignoreUnchanged returns err, which publish returned, or nil if every refusal in
// it is errUnchanged.
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
