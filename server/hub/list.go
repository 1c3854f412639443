package hub

import (
	"strings"
	"time"

	"confab/server/wire"
)

// searchedAtOnce is how many rooms one request for a list looks at: a search that finds
// little must not hold the rooms' lock for all of them.
const searchedAtOnce = 1000

// list answers with a page of the rooms that every user can join.
func (rc *roomChanges) list(c *Conn, r *wire.Rooms) error {
	page := rc.hub.rooms.list(wire.NameKey(r.Search), wire.NameKey(r.After), r.Limit)
	page.ID = r.ID
	return c.send(wire.AppendAnswer(nil, page))
}

// list returns up to limit of the rooms that every user can join after a name, whose name or
// topic contains search; both are keys of names.
func (rs *rooms) list(search, after string, limit int) wire.RoomList {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	page := wire.RoomList{Rooms: []wire.ListedRoom{}}
	some, more := rs.listed.after(after, searchedAtOnce)
	used := 0
	for i, r := range some {
		if search == "" || strings.Contains(wire.NameKey(r.name), search) || strings.Contains(wire.NameKey(r.topic), search) {
			listed := r.listed()
			used += len(wire.Encode(listed)) + len(",")
			if len(page.Rooms) == limit || used > wire.MaxLine-1<<10 {
				page.After = some[i-1].name
				return page
			}
			page.Rooms = append(page.Rooms, listed)
		}
	}
	if more {
		page.After = some[len(some)-1].name
	}
	return page
}

// listed returns r as a user sees it who is not in it.
func (r *Room) listed() wire.ListedRoom {
	listed := wire.ListedRoom{Name: r.name, Topic: r.topic, Members: len(r.people)}
	if at := r.lastAt.Load(); at != 0 {
		listed.At = wire.Stamp(time.UnixMilli(at))
	}
	return listed
}
