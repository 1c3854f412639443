package session

import (
	"context"
	"time"

	"confab/backend/millis"
	"confab/backend/text"
	"confab/server/wire"
)

// A ListedRoom is a room that every user can join.
type ListedRoom struct {
	Name    string      `json:"name"`
	Topic   string      `json:"topic"`
	Members int         `json:"members"`
	At      millis.Time `json:"at"` // of its last event, by the server's clock; the zero time if that has expired
}

// A RoomList is a page of the rooms that every user can join, in the order of their
// names.
type RoomList struct {
	Rooms []ListedRoom `json:"rooms"`
	After string       `json:"after"` // to ask for the next page with; empty if there is none
}

// pagesAtOnce is how many pages a call for a list asks for while none has a room: the
// server looks at so many rooms for each, and a search may find none among them.
const pagesAtOnce = 12

// ListRooms returns a page of the rooms that every user can join, after a name; of those
// whose name or topic contains search, in any case, if that is not empty: up to
// wire.MaxSearch characters. Rooms that the user is in are among them.
func (r roomCalls) ListRooms(ctx context.Context, search, after string) (RoomList, error) {
	page := RoomList{Rooms: []ListedRoom{}, After: after}
	search = text.CleanLine(search)
	for range pagesAtOnce {
		said, _, err := callFor[wire.RoomList](ctx, r.calls, func(key string) any {
			return wire.Rooms{ID: key, Search: search, After: page.After, Limit: wire.MaxList}
		})
		if err != nil {
			return RoomList{}, err
		}
		page.After = ""
		if wire.IsRoom(said.After) {
			page.After = said.After
		}
		for _, room := range said.Rooms {
			if !wire.IsRoom(room.Name) || wire.IsDirect(room.Name) || len(page.Rooms) == wire.MaxList {
				r.calls.loop.unreadable("a room of a list")
				continue
			}
			at, _ := time.Parse(time.RFC3339, room.At) // the zero time is none
			page.Rooms = append(page.Rooms, ListedRoom{
				Name: room.Name, Topic: sanitize(room.Topic, wire.MaxTopic), Members: min(max(room.Members, 0), maxMembers), At: millis.Time{Time: at},
			})
		}
		if len(page.Rooms) > 0 || page.After == "" {
			break
		}
	}
	return page, nil
}
