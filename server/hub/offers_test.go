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
	c.Ask(`{"type":"open","room":"` + room + `","id":"open-` + room + `"}`)
	c.Wants(`{"type":"room","name":"` + room + `"}`)
	c.Wants(`{"type":"open","room":"` + room + `"}`)
}

// invites invites somebody to a room of the client's.
func (c *client) invites(name, room string) {
	c.T.Helper()
	c.Ask(fmt.Sprintf(`{"type":"invite","room":"%s","id":"%s-%s-%s-%d","name":"%s"}`, room, c.Name, room, name, time.Now().UnixNano(), name))
	c.Wants(`{"type":"invite","room":"` + room + `","name":"` + name + `","offer":true}`)
}

// does sends a request that is answered with done.
func (c *client) does(request, key string) {
	c.T.Helper()
	c.Ask(`{"id":"` + key + `","type":` + request + `}`)
	c.Wants(`{"type":"done","id":"` + key + `"}`)
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

		lap.Ask(`{"type":"decline","room":"tea","id":"d1"}`)
		lap.Wants(`{"type":"offer","room":"tea","over":true}`)
		lap.Wants(`{"type":"done","id":"d1"}`)
		for _, bob := range []*client{desk, late} {
			bob.Wants(`{"type":"offer","room":"tea","over":true}`)
		}
		alice.Wants(`{"type":"leave","room":"tea","from":"bob","offer":true}`)
		lap.HearsNothing()
		lap.does(`"decline","room":"tea"`, "d1") // once more, with its key
		lap.Ask(`{"type":"decline","room":"tea","id":"d2"}`)
		lap.Wants(`{"type":"error","code":"no-offer","id":"d2"}`)

		desk.Ask(`{"type":"join","room":"den","id":"j"}`)
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
		alice.Ask(`{"type":"open","room":"den","id":"o","private":true}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		alice.invites("bob", "den")
		bob.Wants(`{"type":"offer","room":"den"}`)
		alice.Ask(`{"type":"leave","room":"den","id":"l"}`)
		alice.Wants(`{"type":"leave"}`)
		bob.Wants(`{"type":"offer","room":"den","over":true}`)
		bob.Ask(`{"type":"join","room":"den","id":"j"}`)
		bob.Wants(`{"type":"error","code":"no-room"}`)

		alice.opens("tea")
		alice.invites("bob", "tea")
		bob.Wants(`{"type":"offer","room":"tea"}`)
		time.Sleep(wire.OfferFor - time.Second)
		if got := len(h.invitations.offersTo("bob", nil, time.Now(), 0)); got != 1 {
			t.Errorf("shortly before its end %d invitations wait", got)
		}
		time.Sleep(time.Second)
		if got := len(h.invitations.offersTo("bob", nil, time.Now(), 0)); got != 0 {
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
		carol.Ask(`{"type":"join","room":"r0","id":"c"}`)
		carol.Wants(`{"type":"room"}`)
		carol.Wants(`{"type":"join"}`)
		alice.Wants(`{"type":"join"}`)
		for i := range wire.MaxOffersFrom {
			alice.invites("bob", fmt.Sprint("r", i))
			bob.Wants(fmt.Sprintf(`{"type":"offer","room":"r%d"}`, i))
		}
		carol.Wants(`{"type":"invite"}`)
		alice.Ask(`{"type":"invite","room":"r5","id":"x1","name":"bob"}`)
		alice.Wants(`{"type":"error","code":"not-taken","id":"x1"}`)
		bob.Ask(`{"type":"decline","room":"r0","id":"d1"}`)
		bob.Wants(`{"type":"offer","over":true}`)
		bob.Wants(`{"type":"done"}`)
		alice.Wants(`{"type":"leave","offer":true}`)
		carol.Wants(`{"type":"leave"}`)
		for key, room := range map[string]string{"x2": "r0", "x3": "r5"} {
			alice.Ask(fmt.Sprintf(`{"type":"invite","room":"%s","id":"%s","name":"bob"}`, room, key))
			alice.Wants(`{"type":"error","code":"not-taken"}`)
		}
		// Somebody else may, once: then it is as with the first.
		carol.invites("bob", "r0")
		alice.Wants(`{"type":"invite","from":"carol"}`)
		bob.Wants(`{"type":"offer","room":"r0","from":"carol"}`)
		bob.Ask(`{"type":"decline","room":"r0","id":"d2"}`)
		bob.Wants(`{"type":"offer","over":true}`)
		bob.Wants(`{"type":"done"}`)
		alice.Wants(`{"type":"leave"}`)
		carol.Wants(`{"type":"leave"}`)
		for _, c := range []*client{alice, carol} {
			c.Ask(`{"type":"invite","room":"r0","id":"again-` + c.Name + `","name":"bob"}`)
			c.Wants(`{"type":"error","code":"not-taken"}`)
		}
	})
}

// A lore is rooms that a test stores events in.
type lore struct {
	*rooms
	seq int64
	at  time.Time
}

func newLore() *lore {
	return &lore{rooms: newRooms(), at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
}

// do stores an event in a room unless something speaks against it.
func (l *lore) do(from, kind, room string, body wire.RoomBody) error {
	e := event(room, "", kind, body)
	l.seq++
	e.From, e.Seq, e.At, e.ID = from, l.seq, l.at, fmt.Sprint("k", l.seq)
	err := l.check(e)
	if err == nil {
		l.apply(e, nil)
	}
	return err
}

// must is do for what nothing speaks against.
func (l *lore) must(t *testing.T, from, kind, room string, body wire.RoomBody) {
	t.Helper()
	if err := l.do(from, kind, room, body); err != nil {
		t.Fatalf("%s of %s to %s: %v", kind, from, room, err)
	}
}

var (
	ofBob   = wire.RoomBody{Name: "bob", Offer: true}
	back    = wire.RoomBody{Offer: true}
	nothing wire.RoomBody
)

func TestADeclinedInvitationCanBeRepeatedAfterADay(t *testing.T) {
	l := newLore()
	l.must(t, "alice", wire.OpenType, "tea", nothing)
	l.must(t, "alice", wire.InviteType, "tea", ofBob)
	l.at = l.at.Add(time.Hour)
	l.must(t, "bob", wire.LeaveType, "tea", back)
	l.at = l.at.Add(wire.DeclinedFor - time.Second)
	if l.do("alice", wire.InviteType, "tea", ofBob) == nil {
		t.Error("it can be repeated within a day")
	}
	l.at = l.at.Add(time.Second)
	l.must(t, "alice", wire.InviteType, "tea", ofBob)
}

// Neither leaving nor a room of the same name makes a declined invitation another one.
func TestADeclinedInvitationIsNotRepeatedByLeaving(t *testing.T) {
	for _, ends := range []bool{false, true} {
		l := newLore()
		l.must(t, "alice", wire.OpenType, "tea", nothing)
		if !ends {
			l.must(t, "carol", wire.JoinType, "tea", nothing)
		}
		l.must(t, "alice", wire.InviteType, "tea", ofBob)
		l.must(t, "bob", wire.LeaveType, "tea", back)
		l.must(t, "alice", wire.LeaveType, "tea", nothing)
		if ends {
			l.must(t, "alice", wire.OpenType, "tea", nothing)
		} else {
			l.must(t, "alice", wire.JoinType, "tea", nothing)
		}
		if l.do("alice", wire.InviteType, "tea", ofBob) == nil {
			t.Errorf("with a new room %v: it can be repeated at once", ends)
		}
	}
}

// An inviter has five invitations of the same person a day, whatever becomes of
// them, unless that person accepts.
func TestInvitationsOfADayCountWhateverBecomesOfThem(t *testing.T) {
	for what, after := range map[string]func(l *lore, room string){
		"the room ends":  func(l *lore, room string) { l.must(t, "alice", wire.LeaveType, room, nothing) },
		"it is declined": func(l *lore, room string) { l.must(t, "bob", wire.LeaveType, room, back) },
		"the room goes on": func(l *lore, room string) {
			l.must(t, "carol", wire.JoinType, room, nothing)
			l.must(t, "alice", wire.LeaveType, room, nothing)
		},
	} {
		l := newLore()
		invite := func(n int) error {
			room := fmt.Sprint("r", n)
			l.must(t, "alice", wire.OpenType, room, nothing)
			err := l.do("alice", wire.InviteType, room, ofBob)
			if err == nil {
				after(l, room)
			}
			return err
		}
		for n := range wire.MaxOffersFrom {
			if err := invite(n); err != nil {
				t.Fatalf("%s: %d: %v", what, n, err)
			}
		}
		if invite(10) == nil {
			t.Errorf("though %s: one too many is stored", what)
		}
		l.at = l.at.Add(wire.OffersWithin)
		if err := invite(11); err != nil {
			t.Errorf("%s: a day later: %v", what, err)
		}
		if n := len(l.offers.of["bob"]); n > 2*wire.MaxOffersFrom {
			t.Errorf("%s: %d are kept", what, n)
		}
	}
	l := newLore()
	for n := range 3 * wire.MaxOffersFrom {
		room := fmt.Sprint("r", n)
		l.must(t, "alice", wire.OpenType, room, nothing)
		l.must(t, "alice", wire.InviteType, room, ofBob)
		l.must(t, "bob", wire.JoinType, room, nothing)
	}
	if len(l.offers.of) > 0 {
		t.Errorf("of invitations that were accepted %v are kept", l.offers.of)
	}
}

// However many invite somebody, what is kept of it is bounded.
func TestInvitationsOfOnePersonAreBounded(t *testing.T) {
	l := newLore()
	refused := 0
	for n := range 3*maxWaiting + 300 {
		by, room := fmt.Sprint("crowd", n), fmt.Sprint("r", n)
		l.must(t, by, wire.OpenType, room, nothing)
		if l.do(by, wire.InviteType, room, ofBob) != nil {
			refused++
		} else if n%3 != 0 {
			l.must(t, "bob", wire.LeaveType, room, back)
		}
	}
	if n := len(l.offers.of["bob"]); refused == 0 || n > 2*maxWaiting {
		t.Errorf("%d are kept, %d refused", n, refused)
	}
}

// A hundred invitations stand, and nobody drives out an earlier one: the next
// inviter is refused, until some of those are blocked or declined.
func TestAHundredInvitationsStandAndTheFirstOnesStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		for n := range wire.MaxOffers {
			room := fmt.Sprint("r", n)
			for i, e := range []*wire.Event{
				event(room, "o-"+room, wire.OpenType, wire.RoomBody{}),
				event(room, "i-"+room, wire.InviteType, wire.RoomBody{Name: "bob", Offer: true}),
			} {
				if e.From = fmt.Sprint("crowd", n); journal.Append(t.Context(), []*wire.Event{e}) != nil {
					t.Fatal(i)
				}
			}
		}
		h, _ := openOn(t, limits(), journal)
		carol := enter2(t, h, "carol", "")
		bob := connect(t, h, "bob", "REGISTER bob CHAT/2.0")
		bob.Want("200 Registration successful")
		bob.Ask(`{"type":"hello"}`)
		if got := len(bob.Wants(`{"type":"welcome"}`)["offers"].([]any)); got != wire.MaxOffers {
			t.Fatalf("%d invitations stand", got)
		}
		carol.opens("tea")
		carol.Ask(`{"type":"invite","room":"tea","id":"x","name":"bob"}`)
		carol.Wants(`{"type":"error","code":"not-taken","id":"x"}`)
		if all := h.invitations.offersTo("bob", nil, time.Now(), 0); len(all) != wire.MaxOffers || all[len(all)-1].From != "crowd0" {
			t.Errorf("%d invitations stand, the first from %s", len(all), all[len(all)-1].From)
		}
		enter2(t, h, "crowd7", "")
		bob.Ask(`{"type":"block","id":"b","name":"crowd7"}`)
		bob.Wants(`{"type":"blocked"}`)
		bob.Wants(`{"type":"offer","room":"r7","over":true}`)
		bob.Wants(`{"type":"done"}`)
		carol.invites("bob", "tea")
		bob.Wants(`{"type":"offer","room":"tea","from":"carol"}`)
	})
}

// An invitation that the invited person does not see, because they block its
// inviter, keeps nobody else from inviting them.
func TestABlockedInviterKeepsNobodyElseOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		carol, bob, dora := enter2(t, h, "carol", ""), enter2(t, h, "bob", ""), enter2(t, h, "dora", "")
		carol.opens("tea")
		bob.Ask(`{"type":"join","room":"tea","id":"j"}`)
		bob.Wants(`{"type":"room"}`)
		bob.Wants(`{"type":"join"}`)
		carol.Wants(`{"type":"join"}`)
		bob.invites("dora", "tea")
		carol.Wants(`{"type":"invite"}`)
		dora.Wants(`{"type":"offer","room":"tea","from":"bob"}`)
		carol.invites("dora", "tea")
		bob.Wants(`{"type":"invite","from":"carol"}`)
		dora.HearsNothing() // she is invited already
		carol.Ask(`{"type":"invite","room":"tea","id":"again","name":"dora"}`)
		carol.Wants(`{"type":"room","name":"tea","id":"again"}`)
		dora.Ask(`{"type":"block","id":"b","name":"bob"}`)
		dora.Wants(`{"type":"blocked"}`)
		dora.Wants(`{"type":"offer","room":"tea","from":"carol"}`)
		dora.Wants(`{"type":"done"}`)
		bob.Ask(`{"type":"leave","room":"tea","id":"l"}`)
		bob.Wants(`{"type":"leave"}`)
		carol.Wants(`{"type":"leave"}`)
		dora.HearsNothing() // of an invitation that she does not see
		dora.Ask(`{"type":"decline","room":"tea","id":"d"}`)
		dora.Wants(`{"type":"offer","room":"tea","over":true}`)
		dora.Wants(`{"type":"done"}`)
		carol.Wants(`{"type":"leave","offer":true}`)
	})
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
		bob.Ask(`{"type":"decline","room":"den","id":"d"}`)
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
		alice.Ask(`{"type":"invite","room":"den","id":"x","name":"bob"}`)
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
		if got := h.invitations.offersTo("bob", nil, time.Now(), 1); len(got) != 1 {
			t.Errorf("there are %d for who was bob before", len(got))
		}
		if got := h.invitations.offersTo("bob", nil, time.Now(), 2); len(got) != 0 {
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
		h.names.user("bob").setAccount(model.Account{Mute: model.Mute{On: true}})
		bob.Ask(`{"type":"decline","room":"tea","id":"d"}`)
		bob.Wants(`{"type":"error","code":"muted","id":"d"}`)
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
