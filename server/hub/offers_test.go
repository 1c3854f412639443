package hub

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// opens makes a room of the client's.
func (c *client) opens(room string) {
	c.T.Helper()
	c.Ask(`{"type":"open","room":"` + room + `","key":"open-` + room + `"}`)
	c.Wants(`{"type":"room","name":"` + room + `"}`)
	c.Wants(`{"type":"open","room":"` + room + `"}`)
}

// invites invites somebody to a room of the client's.
func (c *client) invites(name, room string) {
	c.T.Helper()
	c.Ask(fmt.Sprintf(`{"type":"invite","room":"%s","key":"%s-%s-%s-%d","name":"%s"}`, room, c.Name, room, name, time.Now().UnixNano(), name))
	c.Wants(`{"type":"invite","room":"` + room + `","name":"` + name + `","offer":true}`)
}

// does sends a request that is answered with done.
func (c *client) does(request, key string) {
	c.T.Helper()
	c.Ask(`{"key":"` + key + `","type":` + request + `}`)
	c.Wants(`{"type":"done","key":"` + key + `"}`)
}

func TestAnInvitationWaitsOnAllDevicesUntilItIsAcceptedOrDeclined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, desk, lap := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter2(t, h, "bob", "")
		alice.opens("tea")
		alice.opens("den")
		alice.invites("bob", "tea")
		alice.invites("bob", "den")
		for _, bob := range []*client{desk, lap} {
			bob.Wants(`{"type":"offer","room":"tea","from":"alice","members":1,"for":2592000}`)
			bob.Wants(`{"type":"offer","room":"den"}`)
		}
		late := connect(t, h, "bob", "REGISTER bob CHAT/2.0")
		late.Want("200 Registration successful")
		late.Ask(`{"type":"hello"}`)
		welcome := late.Wants(`{"type":"welcome"}`)
		if got := welcome["offers"].([]any); len(got) != 2 || got[0].(map[string]any)["room"] != "den" || len(welcome["rooms"].([]any)) != 1 {
			t.Fatalf("a device that comes later is welcomed with %v", welcome)
		}

		lap.Ask(`{"type":"decline","room":"tea","key":"d1"}`)
		lap.Wants(`{"type":"offer","room":"tea","over":true}`)
		lap.Wants(`{"type":"done","key":"d1"}`)
		for _, bob := range []*client{desk, late} {
			bob.Wants(`{"type":"offer","room":"tea","over":true}`)
		}
		alice.Wants(`{"type":"leave","room":"tea","from":"bob","offer":true}`)
		lap.HearsNothing()
		lap.does(`"decline","room":"tea"`, "d1") // once more, with its key
		lap.Ask(`{"type":"decline","room":"tea","key":"d2"}`)
		lap.Wants(`{"type":"error","code":"no-offer","key":"d2"}`)

		desk.Ask(`{"type":"join","room":"den","key":"j"}`)
		for _, bob := range []*client{desk, lap, late} {
			bob.Wants(`{"type":"room","name":"den","members":2}`)
			bob.Wants(`{"type":"join","room":"den","from":"bob"}`)
			bob.Wants(`{"type":"offer","room":"den","over":true}`)
		}
	})
}

func TestAnInvitationEndsWithTheRightOfWhoHasMadeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"open","room":"den","key":"o","private":true}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		alice.invites("bob", "den")
		bob.Wants(`{"type":"offer","room":"den"}`)
		alice.Ask(`{"type":"leave","room":"den","key":"l"}`)
		alice.Wants(`{"type":"leave"}`)
		bob.Wants(`{"type":"offer","room":"den","over":true}`)
		bob.Ask(`{"type":"join","room":"den","key":"j"}`)
		bob.Wants(`{"type":"error","code":"no-room"}`)

		alice.opens("tea")
		alice.invites("bob", "tea")
		bob.Wants(`{"type":"offer","room":"tea"}`)
		time.Sleep(wire.OfferFor - time.Second)
		if got := len(h.offersTo("bob", nil, time.Now(), 0)); got != 1 {
			t.Errorf("shortly before its end %d invitations wait", got)
		}
		time.Sleep(time.Second)
		if got := len(h.offersTo("bob", nil, time.Now(), 0)); got != 0 {
			t.Errorf("%d invitations wait for ever", got)
		}
	})
}

