package hub

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"confab/server/model"
	"confab/server/wire"
)

// A network carries the notices of several hubs, as JSON.
type network struct {
	mu    sync.Mutex
	nodes []func(Notice)
}

// A busEnd is one hub's end of a network.
type busEnd struct{ *network }

func (b busEnd) Subscribe(receive func(Notice)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.nodes = append(b.nodes, receive)
}

func (b busEnd) Publish(n Notice) {
	b.mu.Lock()
	nodes := b.nodes
	b.mu.Unlock()
	text, err := json.Marshal(n)
	if err != nil {
		panic(err)
	}
	for _, receive := range nodes {
		var n Notice
		if err := json.Unmarshal(text, &n); err != nil {
			panic(err)
		}
		receive(n)
	}
}

// openTwo runs two hubs on one journal and one bus, with roll as the accounts of
// both; nil for none.
func openTwo(t *testing.T, accounts Accounts) (a, b *Hub) {
	t.Helper()
	journal, bus := newMemory(), busEnd{&network{}}
	cfg := limits()
	cfg.Bus, cfg.Accounts = bus, accounts
	a, _ = openOn(t, cfg, journal)
	b, _ = openOn(t, cfg, journal)
	return a, b
}

// What is not stored reaches the clients of another node.
func TestANoticeReachesTheOtherNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := openTwo(t, nil)
		carol, alice := enter(t, a, "carol"), enter2(t, a, "alice", "")
		alice.Wants(`{"type":"presence","came":["alice","carol"]}`)
		synctest.Wait() // before there is a client at the other node that would receive it too
		alice2 := enter2(t, b, "alice", "")
		bob := enter2(t, b, "bob", "")
		for _, c := range []*client{alice, alice2, bob} {
			c.Wants(`{"type":"presence","came":["alice","bob"]}`)
		}

		carol.Say("hello")
		for _, c := range []*client{alice, alice2, bob} {
			c.Wants(`{"type":"message","from":"carol"}`)
		}

		alice.Ask(`{"type":"typing","room":"lobby"}`)
		bob.Wants(`{"type":"typing","room":"lobby","from":"alice"}`)
		alice.Ask(`{"type":"read","room":"lobby","seq":1}`)
		alice2.Wants(`{"type":"read","room":"lobby","seq":1}`) // and not that she is typing
		alice.HearsNothing()                                   // of what she does here
	})
}

// So do sanctions.
func TestASanctionReachesTheOtherNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := openTwo(t, nil)
		bob := enter2(t, b, "bob", "")
		before := b.permissions.Load()
		a.bus.Publish(Notice{Disconnect: &Disconnection{Target{Key: "bob"}, wire.ByeBanned, wire.With("for", 60, "reason", "spam")}})
		bob.Wants(`{"type":"bye","code":"banned","params":{"for":60,"reason":"spam"}}`)
		bob.WantEnd()
		if b.permissions.Load() == before {
			t.Error("a client that is being admitted at the other node is not looked at again")
		}
	})
}

// A device asks at one node, and another one of the user confirms it at another.
func TestADeviceIsConfirmedAtTheOtherNode(t *testing.T) {
	for _, yes := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			a, b := openTwo(t, nil)
			bob := enter2(t, b, "bob", "")
			answer := make(chan error, 1)
			a.doAndWait(func() { a.pairing.waiting["1"] = answer })
			a.bus.Publish(Notice{Pairing: &PairingNotice{Key: "bob", ID: "1", Device: "new", Address: "192.0.2.1"}})
			bob.Wants(`{"device":"new","address":"192.0.2.1"}`)
			over := PairingNotice{Key: "bob", Over: true, ID: "1"}
			if !yes {
				over.Refusal = wire.NotConfirmed
			}
			b.bus.Publish(Notice{Pairing: &over})
			bob.Wants(`{"device":"new","over":true}`)
			if err := <-answer; (err == nil) != yes {
				t.Errorf("confirmed: %v, the answer is %v", yes, err)
			}
		})
	}
}

// A user who has confirmed a device has confirmed that one, though another one
// asks before the answer has reached the first.
func TestADeviceThatAsksLaterDoesNotTakeTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		first, second := make(chan error, 2), make(chan error, 2)
		h.doAndWait(func() {
			p := h.pairing
			p.waiting["1"], p.waiting["2"] = first, second
			p.receive(PairingNotice{Key: "bob", ID: "1", Device: "new"})
			p.requests["bob"].answered = true // by confirm, which then publishes
			p.receive(PairingNotice{Key: "bob", ID: "2", Device: "newer"})
			p.receive(PairingNotice{Key: "bob", ID: "1", Over: true})
			if len(p.requests)+len(p.waiting) != 0 {
				t.Errorf("%d requests and %d waiting devices are left", len(p.requests), len(p.waiting))
			}
		})
		first <- errors.New("no answer")
		second <- errors.New("no answer")
		if err := <-first; err != nil {
			t.Errorf("the confirmed device gets %v", err)
		}
		if err := <-second; err != wire.LinkExpired {
			t.Errorf("the other device gets %v, want %v", err, wire.LinkExpired)
		}
	})
}

// A target is what a sanction is about, and never the console.
func TestATargetHasItsConnections(t *testing.T) {
	conn := func(key string, device wire.Fingerprint, from string, role wire.Role) *Conn {
		c := &Conn{key: key, device: device, user: &user{current: model.Account{Role: role}}}
		c.from.Key = from
		return c
	}
	bob := conn("bob", "d1", "192.0.2.1", wire.Member)
	for _, c := range []struct {
		target Target
		conn   *Conn
		want   bool
	}{
		{Target{Key: "bob"}, bob, true},
		{Target{Key: "eve"}, bob, false},
		{Target{Key: "eve", Devices: []wire.Fingerprint{"d0", "d1"}}, bob, true},
		{Target{Key: "eve", Devices: []wire.Fingerprint{""}}, conn("zoe", "", "", ""), false},
		{Target{Key: "bob", Device: "d1"}, bob, true},
		{Target{Key: "bob", Device: "d2"}, bob, false},
		{Target{Key: "eve", Device: "d1"}, bob, false},
		{Target{Address: "192.0.2.1"}, bob, true},
		{Target{Address: "192.0.2.1"}, conn("mod", "d3", "192.0.2.1", wire.Moderator), false},
		{Target{Address: "192.0.2.2"}, bob, false},
		{Target{}, &Conn{console: true}, false},
	} {
		if got := c.target.has(c.conn); got != c.want {
			t.Errorf("%+v has %s: %v, want %v", c.target, c.conn.key, got, c.want)
		}
	}
}
