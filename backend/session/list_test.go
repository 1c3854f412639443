package session

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/backend/millis"
	"confab/server/wire"
)

// A search goes on until a page has a room. What no server of ours says is left out.
func TestRoomsAreListed(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		pages := make(chan RoomList, 1)
		outcome := asks(func() error {
			page, err := sc.ListRooms(t.Context(), " leaves ", "a")
			pages <- page
			return err
		})
		key, asked := p.asked("rooms")
		if !strings.Contains(asked, `"search":"leaves","after":"a"`) {
			t.Errorf("the session asks for %s", asked)
		}
		p.answer(wire.RoomList{ID: key, After: "m"})
		key, asked = p.asked("rooms")
		if !strings.Contains(asked, `"search":"leaves","after":"m"`) {
			t.Errorf("the session asks on with %s", asked)
		}
		long := strings.Repeat("\x07", 1000)
		p.answer(wire.RoomList{ID: key, After: "\x1b", Rooms: []wire.ListedRoom{
			{Name: "tea", Topic: "leaves", Members: 2, At: wire.Stamp(at)}, {Name: "\x1b[2J"}, {Name: "@a,b"}, {Name: "zen", Topic: long, Members: -1, At: long},
		}})
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		got := <-pages
		want := []ListedRoom{{"tea", "leaves", 2, millis.Time{Time: at}}, {"zen", strings.Repeat("\ufffd", wire.MaxTopic), 0, millis.Time{}}}
		if len(got.Rooms) != 2 || got.Rooms[0] != want[0] || got.Rooms[1] != want[1] || got.After != "" {
			t.Errorf("the list is %+v, want %+v", got, want)
		}

		outcome = asks(func() error {
			_, err := sc.ListRooms(t.Context(), "", "")
			return err
		})
		key, _ = p.asked("rooms")
		p.answer(wire.Error{ID: key, Request: "rooms", Code: wire.UnknownType})
		if err := <-outcome; err == nil {
			t.Error("a server that knows no lists has a list")
		}
	})
}
