package accounts

import (
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// Or else a moderator could keep an administrator out.
func TestABanOfAnAddressHoldsAgainstNobodyWithARole(t *testing.T) {
	b := open(t, Config{})
	mira := settle(t, b, "mira", wire.Moderator)
	settle(t, b, "ann", wire.Administrator)
	settle(t, b, "bob", wire.Member)
	do(t, b, mira.ID, &wire.Moderate{Act: wire.ActBan, Address: "192.0.2.1"})
	for name, in := range map[string]bool{"ann": true, "mira": true, "bob": false} {
		if _, err := b.Admit(t.Context(), visit(name, name)); (err == nil) != in {
			t.Errorf("%s from the address is told %v, in is to be %v", name, err, in)
		}
	}
	// It is the device that has the role, not whoever says the name.
	if _, err := b.Admit(t.Context(), visit("ann", "another")); err == nil {
		t.Error("another device gets in as ann")
	}
	if _, err := b.Admit(t.Context(), visit("carl", "ann")); err == nil {
		t.Error("ann's device gets in under a name without a role")
	}
}

func TestABannedNameIsNotReleased(t *testing.T) {
	b := open(t, Config{})
	settle(t, b, "bob", wire.Member)
	do(t, b, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "bob"})
	_, err := b.Moderate(t.Context(), model.Console, &wire.Moderate{Act: wire.ActRelease, Name: "bob"})
	wantCode(t, "release of a banned name", err, wire.NameBanned)
	do(t, b, model.Console, &wire.Moderate{Act: wire.ActPardon, Name: "bob"})
	do(t, b, model.Console, &wire.Moderate{Act: wire.ActRelease, Name: "bob"})
}

// Who loses a role does not take it back by an invitation put aside.
func TestALostRoleComesBackByNoInvitation(t *testing.T) {
	b := open(t, Config{})
	settle(t, b, "ann", wire.Administrator)
	settle(t, b, "eve", wire.Administrator)
	high, low := invite(t, b, model.Console, wire.Moderator), invite(t, b, model.Console, wire.Member)
	do(t, b, model.Console, &wire.Moderate{Act: wire.ActRole, Name: "eve", Role: wire.Member})
	if e, err := b.Admit(t.Context(), bringing(visit("eve", "eve"), high)); err != nil || e.Redeems {
		t.Errorf("eve comes to %+v, %v", e, err)
	}
	bind(t, b, bringing(visit("carl", "carl"), low)) // which is no role
}
