package hub

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A room ends when its last member leaves: its name is free at once, and whoever
// opens another room of that name, or is in it, has nothing of the one before.
func TestARoomEndsWithItsLastMember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		h, shutdown := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"open","room":"tea","id":"k1","private":true,"topic":"plans"}`)
		alice.Wants(`{"type":"room","first":1}`)
		alice.Wants(`{"type":"open"}`)
		alice.Ask(`{"type":"say","room":"tea","id":"k2","text":"secret"}`)
		alice.Wants(`{"type":"message"}`)
		alice.Ask(`{"type":"leave","room":"tea","id":"k3"}`)
		alice.Wants(`{"type":"leave","seq":3}`)
		alice.Ask(`{"type":"history","room":"tea","limit":9}`)
		alice.Wants(`{"type":"error","code":"no-room"}`)

		bob.Ask(`{"type":"open","room":"tea","id":"k4"}`)
		bob.Wants(`{"type":"room","name":"tea","seq":0,"members":1,"topic":null,"private":null}`)
		bob.Wants(`{"type":"open","seq":4,"prev":0}`)
		bob.Ask(`{"type":"history","room":"tea","limit":9}`)
		if page := bob.Wants(`{"type":"page"}`); len(page["events"].([]any)) != 1 {
			t.Errorf("the new room has %v", page["events"])
		}
		bob.Ask(`{"type":"react","room":"tea","id":"k5","target":"k2","emoji":"👍"}`)
		bob.Wants(`{"type":"error","code":"no-target"}`)
		alice.Ask(`{"type":"say","room":"tea","id":"k2","text":"secret"}`) // which was on its way
		alice.Wants(`{"type":"error","id":"k2"}`)
		alice.HearsNothing()
		bob.HearsNothing()
		shutdown()
		h, _ = openOn(t, limits(), journal)
		if r := h.rooms.byName["tea"]; r == nil || r.private || r.first != 4 || len(r.people) != 1 {
			t.Errorf("after a start the room is %+v", r)
		}
	})
}

// What was on its way to a room that has ended is not stored in the next one of
// its name: the journal's writer looks, in the order of the log.
func TestNothingIsSaidInTheWrongRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		h, _ := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		for _, c := range []*client{alice, bob} { // both think that they are in tea, one after the other
			c.Ask(`{"type":"open","room":"tea","id":"k-` + c.Name + `"}`)
			c.Wants(`{"type":"room"}`)
			c.Wants(`{"type":"open"}`)
			if c == alice {
				c.Ask(`{"type":"leave","room":"tea","id":"l1"}`)
				c.Wants(`{"type":"leave"}`)
			}
		}
		late := event("tea", "late", wire.MessageType, wire.Message{Text: "for the old one"})
		late.From = "alice"
		gone := event("nowhere", "gone", wire.MessageType, wire.Message{Text: "for nobody"})
		gone.From = "alice"
		if err := h.publisher.publish(context.Background(), []*wire.Event{late, gone}); err == nil || late.Seq != 0 || gone.Seq != 0 {
			t.Errorf("they are stored as %d and %d, %v", late.Seq, gone.Seq, err)
		}
		bob.HearsNothing()
	})
}

// A slowReader's pages come when something else has happened.
type slowReader struct {
	*memory
	meanwhile func()
}

func (s *slowReader) Page(ctx context.Context, q model.Query) ([]*wire.Event, error) {
	s.meanwhile()
	return s.memory.Page(ctx, q)
}

// Who asks for the history of a room that ends meanwhile reads nothing of another
// room that has its name by then.
func TestHistoryIsOfTheRoomThatWasAskedFor(t *testing.T) {
	for _, ends := range []string{"", `,"before":99`, `,"after":1`} {
		t.Run(ends, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				journal := &slowReader{memory: newMemory()}
				h, _ := openOn(t, limits(), journal)
				alice, phone, bob := enter2(t, h, "alice", ""), enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
				alice.opens("tea")
				phone.Wants(`{"type":"room"}`)
				phone.Wants(`{"type":"open"}`)
				journal.meanwhile = func() {
					phone.Ask(`{"type":"leave","room":"tea","id":"l"}`)
					phone.Wants(`{"type":"leave"}`)
					bob.Ask(`{"type":"open","room":"tea","id":"o","private":true}`)
					bob.Wants(`{"type":"room"}`)
					bob.Wants(`{"type":"open"}`)
					bob.Ask(`{"type":"say","room":"tea","id":"s","text":"secret"}`)
					bob.Wants(`{"type":"message"}`)
				}
				alice.Ask(`{"type":"history","room":"tea","limit":9` + ends + `}`)
				alice.Wants(`{"type":"leave"}`)
				if page := alice.Wants(`{"type":"page","more":false}`); len(page["events"].([]any)) > 0 {
					t.Errorf("alice reads %v", page["events"])
				}
			})
		})
	}
}

// What waited for a room that has ended is not for the next one of its name, though
// its sender is in that one too: whoever sends it says which one is meant. Somebody
// who is in neither hears nothing of a private room.
func TestWhatIsForOneRoomGoesToNoOtherOfItsName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, eve := enter2(t, h, "alice", ""), enter2(t, h, "eve", "")
		open := func(c *client, key string) {
			c.Ask(`{"type":"open","room":"tea","id":"` + key + `","private":true}`)
			c.Wants(`{"type":"room"}`)
			c.Wants(`{"type":"open"}`)
		}
		open(alice, "k1")
		alice.Ask(`{"type":"leave","room":"tea","id":"k2","first":1}`)
		alice.Wants(`{"type":"leave","seq":2}`)
		open(eve, "k3")
		alice.Ask(`{"type":"say","room":"tea","id":"k4","text":"secret","first":2}`)
		alice.Wants(`{"type":"error","code":"no-room","id":"k4"}`)
		eve.Ask(`{"type":"invite","room":"tea","id":"k5","name":"alice","first":3}`)
		alice.Wants(`{"type":"offer"}`)
		eve.Wants(`{"type":"invite","seq":4}`)
		for _, first := range []string{"1", "2"} {
			alice.Ask(`{"type":"decline","room":"tea","id":"d` + first + `","first":` + first + `}`)
			alice.Wants(`{"type":"error","code":"no-room"}`)
		}
		alice.Ask(`{"type":"join","room":"tea","id":"k6","first":4}`)
		alice.Wants(`{"type":"room","first":3}`)
		alice.Wants(`{"type":"join","seq":5}`)
		alice.Wants(`{"type":"offer","over":true}`)
		eve.Wants(`{"type":"join","seq":5}`)
		alice.Ask(`{"type":"say","room":"tea","id":"m","text":"hello"}`)
		alice.Wants(`{"type":"message","seq":6}`)
		eve.Wants(`{"type":"message","seq":6}`)
		for i, request := range []string{
			`"say","text":"secret"`, `"edit","target":"m","text":"secret"`, `"retract","target":"m"`, `"react","target":"m","emoji":"👍"`,
			`"leave"`, `"join"`, `"topic","topic":"secret"`, `"invite","name":"alice"`,
		} {
			alice.Ask(fmt.Sprintf(`{"room":"tea","first":2,"id":"x%d","type":%s}`, i, request))
			alice.Wants(fmt.Sprintf(`{"type":"error","code":"room-ended","id":"x%d"}`, i))
		}
		alice.Ask(`{"type":"say","room":"tea","id":"k7","text":"for this one","first":5}`)
		alice.Wants(`{"type":"message","seq":7,"first":null}`)
		eve.Wants(`{"type":"message","seq":7}`)

		// And the journal's writer looks: it was the right room when the server read the line.
		late := withFirst(event("tea", "late", wire.MessageType, wire.Message{Text: "secret"}), 2)
		late.From = "alice"
		if err := h.publisher.publish(context.Background(), []*wire.Event{late}); err == nil || late.Seq != 0 {
			t.Errorf("it is stored as %d, %v", late.Seq, err)
		}
		eve.HearsNothing()
	})
}

// Rooms that an older program has left empty end at the start, and their names
// are free.
func TestEmptyRoomsOfOldJournalsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		for i, e := range []*wire.Event{
			event("tea", "k1", wire.OpenType, wire.RoomBody{}), event("tea", "k2", wire.LeaveType, wire.RoomBody{}), event("tea", "k3", wire.JoinType, wire.RoomBody{}),
			event("den", "k4", wire.OpenType, wire.RoomBody{}), event("den", "k5", wire.LeaveType, wire.RoomBody{}),
		} {
			e.From = "alice"
			if err := journal.Append(t.Context(), []*wire.Event{e}); err != nil {
				t.Fatal(i, err)
			}
		}
		h, _ := openOn(t, limits(), journal)
		alice := enter2(t, h, "alice", "")
		if h.rooms.byName["tea"] == nil {
			t.Error("a room with a member has ended")
		}
		alice.Ask(`{"type":"open","room":"den","id":"k6"}`)
		alice.Wants(`{"type":"room","name":"den"}`)
		alice.Wants(`{"type":"open","prev":0}`)
	})
}

// A moderator closes a room: everybody in it hears that, and why, as the last of it.
func TestAModeratorClosesARoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		book := &ledger{}
		cfg.Accounts = book
		h, _ := open(t, cfg)
		alice, bob, mod := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter2(t, h, "mod", "")
		alice.Ask(`{"type":"open","room":"tea","id":"k1"}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		bob.Ask(`{"type":"join","room":"tea","id":"k2"}`)
		bob.Wants(`{"type":"room","first":1}`)
		bob.Wants(`{"type":"join"}`)
		alice.Wants(`{"type":"join"}`)
		alice.Ask(`{"type":"open","room":"den","id":"k3","private":true}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		for room, code := range map[string]string{"lobby": "lobby-fixed", "den": "no-room", "nowhere": "no-room", "@alice,bob": "direct-leave"} {
			mod.Ask(`{"type":"moderate","act":"close-room","room":"` + room + `","id":"x"}`)
			mod.Wants(`{"type":"error","code":"` + code + `","id":"x"}`)
		}
		if len(book.noted) > 0 {
			t.Errorf("noted is %q", book.noted)
		}
		mod.Ask(`{"type":"moderate","act":"close-room","room":"tea","id":"x","reason":"spam"}`)
		for _, c := range []*client{alice, bob} {
			c.Wants(`{"type":"close","room":"tea","from":"mod","reason":"spam"}`)
		}
		mod.Wants(`{"type":"done","id":"x"}`)
		if fmt.Sprint(book.noted) != "[close-room tea spam]" {
			t.Errorf("noted is %q", book.noted)
		}
		bob.Ask(`{"type":"say","room":"tea","id":"k4","text":"hello?"}`)
		bob.Wants(`{"type":"error","code":"no-room"}`)
		if n := len(h.rooms.of("bob")); n != 1 {
			t.Errorf("bob is in %d rooms", n)
		}
		h.doAndWait(func() {
			for c := range h.online.conns {
				if want := len(h.rooms.of(c.key)); len(c.rooms) != want {
					t.Errorf("%s has %d rooms that it hears, want %d", c.name, len(c.rooms), want)
				}
			}
		})
		bob.Ask(`{"type":"open","room":"tea","id":"k5"}`)
		bob.Wants(`{"type":"room","name":"tea"}`)
		bob.Wants(`{"type":"open","prev":0}`)
		alice.HearsNothing()
	})
}

func (l *ledger) Moderate(_ context.Context, _ int64, r *wire.Moderate) ([]wire.Fingerprint, error) {
	l.noted = append(l.noted, r.Act+" "+r.Room+" "+r.Reason)
	return nil, nil
}

// guestsAnd is Accounts with one account, and everybody else is a guest.
type guestsAnd struct {
	strangers
	account string
}

func (g *guestsAnd) Admit(ctx context.Context, v model.Visit) (model.Entry, error) {
	if v.Name == g.account {
		return model.Entry{Account: model.Account{ID: 1, Name: v.Name}}, nil
	}
	return g.strangers.Admit(ctx, v)
}

func (g *guestsAnd) Account(ctx context.Context, name string) (model.Account, error) {
	if name == g.account {
		return model.Account{ID: 1, Name: name}, nil
	}
	return g.strangers.Account(ctx, name)
}

func (g *guestsAnd) Keys(context.Context) ([]string, error) { return []string{g.account}, nil }

// A guest is a member as long as the guest is here: quit ends it at once, and a
// lost connection unless the same guest comes back in time.
func TestAGuestIsAMemberAsLongAsTheGuestIsHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Accounts = &guestsAnd{account: "alice"}
		h, _ := open(t, cfg)
		alice := enter2(t, h, "alice", "")
		alice.Ask(`{"type":"open","room":"tea","id":"k1"}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		keepUp := func(d time.Duration) {
			for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Second) {
				alice.Ask(`{"type":"ping"}`)
				for alice.Next()["type"] != "pong" {
				}
			}
		}
		joins := func(name, key string) *client {
			c := enter2(t, h, name, "")
			c.Ask(`{"type":"join","room":"tea","id":"` + key + `"}`)
			c.Wants(`{"type":"room"}`)
			alice.Wants(`{"type":"join","from":"` + name + `"}`)
			return c
		}
		isIn := func(name string, want bool) {
			t.Helper()
			synctest.Wait()
			if got := h.rooms.member("tea", name) == nil; got != want {
				t.Errorf("%s is in the room: %v, want %v", name, got, want)
			}
		}
		eve := joins("eve", "k2")
		eve.Ask(`{"type":"quit"}`)
		alice.Wants(`{"type":"leave","from":"eve"}`)

		bob := joins("bob", "k3")
		_ = bob.Close()
		<-bob.end
		keepUp(guestGrace - 5*time.Second)
		isIn("bob", true)
		bob = enter2(t, h, "bob", "")
		keepUp(20 * time.Second)
		isIn("bob", true)
		_ = bob.Close()
		<-bob.end
		keepUp(guestGrace + 5*time.Second)
		isIn("bob", false)
		if len(h.guests.departed) > 0 {
			t.Errorf("%v are waited for", h.guests.departed)
		}
	})
}

