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

func TestAMuteHoldsUntilItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		bind(t, s, visit("alice", "laptop"))
		wantMute := func(name string, want model.Mute) {
			t.Helper()
			if got := account(t, s, name).Mute; got != want {
				t.Errorf("%s has the mute %+v, want %+v", name, got, want)
			}
			v := visit(name, "")
			if name == "ALICE" {
				v = visit(name, "laptop")
			}
			if e, err := s.Admit(t.Context(), v); err != nil || e.Account.Mute != want {
				t.Errorf("%s comes in with the mute %+v, %v, want %+v", name, e.Account.Mute, err, want)
			}
		}
		mute := func(name string, minutes int, reason string) {
			t.Helper()
			do(t, s, model.Console, &wire.Moderate{Act: wire.ActMute, Name: name, Minutes: minutes, Reason: reason})
		}
		began := time.Now().UTC()
		mute("Alice", 10, "too loud")
		mute("eve", 0, "") // a guest, for good
		wantMute("ALICE", model.Mute{Until: began.Add(10 * time.Minute), Reason: "too loud", On: true})
		wantMute("EVE", model.Mute{On: true})
		if a := account(t, s, "eve"); a.ID != model.Guest || a.Role != "" {
			t.Errorf("eve is %+v, want a guest", a)
		}

		mute("ALICE", 1, "still") // instead of the first
		wantMute("ALICE", model.Mute{Until: began.Add(time.Minute), Reason: "still", On: true})
		time.Sleep(time.Minute - time.Millisecond)
		wantMute("ALICE", model.Mute{Until: began.Add(time.Minute), Reason: "still", On: true})
		time.Sleep(time.Millisecond)
		wantMute("ALICE", model.Mute{})
		_, err := s.Moderate(t.Context(), model.Console, &wire.Moderate{Act: wire.ActUnmute, Name: "alice"})
		wantCode(t, "the end of a mute that has ended", err, wire.NoSanction)

		time.Sleep(100 * 365 * 24 * time.Hour)
		wantMute("EVE", model.Mute{On: true})
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnmute, Name: "Eve"})
		wantMute("EVE", model.Mute{})
	})
}

// A mute holds for the devices of a name, whatever other name they come with, as
// a ban does.
func TestAMuteHoldsForDevices(t *testing.T) {
	s := open(t, Config{})
	alice := bind(t, s, visit("alice", "laptop"))
	bind(t, s, bringing(visit("alice", "phone"), pair(t, s, alice.ID)))
	bind(t, s, visit("alias", "phone"))
	bind(t, s, visit("bob", "bob's"))
	isMuted := func(want bool) {
		t.Helper()
		for _, v := range []model.Visit{visit("alice", "laptop"), visit("alias", "phone"), visit("fresh", "laptop")} {
			if e, err := s.Admit(t.Context(), v); err != nil || e.Account.Mute.On != want {
				t.Errorf("%s comes in with the mute %+v, %v, want %v", v.Name, e.Account.Mute, err, want)
			}
		}
		if got := account(t, s, "alias").Mute; got.On != want {
			t.Errorf("alias has the mute %+v, want %v", got, want)
		}
		if e, err := s.Admit(t.Context(), visit("bob", "bob's")); err != nil || e.Account.Mute.On {
			t.Errorf("bob is muted: %+v, %v", e, err)
		}
	}
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActMute, Name: "alice", Minutes: 10})
	isMuted(true)
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnmute, Name: "alice"})
	isMuted(false)
}

