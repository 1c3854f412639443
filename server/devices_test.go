package main

import (
	"testing"

	"confab/server/wire"
)

// pairs returns a token that makes another device the member's.
func (m *member) pairs() string {
	m.t.Helper()
	key := m.key()
	m.tells(wire.Pair{ID: key})
	i := next[*wire.InvitationToken](m)
	if i.ID != key || i.Token == "" || i.For != 300 {
		m.t.Fatalf("%s gets %+v", m.Name, i)
	}
	return i.Token
}

// confirms waits until a device asks, and says whether it is one's own.
func (m *member) confirms(device wire.Fingerprint, yes bool) {
	m.t.Helper()
	if a := next[*wire.PairingRequest](m); a.Device != device || a.Over {
		m.t.Fatalf("%s hears %+v, want %s", m.Name, a, device)
	}
	m.tells(wire.Confirm{ID: m.key(), Device: device, Yes: yes})
	next[*wire.Done](m)
	if a := next[*wire.PairingRequest](m); a.Device != device || !a.Over {
		m.t.Errorf("%s hears %+v, want that it is over", m.Name, a)
	}
}

func TestASecondDeviceIsConfirmedByTheFirst(t *testing.T) {
	s := serve(t)
	desk := s.come(t, "alice", newDevice(), "")
	token := desk.pairs()

	stranger := s.knock(t, "bob", newDevice(), token)
	stranger.isRefused("409 Link of another name")

	laptop := s.knock(t, "alice", newDevice(), token)
	laptop.hears("100 Confirm this on your other device")
	desk.confirms(laptop.fingerprint(), true)
	laptop.enters("200 Registration successful")
	if list := next[*wire.DeviceList](desk); len(list.Devices) != 2 || list.ID != "" {
		t.Errorf("the first device is told of %+v", list)
	}
	// It is one person in two places, and both hear all of it.
	said := laptop.says("from the laptop")
	if e := next[*wire.Event](desk); e.ID != said.ID || e.From != "alice" {
		t.Errorf("the first device hears %+v", e)
	}
	// The token is spent.
	s.knock(t, "alice", newDevice(), token).isRefused("401")

	desk.tells(wire.Rename{ID: "r1", Device: laptop.fingerprint(), Name: "laptop"})
	next[*wire.Done](desk)
	list := next[*wire.DeviceList](laptop)
	if len(list.Devices) != 2 || list.Devices[1].Name != "laptop" || !list.Devices[1].Online {
		t.Errorf("the second device is told of %+v", list)
	}
	desk.isTold(wire.Rename{ID: "r2", Device: newMember(t).fingerprint(), Name: "x"}, wire.NoDevice)
	desk.tells(wire.Devices{ID: "d1"})
	for list = next[*wire.DeviceList](desk); list.ID == ""; { // that it was told of by itself
		list = next[*wire.DeviceList](desk)
	}
	if len(list.Devices) != 2 || list.Devices[1].Name != "laptop" || !list.Devices[0].Online {
		t.Errorf("the devices are %+v", list)
	}
}

func newMember(t *testing.T) *member { return &member{t: t, device: newDevice()} }

func TestARevokedDeviceIsOutAndStaysOut(t *testing.T) {
	s := serve(t)
	desk := s.come(t, "alice", newDevice(), "")
	desk.isTold(wire.Revoke{ID: "k0", Device: desk.fingerprint()}, wire.LastDevice) // the last one
	laptop := s.knock(t, "alice", newDevice(), desk.pairs())
	laptop.hears("100 Confirm this on your other device")
	desk.confirms(laptop.fingerprint(), true)
	laptop.enters("200 Registration successful")

	desk.tells(wire.Revoke{ID: "k1", Device: laptop.fingerprint()})
	next[*wire.Done](desk)
	laptop.isDisconnected(wire.ByeRevoked, "revoked")
	s.knock(t, "alice", laptop.device, "").isRefused("401")
	desk.says("still here")
}