// Another guest who takes the name has none of the rooms.
func TestAnotherGuestOfTheNameIsInNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Accounts = &guestsAnd{account: "alice"}
		h, _ := open(t, cfg)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"open","room":"tea","id":"k1"}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		bob.Ask(`{"type":"join","room":"tea","id":"k2"}`)
		alice.Wants(`{"type":"join"}`)
		_ = bob.Close()
		<-bob.end
		synctest.Wait()
		if gone := h.guests.departed["bob"]; gone == nil || gone.who == "" {
			t.Fatalf("bob's departure is %+v", gone)
		} else {
			gone.who = "from 192.0.2.7"
		}
		enter2(t, h, "bob", "")
		if h.rooms.member("tea", "bob") == nil {
			t.Error("another bob is in the room")
		}
	})
}

// Nobody is made a member who is neither an account nor here, and what older
// programs have stored of such members ends after the start.
func TestNamesThatNobodyHasAreNoMembers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		for i := range 2*appendAtOnce + 3 {
			kind, body := wire.InviteType, wire.RoomBody{Name: fmt.Sprint("nobody", i)}
			if i == 0 {
				kind, body = wire.OpenType, wire.RoomBody{}
			}
			e := event("tea", fmt.Sprint("k", i), kind, body)
			e.From = "alice"
			if err := journal.Append(t.Context(), []*wire.Event{e}); err != nil {
				t.Fatal(err)
			}
		}
		cfg := limits()
		cfg.Accounts = &guestsAnd{account: "alice"}
		h, _ := openOn(t, cfg, journal)
		time.Sleep(guestGrace + time.Second)
		synctest.Wait()
		if r := h.rooms.byName["tea"]; r == nil || len(r.people) != 1 || r.order.size != 1 {
			t.Errorf("the room is %+v", r)
		}
		alice := enter2(t, h, "alice", "")
		alice.Ask(`{"type":"invite","room":"tea","id":"i1","name":"nobody"}`)
		alice.Wants(`{"type":"error","code":"no-account","id":"i1"}`)
	})
}

