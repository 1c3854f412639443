package hub

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestTheRoomsThatAnyoneCanJoinAreListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		h, shutdown := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"open","room":"tea","id":"k1","topic":"Green leaves"}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open","room":"tea"}`)
		alice.opens("biscuits")
		alice.Ask(`{"type":"open","room":"den","id":"k2","private":true}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open","room":"den"}`)
		alice.Ask(`{"type":"direct","id":"k3","name":"bob"}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		bob.Wants(`{"type":"room"}`)
		bob.Wants(`{"type":"open"}`)
		opened := wire.Stamp(time.Now())
		time.Sleep(time.Second)
		alice.Ask(`{"type":"say","room":"tea","id":"k4","text":"hot"}`)
		alice.Wants(`{"type":"message","room":"tea"}`)
		said := wire.Stamp(time.Now())

		all := `[{"name":"biscuits","members":1,"at":"` + opened + `"},{"name":"tea","topic":"Green leaves","members":1,"at":"` + said + `"}]`
		bob.Ask(`{"type":"rooms","id":"r1","limit":100}`)
		if got := bob.Wants(`{"type":"rooms","id":"r1","rooms":` + all + `}`); got["after"] != nil {
			t.Errorf("there are others after %v", got["after"])
		}
		bob.Ask(`{"type":"rooms","id":"r2","limit":1}`)
		bob.Wants(`{"type":"rooms","id":"r2","rooms":[{"name":"biscuits","members":1,"at":"` + opened + `"}],"after":"biscuits"}`)
		bob.Ask(`{"type":"rooms","id":"r3","limit":1,"after":"biscuits"}`)
		bob.Wants(`{"type":"rooms","id":"r3"}`)
		for _, search := range []string{"TEA", "LEAVES"} {
			bob.Ask(`{"type":"rooms","id":"r4","limit":100,"search":"` + search + `"}`)
			if got := bob.Wants(`{"type":"rooms","id":"r4"}`)["rooms"].([]any); len(got) != 1 || got[0].(map[string]any)["name"] != "tea" {
				t.Errorf("a search for %s finds %v", search, got)
			}
		}
		alice.Ask(`{"type":"leave","room":"biscuits","id":"k5"}`)
		alice.Wants(`{"type":"leave","room":"biscuits"}`)
		bob.Ask(`{"type":"rooms","id":"r5","limit":100}`)
		if got := bob.Wants(`{"type":"rooms","id":"r5"}`)["rooms"].([]any); len(got) != 1 {
			t.Errorf("a room that has ended is in the list: %v", got)
		}

		// A server that has started again knows when something was last said.
		shutdown()
		again, _ := openOn(t, limits(), journal)
		carol := enter2(t, again, "carol", "")
		carol.Ask(`{"type":"rooms","id":"r6","limit":100}`)
		carol.Wants(`{"type":"rooms","id":"r6","rooms":[{"name":"tea","topic":"Green leaves","members":1,"at":"` + said + `"}]}`)
	})
}

func TestAListOfRoomsIsBounded(t *testing.T) {
	l := &log{rooms: newRooms()}
	topic := strings.Repeat("\U0001F375", wire.MaxTopic)
	for n := range 3 * searchedAtOnce / 2 {
		opener := fmt.Sprint("u", n/wire.MaxOpened)
		l.adds(t, wire.OpenType, fmt.Sprintf("r%04d", n), opener, wire.RoomBody{Topic: topic})
	}
	page := l.rooms.list("", "", wire.MaxList)
	if n := len(wire.AppendAnswer(nil, page)); n > wire.MaxLine || len(page.Rooms) < 20 {
		t.Errorf("a page of rooms with long topics has %d rooms in %d bytes", len(page.Rooms), n)
	}
	if last := page.Rooms[len(page.Rooms)-1].Name; page.After != last {
		t.Errorf("the page goes on after %s, want %s", page.After, last)
	}
	page = l.rooms.list("coffee", "", wire.MaxList)
	if len(page.Rooms) != 0 || page.After != fmt.Sprintf("r%04d", searchedAtOnce-1) {
		t.Errorf("a search that finds nothing has looked up to %q", page.After)
	}
	if page = l.rooms.list("coffee", page.After, wire.MaxList); page.After != "" {
		t.Errorf("a search that has looked at everything goes on after %q", page.After)
	}
}
