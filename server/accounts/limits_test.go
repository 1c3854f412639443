package accounts

import (
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// Or else a moderator could keep an administrator out.
func TestABanOfAnAddressHoldsAgainstNobodyWithARole(t *testing.T) {
	s := open(t, Config{})
	mira := settle(t, s, "mira", wire.Moderator)
	settle(t, s, "ann", wire.Administrator)
	settle(t, s, "bob", wire.Member)
	do(t, s, mira.ID, &wire.Moderate{Act: wire.ActBan, Address: "192.0.2.1"})
	for name, in := range map[string]bool{"ann": true, "mira": true, "bob": false} {
		if _, err := s.Admit(t.Context(), visit(name, name)); (err == nil) != in {
			t.Errorf("%s from the address is told %v, in is to be %v", name, err, in)
		}
	}
	// It is the device that has the role, not whoever says the name.
	if _, err := s.Admit(t.Context(), visit("ann", "another")); err == nil {
		t.Error("another device gets in as ann")
	}
	if _, err := s.Admit(t.Context(), visit("carl", "ann")); err == nil {
		t.Error("ann's device gets in under a name without a role")
	}
}

func TestABannedNameIsNotUnregistered(t *testing.T) {
	s := open(t, Config{})
	settle(t, s, "bob", wire.Member)
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "bob"})
	_, err := s.Moderate(t.Context(), model.Console, &wire.Moderate{Act: wire.ActUnregister, Name: "bob"})
	wantCode(t, "unregistering a banned name", err, wire.NameBanned)
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnban, Name: "bob"})
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnregister, Name: "bob"})
}

// Who loses a role does not take it back by an invitation put aside.
func TestALostRoleComesBackByNoInvitation(t *testing.T) {
	s := open(t, Config{})
	settle(t, s, "ann", wire.Administrator)
	settle(t, s, "eve", wire.Administrator)
	high, low := invite(t, s, model.Console, wire.Moderator), invite(t, s, model.Console, wire.Member)
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActRole, Name: "eve", Role: wire.Member})
	if e, err := s.Admit(t.Context(), bringing(visit("eve", "eve"), high)); err != nil || e.Redeems {
		t.Errorf("eve comes to %+v, %v", e, err)
	}
	bind(t, s, bringing(visit("carl", "carl"), low)) // which is no role
}
