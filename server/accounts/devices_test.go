package accounts

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

func TestOnesDevices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		alice := bind(t, s, visit("alice", "laptop"))
		bind(t, s, visit("second", "laptop"))
		time.Sleep(time.Second)
		bind(t, s, bringing(visit("alice", "phone"), pair(t, s, alice.ID)))
		time.Sleep(time.Second)
		seen := func(device_, name string) {
			t.Helper()
			if err := s.Seen(t.Context(), alice.ID, device(device_), name); err != nil {
				t.Error(err)
			}
		}
		seen("laptop", "")
		seen("laptop", "Alice's laptop")
		time.Sleep(time.Second)
		seen("laptop", "another name")

		wantDevices := func(want ...wire.Device) {
			t.Helper()
			if got, err := s.Devices(t.Context(), alice.ID); err != nil || !slices.Equal(got, want) {
				t.Errorf("the devices are %+v, %v, want %+v", got, err, want)
			}
		}
		at := func(second int) string { return fmt.Sprintf("2000-01-01T00:00:%02d.000Z", second) }
		laptop := wire.Device{ID: device("laptop"), Name: "Alice's laptop", Added: at(0), Seen: at(3)}
		phone := wire.Device{ID: device("phone"), Added: at(1)}
		wantDevices(laptop, phone)

		if err := s.Rename(t.Context(), alice.ID, phone.ID, "phone"); err != nil {
			t.Error(err)
		}
		phone.Name = "phone"
		wantDevices(laptop, phone)

		before := dump(t, s)
		for what, err := range map[string]error{
			"a name for nobody's device":   s.Rename(t.Context(), alice.ID, device("other"), "x"),
			"nobody's device that comes":   s.Seen(t.Context(), alice.ID, device("other"), "x"),
			"nobody's device that goes":    s.Revoke(t.Context(), alice.ID, device("other")),
			"another account's device":     s.Revoke(t.Context(), account(t, s, "second").ID, device("phone")),
			"a guest's device":             s.Revoke(t.Context(), model.Guest, device("phone")),
			"an account that there is not": s.Rename(t.Context(), 99, device("phone"), "x"),
		} {
			wantCode(t, what, err, wire.NoDevice)
		}
		if dump(t, s) != before {
			t.Error("what is not found has changed something")
		}

		if err := s.Revoke(t.Context(), alice.ID, laptop.ID); err != nil {
			t.Error(err)
		}
		wantDevices(phone)
		_, err := s.Admit(t.Context(), visit("alice", "laptop"))
		wantReply(t, "a device that was revoked", err, wire.NameTaken, "")
		if e, err := s.Admit(t.Context(), visit("second", "laptop")); err != nil || e.Binds() {
			t.Errorf("its other name comes to %+v, %v, want in", e, err)
		}
		wantCode(t, "the last device", s.Revoke(t.Context(), alice.ID, phone.ID), wire.LastDevice)
		wantDevices(phone)
	})
}

// What a device may have made that lets others in ends with it: a link for a
// further device, and invitations.
func TestARevokedDeviceLeavesNothingOpen(t *testing.T) {
	s := open(t, Config{InviteOnly: true})
	ann := bind(t, s, bringing(visit("ann", "laptop"), invite(t, s, model.Console, wire.Moderator)))
	bind(t, s, bringing(visit("ann", "phone"), pair(t, s, ann.ID)))
	link, invitation := pair(t, s, ann.ID), invite(t, s, ann.ID, wire.Member)
	others := invite(t, s, model.Console, wire.Member)
	if err := s.Revoke(t.Context(), ann.ID, device("nobody's")); err == nil {
		t.Error("a device that there is not was revoked")
	}
	if _, err := s.Admit(t.Context(), bringing(visit("ann", "tablet"), link)); err != nil {
		t.Errorf("the link does not hold: %v", err)
	}
	if err := s.Revoke(t.Context(), ann.ID, device("phone")); err != nil {
		t.Fatal(err)
	}
	_, err := s.Admit(t.Context(), bringing(visit("ann", "tablet"), link))
	wantReply(t, "a link made before a device was revoked", err, wire.NameTaken, "")
	_, err = s.Admit(t.Context(), bringing(visit("eve", "eve's"), invitation))
	wantReply(t, "an invitation made before a device was revoked", err, wire.InvitationVoid, "ask for a new one")
	if _, err = s.Admit(t.Context(), bringing(visit("bob", "bob's"), others)); err != nil {
		t.Errorf("somebody else's invitation does not hold: %v", err)
	}
}

func TestAGuestHasNoDevices(t *testing.T) {
	s := open(t, Config{})
	if devices, err := s.Devices(t.Context(), model.Guest); err != nil || devices == nil || len(devices) > 0 {
		t.Errorf("a guest has %v, %v, want a list with nothing in it", devices, err)
	}
}