// A device that is revoked has made no link that holds, nor one by which another
// one asks already.
func TestARevokedDevicesLinksAreVoid(t *testing.T) {
	s := serve(t)
	desk := s.come(t, "alice", newDevice(), "")
	laptop := s.knock(t, "alice", newDevice(), desk.pairs())
	laptop.hears("100 Confirm this on your other device")
	desk.confirms(laptop.fingerprint(), true)
	laptop.enters("200 Registration successful")
	token := desk.pairs()
	tablet := s.knock(t, "alice", newDevice(), token)
	tablet.hears("100 Confirm this on your other device")
	if a := next[*wire.PairingRequest](laptop); a.Device != tablet.fingerprint() {
		t.Fatalf("the laptop is told %+v", a)
	}
	laptop.tells(wire.Revoke{ID: laptop.key(), Device: desk.fingerprint()})
	next[*wire.Done](laptop)
	tablet.isRefused("408 Link expired")
	s.knock(t, "alice", newDevice(), token).isRefused("401 Client already registered")
}

func TestADeviceThatIsNotOnesOwnIsNot(t *testing.T) {
	s := serve(t)
	desk := s.come(t, "alice", newDevice(), "")
	token := desk.pairs()
	thief := s.knock(t, "alice", newDevice(), token)
	thief.hears("100 Confirm this on your other device")
	desk.confirms(thief.fingerprint(), false)
	thief.isRefused("411 Device not confirmed")
	s.knock(t, "alice", newDevice(), token).isRefused("401") // the token is void
	desk.isTold(wire.Confirm{ID: "k1", Device: thief.fingerprint(), Yes: true}, wire.NotAsking)

	// A device that was there before hears of who asks when it comes.
	token = desk.pairs()
	thief = s.knock(t, "alice", newDevice(), token)
	thief.hears("100 Confirm this on your other device")
	next[*wire.PairingRequest](desk)
	again := s.come(t, "alice", desk.device, "")
	again.confirms(thief.fingerprint(), true)
	thief.enters("200 Registration successful")
}

func TestWhoeverAsksHearsOfTheEnd(t *testing.T) {
	s := serve(t)
	desk := s.come(t, "alice", newDevice(), "")
	asks := s.knock(t, "alice", newDevice(), desk.pairs())
	asks.hears("100 Confirm this on your other device")
	next[*wire.PairingRequest](desk)
	go func() { _ = s.stop() }() // serve's own cleanup looks at its error
	asks.isRefused("505 Shutting down")
}

func TestGuestsHaveNoDevices(t *testing.T) {
	s := serve(t)
	carol := s.guest(t, "carol")
	carol.isTold(wire.Pair{ID: "k1"}, wire.IsGuest)
	carol.isTold(wire.Devices{ID: "k2"}, wire.IsGuest)
	carol.isTold(wire.Revoke{ID: "k3", Device: carol.fingerprint()}, wire.IsGuest)
	carol.isTold(wire.Confirm{ID: "k4", Device: carol.fingerprint(), Yes: true}, wire.IsGuest)
}

// Who makes another link has thought better of the first one.
func TestALinkThatIsVoidIsSaidToBe(t *testing.T) {
	s := serve(t)
	desk := s.come(t, "alice", newDevice(), "")
	first := s.knock(t, "alice", newDevice(), desk.pairs())
	first.hears("100 Confirm this on your other device")
	next[*wire.PairingRequest](desk)
	token := desk.pairs()
	first.isRefused("408 Link expired")

	second := s.knock(t, "alice", newDevice(), token)
	second.hears("100 Confirm this on your other device")
	for next[*wire.PairingRequest](desk).Device != second.fingerprint() {
		continue // the first one, which is over
	}
	third := s.knock(t, "alice", newDevice(), token)
	third.hears("100 Confirm this on your other device")
	second.isRefused("412 Another device")
	if a := next[*wire.PairingRequest](desk); a.Device != second.fingerprint() || !a.Over {
		t.Errorf("the first device hears %+v, want that it is over", a)
	}
	desk.confirms(third.fingerprint(), true)
	third.enters("200 Registration successful")
}
