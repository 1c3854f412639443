package main

import (
	"path/filepath"
	"testing"

	"confab/server/wire"
)

// opens makes a private room of the member's, or one for everybody.
func (m *member) opens(room string, private bool) {
	m.t.Helper()
	key := m.key()
	m.tells(wire.Open{Room: room, ID: key, Private: private})
	m.hearsEvent(key)
}

// hearsEvent wants an event, whatever else comes before it.
func (m *member) hearsEvent(key string) {
	m.t.Helper()
	for next[*wire.Event](m).ID != key {
	}
}

// invites invites somebody to a room, and wants that stored.
func (m *member) invites(name, room string) {
	m.t.Helper()
	key := m.key()
	m.tells(wire.Invite{Room: room, ID: key, Name: name})
	m.hearsEvent(key)
}

// isOffered wants the news of an invitation to a room, or that it is over.
func (m *member) isOffered(room, from string) {
	m.t.Helper()
	o := next[*wire.Offer](m)
	if o.Room != room || o.From != from || o.Over != (from == "") {
		m.t.Errorf("%s is offered %+v, want %s from %q", m.Name, o, room, from)
	}
}

// joins becomes a member of a room.
func (m *member) joins(room string) {
	m.t.Helper()
	key := m.key()
	m.tells(wire.Join{Room: room, ID: key})
	m.hearsEvent(key)
}

// blocks blocks somebody.
func (m *member) blocks(name string) {
	m.t.Helper()
	m.tells(wire.Block{ID: m.key(), Name: name})
	next[*wire.Done](m)
}

// Who gets a name learns nothing of what its owner before was invited to, and
// can be invited like anybody else.
func TestANewOwnerOfANameIsInvitedAsAnybodyElse(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	carol := s.come(t, "carol", newDevice(), "")
	carol.opens("den", true)
	erin := s.come(t, "erin", newDevice(), "")
	carol.invites("erin", "den")
	erin.isOffered("den", "carol")
	ann.acts(wire.Moderate{Act: wire.ActUnregister, Name: "erin"})
	erin = s.come(t, "erin", newDevice(), "")
	for _, room := range []string{"den", "nowhere"} {
		erin.isTold(wire.Decline{Room: room, ID: erin.key()}, wire.NoOffer)
		erin.isTold(wire.Join{Room: room, ID: erin.key()}, wire.NoRoom)
	}
	carol.invites("erin", "den")
	erin.isOffered("den", "carol")
	erin.joins("den")

	// A guest is somebody else than who registers the name next.
	carol.opens("help", false)
	zoe := s.guest(t, "zoe")
	carol.invites("zoe", "help")
	zoe.isOffered("help", "carol")
	zoe.tells(wire.Quit{})
	zoe.isDisconnected(wire.ByeQuit, "")
	zoe = s.come(t, "zoe", newDevice(), "")
	carol.invites("zoe", "help")
	zoe.isOffered("help", "carol")
}

func TestAMutedUserDeclinesNothingThatOthersSee(t *testing.T) {
	s := serve(t)
	ann, alice := s.administrator(t, "ann"), s.come(t, "alice", newDevice(), "")
	ann.opens("den", true)
	ann.invites("alice", "den")
	ann.acts(wire.Moderate{Act: wire.ActMute, Name: "alice"})
	alice.isTold(wire.Decline{Room: "den", ID: alice.key()}, wire.Muted)
	ann.acts(wire.Moderate{Act: wire.ActUnmute, Name: "alice"})
	alice.tells(wire.Decline{Room: "den", ID: "d"})
	if e := next[*wire.Event](ann); e.ID != "d" {
		t.Errorf("the members hear %+v first", e)
	}
}

func TestInvitationsOfABannedUserDoNotHold(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := serve(t, "-data", data)
	ann, ownDevice := s.administrator(t, "ann"), newDevice()
	carol, device := s.come(t, "carol", newDevice(), ""), newDevice()
	carol.opens("den", true)
	eve, dora := s.come(t, "eve", device, ""), s.come(t, "dora", ownDevice, "")
	s.come(t, "eve2", device, "")
	carol.invites("eve", "den")
	eve.isOffered("den", "carol")
	eve.joins("den")
	eve.invites("dora", "den")
	dora.isOffered("den", "eve")
	for _, name := range []string{"eve", "eve2"} { // by whichever name of the device
		ann.acts(wire.Moderate{Act: wire.ActBan, Name: name})
		dora.isOffered("den", "")
		dora.isTold(wire.Join{Room: "den", ID: dora.key()}, wire.NoRoom)
		if name == "eve" {
			ann.acts(wire.Moderate{Act: wire.ActUnban, Name: name})
			dora.isOffered("den", "eve")
		}
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = serve(t, "-data", data)
	dora = s.come(t, "dora", ownDevice, "")
	dora.isTold(wire.Join{Room: "den", ID: "again"}, wire.NoRoom)
}

// A block holds for a person as a mute does: for all names of their devices.
func TestABlockHoldsForAllNamesOfADevice(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := serve(t, "-data", data)
	device, own := newDevice(), newDevice()
	bob, eve := s.come(t, "bob", own, ""), s.come(t, "eve", device, "")
	before := s.come(t, "before", device, "")
	before.opens("spam", false)
	before.invites("bob", "spam")
	bob.isOffered("spam", "before")
	before.tells(wire.Direct{Name: "bob", ID: before.key()})
	next[*wire.Event](before)
	bob.tells(wire.Block{ID: bob.key(), Name: "eve"})
	bob.isOffered("spam", "")
	next[*wire.Done](bob)
	after := s.come(t, "after", device, "")
	isBlocked := func(m *member) {
		t.Helper()
		m.isTold(wire.Direct{Name: "bob", ID: m.key()}, wire.NotTaken)
		m.opens("r-"+m.Name, false)
		m.isTold(wire.Invite{Room: "r-" + m.Name, ID: m.key(), Name: "bob"}, wire.NotTaken)
	}
	isBlocked(eve)
	isBlocked(after)
	before.isTold(wire.Say{Room: wire.DirectRoom("bob", "before", 1), ID: before.key(), Text: "me again"}, wire.NotTaken)
	before.isTold(wire.Typing{Room: wire.DirectRoom("bob", "before", 1)}, wire.NotTaken)
	other := s.come(t, "other", newDevice(), "")
	other.tells(wire.Direct{Name: "bob", ID: other.key()})
	next[*wire.Event](other)

	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = serve(t, "-data", data)
	after = s.come(t, "after", device, "")
	after.isTold(wire.Direct{Name: "bob", ID: "again-1"}, wire.NotTaken)
	bob = s.come(t, "bob", own, "")
	bob.tells(wire.Unblock{ID: "again-2", Name: "eve"})
	next[*wire.Done](bob)
	after.tells(wire.Direct{Name: "bob", ID: "again-3"})
	after.hearsEvent("again-3")
}

// A guest who is blocked does not end that by coming with a key.
func TestABlockedGuestIsBlockedWithAKey(t *testing.T) {
	s := serve(t)
	bob, gus := s.come(t, "bob", newDevice(), ""), s.guest(t, "gus")
	bob.blocks("gus")
	gus.tells(wire.Quit{})
	gus.isDisconnected(wire.ByeQuit, "")
	gus = s.come(t, "gus", newDevice(), "")
	gus.isTold(wire.Direct{Name: "bob", ID: gus.key()}, wire.NotTaken)
	if said := next[*wire.Blocked](bob); said.Off || len(said.Names) != 1 || len(said.Guests) > 0 {
		t.Errorf("bob hears %+v, want that gus is an account", said)
	}
}
