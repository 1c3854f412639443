package hub

import (
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// invitesFrom lets a new user with a room of their own invite bob from an
// address, and returns the type of the answer: offers that bob gets are read.
func invitesFrom(t *testing.T, h *Hub, name, address string) (answer string) {
	t.Helper()
	c := connectOver(t, h, name, "REGISTER "+name+" CHAT/2.0", func(server net.Conn) net.Conn { return far{server, address} })
	defer func() { _ = c.Close() }()
	c.Want("200 Registration successful")
	c.Ask(`{"type":"hello"}`)
	c.Wants(`{"type":"welcome"}`)
	c.opens("of-" + name)
	c.Ask(fmt.Sprintf(`{"type":"invite","room":"of-%s","id":"i-%s","name":"bob"}`, name, name))
	for {
		if line := c.Wants(`{}`); line["type"] == "invite" || line["type"] == "error" {
			return line["type"].(string)
		}
	}
}

// The users of one address do not fill the list of another user.
func TestOneAddressCannotMakeAllInvitationsOfAUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		enter2(t, h, "bob", "")
		for n := range wire.MaxOffersThere {
			if got := invitesFrom(t, h, fmt.Sprint("crowd", n), "192.0.2.7"); got != "invite" {
				t.Fatalf("invitation %d is answered with %s", n, got)
			}
		}
		if got := invitesFrom(t, h, "one-more", "192.0.2.7"); got != "error" {
			t.Errorf("one more is answered with %s", got)
		}
		if got := invitesFrom(t, h, "carol", "192.0.2.8"); got != "invite" {
			t.Errorf("carol's of another address is answered with %s", got)
		}
	})
}

func TestInvitationsOfAnAddressCountForADay(t *testing.T) {
	q, now := &newInvitations(nil).quota, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	bob, dora := fromTo{"192.0.2.7", "bob"}, fromTo{"192.0.2.7", "dora"}
	for range wire.MaxOffersThere {
		if !q.take(bob, now) {
			t.Fatal("too few may be made")
		}
	}
	now = now.Add(wire.OffersWithin - 1)
	if q.take(bob, now) || !q.take(dora, now) {
		t.Error("before a day is over, bob is invited again, or dora is not")
	}
	if now = now.Add(1); !q.take(bob, now) || len(q.made[bob]) != 1 {
		t.Errorf("after a day %d of bob's count", len(q.made[bob]))
	}
	if q.take(fromTo{"192.0.2.9", "eve"}, now.Add(2*wire.OffersWithin)); len(q.made) != 1 {
		t.Errorf("two days later there are %d addresses and users, want the last one", len(q.made))
	}
}

// One person has one share, whatever names their devices have.
func TestTheNamesOfOnePersonsDevicesShareInvitations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		h.aliases.set("eve", []string{"mallory"})
		eve, mallory, bob := enter2(t, h, "eve", ""), enter2(t, h, "mallory", ""), enter2(t, h, "bob", "")
		for n := range wire.MaxOffersFrom {
			room := fmt.Sprint("r", n)
			eve.opens(room)
			eve.invites("bob", room)
			bob.Wants(`{"type":"offer","room":"` + room + `"}`)
		}
		mallory.opens("tea")
		mallory.Ask(`{"type":"invite","room":"tea","id":"x","name":"bob"}`)
		mallory.Wants(`{"type":"error","code":"not-taken","id":"x"}`)
	})
}