// How many rooms there are of whom is the same in the draft and outside, and
// nothing is left of a room that has ended.
func TestRoomsAreCounted(t *testing.T) {
	rs := newRooms()
	var done undoing
	seq := int64(0)
	applies := func(kind, room, from string, body wire.RoomBody) {
		seq++
		e := event(room, fmt.Sprint("k", seq), kind, body)
		e.From, e.Seq = from, seq
		rs.apply(e, &done)
	}
	applies(wire.OpenType, "tea", "Alice", wire.RoomBody{})
	applies(wire.OpenType, "@alice,bob", "alice", wire.RoomBody{With: []string{"alice", "bob"}})
	before := len(done)
	applies(wire.OpenType, "den", "alice", wire.RoomBody{})
	if rs.opened["alice"] != 2 || rs.directs["alice"] != 1 || rs.named != 2 {
		t.Errorf("counted are %v, %v, %d", rs.opened, rs.directs, rs.named)
	}
	rs.takeBack(done[before:])
	done = done[:before]
	rs.setOrigin(rs.byName["tea"], "192.0.2.7")
	if rs.opened["alice"] != 1 || rs.named != 1 || rs.from["192.0.2.7"] != 1 {
		t.Errorf("counted are %v, %d, %v", rs.opened, rs.named, rs.from)
	}
	applies(wire.LeaveType, "tea", "alice", wire.RoomBody{})
	applies(wire.CloseType, "@alice,bob", "server", wire.RoomBody{})
	if len(rs.opened)+len(rs.directs)+len(rs.from)+rs.named+len(rs.ofWhom) != 0 || len(rs.byName) != 1 || len(rs.byLook) != 1 {
		t.Errorf("left are %+v", rs)
	}
}