// Each ends its own kind and no other: of a name, and of an address.
func TestUnmuteAndUnbanEndTheirOwnKind(t *testing.T) {
	s := open(t, Config{})
	for _, act := range []string{wire.ActMute, wire.ActBan} {
		do(t, s, model.Console, &wire.Moderate{Act: act, Name: "eve"})
	}
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Address: "2001:db8::7"})
	v := visit("eve", "")
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnban, Name: "EVE"})
	if e, err := s.Admit(t.Context(), v); err != nil || !e.Account.Mute.On {
		t.Errorf("after the unban it comes to %+v, %v, want a guest who is still muted", e, err)
	}
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "eve"})
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnmute, Name: "eve"})
	_, err := s.Admit(t.Context(), v)
	wantReply(t, "a banned name whose mute has ended", err, wire.Banned, "permanently")
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnban, Name: "eve"})
	if e, err := s.Admit(t.Context(), v); err != nil || e.Account.Mute.On {
		t.Errorf("in the end it comes to %+v, %v", e, err)
	}
	v.Address = "2001:db8::8"
	_, err = s.Admit(t.Context(), v)
	wantReply(t, "the address, which is still banned", err, wire.Banned, "permanently")
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnban, Address: "2001:db8::9"}) // the same network
	if _, err := s.Admit(t.Context(), v); err != nil {
		t.Errorf("after its unban the address comes to %v", err)
	}
	_, err = s.Moderate(t.Context(), model.Console, &wire.Moderate{Act: wire.ActUnban, Address: "2001:db8::7"})
	wantCode(t, "an unban without a ban", err, wire.NoSanction)
	_, err = s.Moderate(t.Context(), model.Console, &wire.Moderate{Act: wire.ActUnmute, Address: "2001:db8::7"})
	wantCode(t, "an unmute of an address", err, wire.BadMember)
}

func TestAnUnregisteredNameIsFree(t *testing.T) {
	s := open(t, Config{})
	alice := settle(t, s, "alice", wire.Moderator)
	link, invitation := pair(t, s, alice.ID), invite(t, s, alice.ID, wire.Member)
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActMute, Name: "alice"})
	devices := do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnregister, Name: "alice"})
	if want := []wire.Fingerprint{device("alice")}; !slices.Equal(devices, want) {
		t.Errorf("the devices whose connections end are %v, want %v", devices, want)
	}
	if a := account(t, s, "alice"); a.ID != model.Guest || !a.Mute.On {
		t.Errorf("alice is %+v, want a guest who is still muted", a)
	}
	if left := number(t, s, "SELECT (SELECT count(*) FROM devices) + (SELECT count(*) FROM tokens)"); left > 0 {
		t.Errorf("%d devices and tokens are left", left)
	}
	for what, v := range map[string]model.Visit{"the link": bringing(visit("alice", "other"), link), "the invitation": bringing(visit("eve", "eve's"), invitation)} {
		_, err := s.Admit(t.Context(), v)
		wantReply(t, what+" of the unregistered account", err, wire.InvitationVoid, "ask for a new one")
	}
	v := visit("Alice", "somebody else's")
	v.Seq = 50
	a := bind(t, s, v)
	if a.ID == alice.ID || a.Name != "Alice" || a.Role != wire.Member || a.Since != 50 {
		t.Errorf("the next who has the name is %+v, want a member of their own since 50", a)
	}
	if _, err := s.Devices(t.Context(), alice.ID); err != nil {
		t.Error(err)
	}
	wantCode(t, "what the first does now", s.Seen(t.Context(), alice.ID, device("alice"), ""), wire.NoDevice)
}

// An act is about the name's devices, and about no others.
func TestWhoseDevicesAnActIsAbout(t *testing.T) {
	for act, want := range map[string]bool{
		wire.ActBan: true, wire.ActKick: true, wire.ActUnregister: true, wire.ActMute: true, wire.ActRole: false,
	} {
		s := open(t, Config{})
		alice := bind(t, s, visit("alice", "laptop"))
		bind(t, s, bringing(visit("alice", "phone"), pair(t, s, alice.ID)))
		bind(t, s, visit("bob", "bob's"))
		devices := do(t, s, model.Console, &wire.Moderate{Act: act, Name: "alice", Role: wire.Moderator})
		if want && (len(devices) != 2 || !slices.Contains(devices, device("laptop")) || !slices.Contains(devices, device("phone"))) || !want && devices != nil {
			t.Errorf("%s is about %v", act, devices)
		}
	}
}

