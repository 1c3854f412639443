package hub

import (
	"fmt"

	"confab/server/wire"
)

// everyRoom is all of them.
func everyRoom(string) bool { return true }

// evict makes whoever had a name leave the rooms that which names: the next one
// to have it is somebody else. It waits for the disk.
func (h *Hub) evict(key, name string, which func(room string) bool) error {
	h.changing <- struct{}{}
	defer func() { <-h.changing }()
	var events []*wire.Event
	for _, room := range h.rooms.of(key) {
		if room != wire.Lobby && which(room) {
			e := event(room, wire.ServerKey(), wire.LeaveType, wire.RoomBody{})
			e.From = h.rooms.spelling(room, key) // of the member who leaves
			events = append(events, e)
		}
	}
	if len(events) == 0 {
		return nil
	}
	if err := h.append(events); err != nil {
		return fmt.Errorf("leaving the rooms of %q: %w", name, err)
	}
	h.settle(events[len(events)-1].Seq)
	return nil
}