// Guests of one address have so many rooms together.
func TestGuestsOfOneAddressShareTheirRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Accounts = &strangers{}
		h, _ := open(t, cfg)
		eve, bob := enter2(t, h, "eve", ""), enter2(t, h, "bob", "")
		for i := range wire.MaxGuestOpened {
			c := []*client{eve, bob}[i%2]
			c.Ask(fmt.Sprintf(`{"type":"open","room":"r%d","id":"k%d"}`, i, i))
			c.Wants(`{"type":"room"}`)
			c.Wants(`{"type":"open"}`)
		}
		for _, c := range []*client{eve, bob} {
			c.Ask(`{"type":"open","room":"more","id":"more-` + c.Name + `"}`)
			c.Wants(`{"type":"error","code":"too-many-opened","params":{"max":20}}`)
		}
		eve.Ask(`{"type":"leave","room":"r0","id":"l"}`)
		eve.Wants(`{"type":"leave"}`)
		bob.Ask(`{"type":"open","room":"more","id":"more"}`)
		bob.Wants(`{"type":"room"}`)
	})
}

// They do so too if all of them open at the same time.
func TestGuestsOfOneAddressOpenTogetherNoMoreThanOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Accounts = &strangers{}
		cfg.SendQueue = 1 << 20
		h, _ := openOn(t, cfg, newGrouped(t))
		for i := range wire.MaxGuestOpened + 5 {
			c := enter2(t, h, fmt.Sprint("guest", i), "")
			go c.Ask(fmt.Sprintf(`{"type":"open","room":"r%d","id":"k%d"}`, i, i))
			go c.Drain()
		}
		time.Sleep(10 * perCommit)
		synctest.Wait()
		if h.rooms.named != wire.MaxGuestOpened || len(h.rooms.opening) > 0 {
			t.Errorf("there are %d rooms and %v on their way, want %d", h.rooms.named, h.rooms.opening, wire.MaxGuestOpened)
		}
	})
}

// Names cost nothing: many of them at one address do not take all rooms of a server.
func TestAccountsOfOneAddressDoNotTakeAllRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		rooms := h.rooms
		for range wire.MaxFromAddress - 1 {
			rooms.opensFrom("accounts 127.0.0.1", wire.MaxFromAddress)
		}
		eve, bob := enter2(t, h, "eve", ""), enter2(t, h, "bob", "")
		eve.Ask(`{"type":"open","room":"r1","id":"k1"}`)
		eve.Wants(`{"type":"room"}`)
		eve.Wants(`{"type":"open"}`)
		for _, c := range []*client{eve, bob} {
			c.Ask(`{"type":"open","room":"more","id":"more-` + c.Name + `"}`)
			c.Wants(`{"type":"error","code":"too-many-opened","params":{"max":2000}}`)
		}
		eve.Ask(`{"type":"leave","room":"r1","id":"l"}`)
		eve.Wants(`{"type":"leave"}`)
		bob.Ask(`{"type":"open","room":"more","id":"more"}`)
		bob.Wants(`{"type":"room"}`)
	})
}
