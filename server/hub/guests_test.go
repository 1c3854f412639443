package hub

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// What a guest has read is told to the guest's other connections and kept
// nowhere: somebody else may have the name tomorrow. What an older server has
// kept is forgotten.
func TestWhatGuestsHaveReadIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		journal.read["old"] = map[string]int64{"lobby": 1}
		cfg := limits()
		cfg.Accounts = &strangers{}
		h, _ := openOn(t, cfg, journal)
		eve, phone := enter2(t, h, "eve", ""), enter2(t, h, "eve", "")
		eve.Ask(`{"type":"say","room":"lobby","id":"k1","text":"hi"}`)
		eve.Wants(`{"type":"message"}`)
		phone.Wants(`{"type":"message"}`)
		eve.Ask(`{"type":"read","room":"lobby","seq":1}`)
		phone.Wants(`{"type":"read","room":"lobby","seq":1}`)
		if len(journal.read) > 0 {
			t.Errorf("kept is %v", journal.read)
		}
	})
}

// A guest who was in rooms and is gone is not forgotten because of another one
// who takes the name and cannot be let in.
func TestAGuestWhoIsNotLetInLeavesNobodyBehind(t *testing.T) {
	for _, again := range []bool{false, true} {
		t.Run(fmt.Sprint("again=", again), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg, journal := limits(), &sick{memory: newMemory()}
				cfg.Accounts = &guestsAnd{account: "alice"}
				h, _ := openOn(t, cfg, journal)
				alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
				alice.opens("tea")
				bob.Ask(`{"type":"join","room":"tea","id":"k"}`)
				bob.Wants(`{"type":"room"}`)
				alice.Wants(`{"type":"join"}`)
				_ = bob.Close()
				<-bob.end
				journal.full.Store(true)
				refused(t, connectFrom(t, h, "bob", "REGISTER bob CHAT/2.0", "192.0.2.7"), wire.Unready)
				journal.full.Store(false)
				if again {
					connectFrom(t, h, "bob", "REGISTER bob CHAT/2.0", "192.0.2.7").Want("200 Registration successful")
				} else {
					_ = alice.Close()
					time.Sleep(guestGrace + time.Second)
				}
				synctest.Wait()
				if h.rooms.member("tea", "bob") == nil {
					t.Error("bob is in the room, who is gone")
				}
			})
		})
	}
}

// Another guest who comes when the first one's time is over, and before the disk
// has the end of it, is in none of the rooms either.
func TestAGuestIsWaitedForUntilTheRoomsAreLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, journal := limits(), newGrouped(t)
		cfg.Accounts = &guestsAnd{account: "alice"}
		h, _ := openOn(t, cfg, journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.opens("tea")
		bob.Ask(`{"type":"join","room":"tea","id":"k"}`)
		bob.Wants(`{"type":"room"}`)
		_ = alice.Close()
		_ = bob.Close()
		<-bob.end
		time.Sleep(guestGrace)
		synctest.Wait() // the disk has it
		other := connectFrom(t, h, "bob", "REGISTER bob CHAT/2.0", "192.0.2.7")
		other.Want("200 Registration successful")
		if h.rooms.member("tea", "bob") == nil {
			t.Error("another bob is in the room")
		}
		synctest.Wait()
		if len(h.guests.departed) > 0 {
			t.Errorf("%v are waited for", h.guests.departed)
		}
	})
}

// Who was in the rooms before a start, nobody knows after it: the next guest of
// the name is in none of them.
func TestAfterAStartNoGuestHasAnothersRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, journal := limits(), newMemory()
		cfg.Accounts = &guestsAnd{account: "alice"}
		for i, name := range []string{"alice", "bob"} {
			e := event("tea", fmt.Sprint("k", i), []string{wire.OpenType, wire.JoinType}[i], wire.RoomBody{})
			e.From = name
			if err := journal.Append(t.Context(), []*wire.Event{e}); err != nil {
				t.Fatal(err)
			}
		}
		h, _ := openOn(t, cfg, journal)
		if h.rooms.member("tea", "bob") != nil {
			t.Fatal("bob is not in the room")
		}
		enter2(t, h, "bob", "")
		if h.rooms.member("tea", "bob") == nil {
			t.Error("another guest bob is in the room")
		}
	})
}