// What has been done is all there, and what has not, is not.
func TestTheAuditHasEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		token, err := s.FirstAdministrator(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ann := bind(t, s, bringing(visit("ann", "ann's"), token))
		bind(t, s, visit("bob", "bob's"))
		bind(t, s, bringing(visit("bob", "phone"), pair(t, s, account(t, s, "bob").ID))) // one's own devices are nobody's business
		for _, r := range []wire.Moderate{
			{Act: wire.ActRole, Name: "bob", Role: wire.Moderator},
			{Act: wire.ActRole, Name: "bob", Role: wire.Moderator}, // which he is
			{Act: wire.ActMute, Name: "Eve", Minutes: 10, Reason: "too loud"},
			{Act: wire.ActKick, Name: "Eve"},
			{Act: wire.ActBan, Name: "Eve"},
			{Act: wire.ActBan, Address: "::ffff:192.0.2.9", Minutes: 1},
			{Act: wire.ActUnmute, Name: "Eve"},
			{Act: wire.ActUnban, Name: "Eve"},
			{Act: wire.ActUnban, Address: "192.0.2.9"},
			{Act: wire.ActClose, Reason: "a raid"},
			{Act: wire.ActClose}, // which it is
			{Act: wire.ActOpen},
			{Act: wire.ActOpen},
			{Act: wire.ActUnregister, Name: "bob"},
			{Act: wire.ActCloseRoom, Room: "tea", Reason: "spam"},
		} {
			do(t, s, ann.ID, &r)
			time.Sleep(time.Second)
		}
		e := &wire.Event{Room: "tea", From: "ann", ID: "k1", At: time.Now(), Body: wire.Encode(wire.EditBody{Target: "k", Reason: "rude"})}
		if err := s.Removed(t.Context(), e, "Eve"); err != nil {
			t.Error(err)
		}
		bind(t, s, bringing(visit("carol", "carol's"), invite(t, s, ann.ID, wire.Moderator)))

		want := []string{
			"server invite administrator", "server redeem ann administrator",
			"ann role bob moderator", "ann mute Eve", "ann kick Eve", "ann ban Eve", "ann ban 192.0.2.9",
			"ann unmute Eve", "ann unban Eve", "ann unban 192.0.2.9", "ann close", "ann open", "ann unregister bob", "ann close-room",
			"ann remove Eve", "ann invite moderator", "ann redeem carol moderator",
		}
		if got := acts(t, s); !slices.Equal(got, want) {
			t.Errorf("the audit has\n%q\nwant\n%q", got, want)
		}
		a, err := s.Audit(t.Context(), ann.ID, &wire.Audit{ID: "k", Limit: wire.MaxEntries})
		if err != nil || a.ID != "k" || a.More {
			t.Fatalf("the audit answers %+v, %v", a, err)
		}
		removed, muted := a.Entries[2], a.Entries[len(a.Entries)-4]
		if want := (wire.AuditEntry{ID: 15, At: "2000-01-01T00:00:15.000Z", By: "ann", Act: wire.ActRemove, Name: "Eve", Room: "tea", Reason: "rude"}); removed != want {
			t.Errorf("the removal is in the audit log as %+v, want %+v", removed, want)
		}
		if want := (wire.AuditEntry{ID: 4, At: "2000-01-01T00:00:02.000Z", By: "ann", Act: wire.ActMute, Name: "Eve", Until: "2000-01-01T00:10:02.000Z", Reason: "too loud"}); muted != want {
			t.Errorf("who was muted stands there as %+v, want %+v", muted, want)
		}
	})
}

func TestTheAuditAndTheSanctionsComeInPages(t *testing.T) {
	s := open(t, Config{})
	const all = 250
	for i := range all {
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActMute, Name: fmt.Sprint("eve", i)})
	}
	walk := func(what string, limit int, page func(before int64) (ids []int64, more bool)) {
		t.Helper()
		next, before := int64(all), int64(0)
		for more := true; more; {
			var ids []int64
			if ids, more = page(before); len(ids) != min(limit, int(next)) {
				t.Fatalf("%s: a page has %d entries before %d, want %d", what, len(ids), before, min(limit, int(next)))
			}
			for _, id := range ids {
				if id != next {
					t.Fatalf("%s: %d comes, want %d", what, id, next)
				}
				next--
			}
			before = ids[len(ids)-1]
		}
		if next != 0 {
			t.Errorf("%s: the last page ends at %d", what, next+1)
		}
	}
	for _, limit := range []int{50, 100, 99} { // with 50 the last page is full
		walk("audit", limit, func(before int64) (ids []int64, more bool) {
			a, err := s.Audit(t.Context(), model.Console, &wire.Audit{Before: before, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range a.Entries {
				ids = append(ids, e.ID)
			}
			return ids, a.More
		})
		walk("sanctions", limit, func(before int64) (ids []int64, more bool) {
			s, err := s.Sanctions(t.Context(), model.Console, &wire.Sanctions{Before: before, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range s.Entries {
				ids = append(ids, e.ID)
			}
			return ids, s.More
		})
	}
}
