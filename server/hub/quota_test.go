package hub

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// A log applies what its rooms allow, as the journal's writer does.
type log struct {
	rooms *rooms
	seq   int64
}

// add returns why an event is not stored.
func (l *log) add(kind, room, from string, body wire.RoomBody) error {
	e := event(room, fmt.Sprint("k", l.seq), kind, body)
	e.From, e.At = from, time.Unix(l.seq, 0)
	if err := l.rooms.check(e); err != nil {
		return err
	}
	l.seq++
	e.Seq = l.seq
	l.rooms.apply(e, nil)
	return nil
}

// adds adds an event that is allowed.
func (l *log) adds(t *testing.T, kind, room, from string, body wire.RoomBody) {
	t.Helper()
	if err := l.add(kind, room, from, body); err != nil {
		t.Fatalf("%s of %s in %s: %v", kind, from, room, err)
	}
}

// wants wants that an event is refused because of a limit.
func (l *log) wants(t *testing.T, code wire.Code, most int, kind, room, from string, body wire.RoomBody) {
	t.Helper()
	err := l.add(kind, room, from, body)
	bad, ok := errors.AsType[*wire.Error](err)
	if !ok || bad.Code != code || fmt.Sprint(bad.Params["max"]) != fmt.Sprint(most) {
		t.Errorf("%s of %s in %s comes to %v, want %s, %d", kind, from, room, err, code, most)
	}
}

func TestARoomIsFull(t *testing.T) {
	l := &log{rooms: newRooms()}
	l.adds(t, wire.OpenType, "tea", "alice", wire.RoomBody{})
	for n := range wire.MaxMembers - 1 {
		l.adds(t, wire.JoinType, "tea", fmt.Sprint("m", n), wire.RoomBody{})
	}
	l.wants(t, wire.RoomFull, wire.MaxMembers, wire.JoinType, "tea", "eve", wire.RoomBody{})
	l.wants(t, wire.RoomFull, wire.MaxMembers, wire.InviteType, "tea", "alice", wire.RoomBody{Name: "eve", Offer: true})
	l.adds(t, wire.LeaveType, "tea", "m7", wire.RoomBody{})
	l.adds(t, wire.InviteType, "tea", "alice", wire.RoomBody{Name: "eve", Offer: true})
	l.adds(t, wire.JoinType, "tea", "eve", wire.RoomBody{})
	l.wants(t, wire.RoomFull, wire.MaxMembers, wire.JoinType, "tea", "m7", wire.RoomBody{})
}

func TestAServerHasSoManyRooms(t *testing.T) {
	l := &log{rooms: newRooms()}
	for n := range wire.MaxServerRooms {
		l.adds(t, wire.OpenType, fmt.Sprint("r", n), fmt.Sprint("opener", n/wire.MaxOpened), wire.RoomBody{})
	}
	l.wants(t, wire.TooManyInAll, wire.MaxServerRooms, wire.OpenType, "more", "eve", wire.RoomBody{})
	l.adds(t, wire.OpenType, "@bob,eve", "eve", wire.RoomBody{With: two("bob", "eve")}) // is for two, and not counted
	l.wants(t, wire.TooManyInAll, wire.MaxServerRooms, wire.OpenType, "more", "eve", wire.RoomBody{})
	l.adds(t, wire.LeaveType, "r7", "opener0", wire.RoomBody{}) // and ends
	l.adds(t, wire.OpenType, "more", "eve", wire.RoomBody{})
	l.wants(t, wire.TooManyInAll, wire.MaxServerRooms, wire.OpenType, "one-more", "eve", wire.RoomBody{})
}

// The limits that are told to a client have their codes and numbers.
func TestQuotasAreAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, eve := enter2(t, h, "alice", ""), enter2(t, h, "eve", "")
		alice.opens("tea")
		synctest.Wait()
		h.rooms.mu.Lock()
		for n := range wire.MaxMembers - 1 {
			h.rooms.byName["tea"].people[fmt.Sprint("m", n)] = ""
		}
		h.rooms.named = wire.MaxServerRooms
		h.rooms.mu.Unlock()
		eve.Ask(`{"type":"join","room":"tea","id":"j"}`)
		eve.Wants(`{"type":"error","code":"room-full","params":{"max":10000},"id":"j"}`)
		eve.Ask(`{"type":"open","room":"den","id":"o"}`)
		eve.Wants(`{"type":"error","code":"too-many-on-server","params":{"max":10000},"id":"o"}`)
		for n := range wire.MaxDirectsADay {
			eve.Ask(fmt.Sprintf(`{"type":"direct","name":"p%d","id":"d%d"}`, n, n))
			eve.Wants(`{"type":"room"}`)
			eve.Wants(`{"type":"open"}`)
		}
		eve.Ask(`{"type":"direct","name":"alice","id":"a"}`)
		eve.Wants(`{"type":"error","code":"too-many-directs-today","params":{"max":100},"id":"a"}`)
		eve.Ask(`{"type":"direct","name":"p7","id":"b"}`) // there is one
		eve.Wants(`{"type":"room","id":"b"}`)
		alice.Ask(`{"type":"direct","name":"eve","id":"c"}`) // who has opened enough, but alice has not
		alice.Wants(`{"type":"room","name":"@alice,eve"}`)
		eve.Wants(`{"type":"room","name":"@alice,eve"}`)
	})
}

// What the one before has opened does not count for the next one to have a name.
func TestRoomsCountForWhoHasOpenedThem(t *testing.T) {
	l := &log{rooms: newRooms()}
	l.adds(t, wire.OpenType, "tea", "eve", wire.RoomBody{})
	l.adds(t, wire.JoinType, "tea", "bob", wire.RoomBody{})
	l.adds(t, wire.OpenType, "den", "eve", wire.RoomBody{})
	l.adds(t, wire.JoinType, "den", "bob", wire.RoomBody{})
	l.adds(t, wire.OpenType, "@bob,eve", "eve", wire.RoomBody{With: two("bob", "eve")})
	l.adds(t, wire.LeaveType, "den", "eve", wire.RoomBody{}) // by herself
	if l.rooms.opened["eve"] != 2 || l.rooms.directs["eve"] != 1 {
		t.Errorf("counted are %v and %v, want all that eve has opened", l.rooms.opened, l.rooms.directs)
	}
	for _, room := range []string{"tea", "@bob,eve"} { // the name is released
		e := event(room, wire.ServerID(), wire.LeaveType, wire.RoomBody{})
		e.From = "eve"
		l.rooms.apply(e, nil)
	}
	if l.rooms.opened["eve"] != 1 || l.rooms.directs["eve"] != 0 {
		t.Errorf("counted are %v and %v, want none of those that the name has left", l.rooms.opened, l.rooms.directs)
	}
	l.adds(t, wire.LeaveType, "tea", "bob", wire.RoomBody{})
	l.adds(t, wire.LeaveType, "den", "bob", wire.RoomBody{})
	if len(l.rooms.opened) > 0 || l.rooms.named != 0 {
		t.Errorf("counted are %v, %d, want nothing", l.rooms.opened, l.rooms.named)
	}
}