// Whoever invites somebody has a few invitations there at most, and cannot
// repeat what was declined.
func TestNobodyIsPesteredWithInvitations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob, carol := enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter2(t, h, "carol", "")
		for i := range wire.MaxOffersFrom + 1 {
			alice.opens(fmt.Sprint("r", i))
		}
		carol.Ask(`{"type":"join","room":"r0","key":"c"}`)
		carol.Wants(`{"type":"room"}`)
		carol.Wants(`{"type":"join"}`)
		alice.Wants(`{"type":"join"}`)
		for i := range wire.MaxOffersFrom {
			alice.invites("bob", fmt.Sprint("r", i))
			bob.Wants(fmt.Sprintf(`{"type":"offer","room":"r%d"}`, i))
		}
		carol.Wants(`{"type":"invite"}`)
		alice.Ask(`{"type":"invite","room":"r5","key":"x1","name":"bob"}`)
		alice.Wants(`{"type":"error","code":"not-taken","key":"x1"}`)
		bob.Ask(`{"type":"decline","room":"r0","key":"d1"}`)
		bob.Wants(`{"type":"offer","over":true}`)
		bob.Wants(`{"type":"done"}`)
		alice.Wants(`{"type":"leave","offer":true}`)
		carol.Wants(`{"type":"leave"}`)
		for key, room := range map[string]string{"x2": "r0", "x3": "r5"} {
			alice.Ask(fmt.Sprintf(`{"type":"invite","room":"%s","key":"%s","name":"bob"}`, room, key))
			alice.Wants(`{"type":"error","code":"not-taken"}`)
		}
		// Somebody else may, once: then it is as with the first.
		carol.invites("bob", "r0")
		alice.Wants(`{"type":"invite","from":"carol"}`)
		bob.Wants(`{"type":"offer","room":"r0","from":"carol"}`)
		bob.Ask(`{"type":"decline","room":"r0","key":"d2"}`)
		bob.Wants(`{"type":"offer","over":true}`)
		bob.Wants(`{"type":"done"}`)
		alice.Wants(`{"type":"leave"}`)
		carol.Wants(`{"type":"leave"}`)
		for _, c := range []*client{alice, carol} {
			c.Ask(`{"type":"invite","room":"r0","key":"again-` + c.Name + `","name":"bob"}`)
			c.Wants(`{"type":"error","code":"not-taken"}`)
		}
	})
}

func TestADeclinedInvitationCanBeRepeatedAfterADay(t *testing.T) {
	rs := newRooms()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	seq := int64(0)
	store := func(e *wire.Event, after time.Duration) error {
		seq++
		e.Seq, e.At, e.Key = seq, at.Add(after), fmt.Sprint("k", seq)
		err := rs.check(e)
		if err == nil {
			rs.apply(e, nil)
		}
		return err
	}
	do := func(from, kind string, body wire.RoomBody, after time.Duration) error {
		e := event("tea", "", kind, body)
		e.From = from
		return store(e, after)
	}
	invite := wire.RoomBody{Name: "bob", Offer: true}
	for _, err := range []error{
		do("alice", wire.OpenType, wire.RoomBody{}, 0),
		do("alice", wire.InviteType, invite, 0),
		do("bob", wire.LeaveType, wire.RoomBody{Offer: true}, time.Hour),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := do("alice", wire.InviteType, invite, wire.DeclinedFor); err == nil {
		t.Error("it can be repeated within a day")
	}
	if err := do("alice", wire.InviteType, invite, wire.DeclinedFor+time.Hour); err != nil {
		t.Errorf("after a day it cannot be repeated: %v", err)
	}
}

// However many invite somebody, a hundred invitations wait, and those of people
// with few are among them.
func TestAHundredInvitationsWait(t *testing.T) {
	rs := newRooms()
	for n := range int64(wire.MaxOffers + 20) {
		room := &Room{name: fmt.Sprint("r", n), people: map[string]string{}, offered: map[string]int{}}
		by := fmt.Sprint("crowd", n%30)
		if n == 0 {
			by = "friend"
		}
		rs.offers.add(nil, "bob", &offer{room: room, seq: n, by: by, at: time.Unix(n, 0)})
	}
	all := rs.offers.of["bob"]
	if len(all) != wire.MaxOffers || all[0].by != "friend" {
		t.Errorf("%d wait, the first from %s; want %d, that of the friend among them", len(all), all[0].by, wire.MaxOffers)
	}
}

// In older logs an invitation made somebody a member, without asking.
func TestRoomsOfAnOlderJournalKeepTheirMembers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		for i, e := range []*wire.Event{
			event("den", "k0", wire.OpenType, wire.RoomBody{Private: true}),
			event("den", "k1", wire.InviteType, wire.RoomBody{Name: "bob"}),
		} {
			if e.From = "alice"; journal.Append(t.Context(), []*wire.Event{e}) != nil {
				t.Fatal(i)
			}
		}
		h, _ := openOn(t, limits(), journal)
		bob := connect(t, h, "bob", "REGISTER bob CHAT/2.0")
		bob.Want("200 Registration successful")
		bob.Ask(`{"type":"hello"}`)
		if got := bob.Wants(`{"type":"welcome"}`); len(got["rooms"].([]any)) != 2 || got["offers"] != nil {
			t.Errorf("bob is welcomed with %v", got)
		}
	})
}

func TestInvitationsOutliveTheHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		h, shutdown := openOn(t, limits(), journal)
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.opens("tea")
		alice.opens("den")
		for _, room := range []string{"tea", "den"} {
			alice.invites("bob", room)
			bob.Wants(`{"type":"offer"}`)
		}
		bob.Ask(`{"type":"decline","room":"den","key":"d"}`)
		bob.Wants(`{"type":"offer","over":true}`)
		bob.Wants(`{"type":"done"}`)
		for _, c := range []*client{alice, bob} {
			go c.Drain()
		}
		shutdown()

		h, _ = openOn(t, limits(), journal)
		alice, bob = connect(t, h, "alice", "REGISTER alice CHAT/2.0"), connect(t, h, "bob", "REGISTER bob CHAT/2.0")
		for _, c := range []*client{alice, bob} {
			c.Want("200 Registration successful")
			c.Ask(`{"type":"hello"}`)
		}
		alice.Wants(`{"type":"welcome"}`)
		if got := bob.Wants(`{"type":"welcome"}`)["offers"].([]any); len(got) != 1 || got[0].(map[string]any)["room"] != "tea" {
			t.Errorf("after a start there wait %v, want the one that was not declined", got)
		}
		alice.Ask(`{"type":"invite","room":"den","key":"x","name":"bob"}`)
		alice.Wants(`{"type":"error","code":"not-taken"}`)
	})
}

// An invitation is for who has the name when it is made.
func TestAnInvitationIsNotForWhoHasTheNameLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.opens("tea")
		alice.invites("bob", "tea")
		bob.Wants(`{"type":"offer"}`)
		if got := h.offersTo("bob", nil, time.Now(), 1); len(got) != 1 {
			t.Errorf("there are %d for who was bob before", len(got))
		}
		if got := h.offersTo("bob", nil, time.Now(), 2); len(got) != 0 {
			t.Errorf("there are %d for who is bob since", len(got))
		}
	})
}

// The next one to have a name gets nothing of the invitations of the one before,
// and can be invited to the same room.
func TestWhoHasTheNameLaterCanBeInvited(t *testing.T) {
	for _, quits := range []bool{false, true} {
		t.Run(fmt.Sprint("quits=", quits), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg := limits()
				cfg.Accounts = &guestsAnd{account: "alice"}
				h, _ := open(t, cfg)
				alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "Bob", "")
				alice.opens("tea")
				alice.invites("Bob", "tea")
				bob.Wants(`{"type":"offer","room":"tea"}`)
				if quits {
					bob.Ask(`{"type":"quit"}`)
					alice.Wants(`{"type":"leave","from":"Bob","offer":true}`)
					bob.Drain()
				} else {
					_ = bob.Close()
				}
				<-bob.end
				bob = enter2(t, h, "bob", "")
				if !quits {
					alice.Wants(`{"type":"leave","from":"Bob","offer":true}`)
				}
				alice.invites("bob", "tea")
				bob.Wants(`{"type":"offer","room":"tea"}`)
			})
		})
	}
}

func TestAMutedClientDeclinesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.opens("tea")
		alice.invites("bob", "tea")
		bob.Wants(`{"type":"offer"}`)
		h.names.holder("bob").become(model.Account{Mute: model.Mute{On: true}})
		bob.Ask(`{"type":"decline","room":"tea","key":"d"}`)
		bob.Wants(`{"type":"error","code":"muted","key":"d"}`)
		alice.HearsNothing()
	})
}

func TestDirectRoomsCountForWhoOpensThem(t *testing.T) {
	rs := newRooms()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	open := func(n int) error {
		e := event(wire.DirectRoom("eve", fmt.Sprint("p", n), 1), fmt.Sprint("k", n), wire.OpenType, wire.RoomBody{With: two("eve", fmt.Sprint("p", n))})
		e.From, e.Seq, e.At = "eve", int64(n), at
		err := rs.check(e)
		if err == nil {
			rs.apply(e, nil)
		}
		return err
	}
	for n := range wire.MaxDirects {
		if n > 0 && n%wire.MaxDirectsADay == 0 {
			if err := open(n); err == nil {
				t.Fatalf("%d are opened within a day", n)
			}
			at = at.Add(24 * time.Hour)
		}
		if err := open(n); err != nil {
			t.Fatalf("the %d. cannot be opened: %v", n, err)
		}
	}
	at = at.Add(30 * 24 * time.Hour)
	if err := open(wire.MaxDirects); err == nil {
		t.Error("one too many is opened")
	}
	if rs.isFull("eve") || rs.joined["p1"] > 0 {
		t.Error("they count as rooms that people are in")
	}
}

func TestGuestsInviteNobody(t *testing.T) {
	rs := newRooms()
	for _, e := range []*wire.Event{
		event("tea", "k1", wire.OpenType, wire.RoomBody{}),
		event("tea", "k2", wire.InviteType, wire.RoomBody{Name: "bob", Offer: true}),
	} {
		e.From, e.Body = "gus", wire.ByGuest(e.Body)
		err := rs.check(e)
		if bad, ok := err.(*wire.Error); e.Type == wire.InviteType && (!ok || bad.Code != wire.GuestInvite) {
			t.Errorf("a guest's invitation comes to %v", err)
		}
		rs.apply(e, nil)
	}
}
