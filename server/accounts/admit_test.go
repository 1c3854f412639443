package accounts

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// Each row is somebody who comes to a server where alice has a laptop, has made
// a link for another device, and two invitations are out.
func TestWhoComesIn(t *testing.T) {
	const (
		refused = "refused"
		guest   = "guest"
		in      = "in"
		fresh   = "new"
		pairs   = "pairs"
		redeems = "redeems"
	)
	type row struct {
		what, name, device, token string
		want                      string
		reply                     wire.Reply
		says                      string
	}
	for server, rows := range map[string][]row{
		"open": {
			{"a guest", "eve", "", "", guest, wire.Reply{}, ""},
			{"a guest with an invitation", "eve", "", "member", guest, wire.Reply{}, ""},
			{"a new name", "eve", "tablet", "", fresh, wire.Reply{}, ""},
			{"a second name of a device", "eve", "laptop", "", fresh, wire.Reply{}, ""},
			{"a new name with an invitation", "eve", "tablet", "member", fresh + redeems, wire.Reply{}, ""},
			{"a new name with a token of nobody's", "eve", "tablet", "nonsense", refused, wire.InvitationVoid, "ask for a new one"},
			{"a new name with alice's link", "eve", "tablet", "pair", refused, wire.LinkOfAnother, "choose the name"},
			{"alice", "Alice", "laptop", "", in, wire.Reply{}, ""},
			{"alice with a token of nobody's", "alice", "laptop", "nonsense", in, wire.Reply{}, ""},
			{"alice with her own link", "alice", "laptop", "pair", in, wire.Reply{}, ""},
			{"alice with a member's invitation", "alice", "laptop", "member", in, wire.Reply{}, ""},
			{"alice with an administrator's", "alice", "laptop", "administrator", redeems, wire.Reply{}, ""},
			{"alice as a guest", "alice", "", "", refused, wire.NameTaken, ""},
			{"alice as a guest with her link", "alice", "", "pair", refused, wire.NameTaken, ""},
			{"another device", "alice", "tablet", "", refused, wire.NameTaken, ""},
			{"another device with an invitation", "alice", "tablet", "administrator", refused, wire.NameTaken, ""},
			{"another device with a token of nobody's", "alice", "tablet", "nonsense", refused, wire.NameTaken, ""},
			{"another device with alice's link", "alice", "tablet", "pair", pairs, wire.Reply{}, ""},
			{"bob with alice's link", "bob", "tablet", "pair", refused, wire.NameTaken, ""},
		},
		"closed": {
			{"a guest", "eve", "", "", refused, wire.RegistrationClosed, "come back later"},
			{"a new name", "eve", "tablet", "", refused, wire.RegistrationClosed, "come back later"},
			{"a new name with an invitation", "eve", "tablet", "member", refused, wire.RegistrationClosed, "come back later"},
			{"a new name with an administrator's", "eve", "tablet", "administrator", fresh + redeems, wire.Reply{}, ""},
			{"alice", "alice", "laptop", "", in, wire.Reply{}, ""},
			{"another device with alice's link", "alice", "tablet", "pair", pairs, wire.Reply{}, ""},
		},
		"invitations only": {
			{"a guest", "eve", "", "", refused, wire.InvitationNeeded, "ask a moderator"},
			{"a guest with an invitation", "eve", "", "member", refused, wire.InvitationNeeded, "ask a moderator"},
			{"a new name", "eve", "tablet", "", refused, wire.InvitationNeeded, "ask a moderator"},
			{"a new name with an invitation", "eve", "tablet", "member", fresh + redeems, wire.Reply{}, ""},
			{"alice", "alice", "laptop", "", in, wire.Reply{}, ""},
			{"another device with alice's link", "alice", "tablet", "pair", pairs, wire.Reply{}, ""},
		},
	} {
		t.Run(server, func(t *testing.T) {
			s := open(t, Config{})
			alice := bind(t, s, visit("alice", "laptop"))
			bind(t, s, visit("bob", "bob's"))
			tokens := map[string]string{
				"":              "",
				"nonsense":      "nonsense",
				"pair":          pair(t, s, alice.ID),
				"member":        invite(t, s, model.Console, wire.Member),
				"administrator": invite(t, s, model.Console, wire.Administrator),
			}
			if server == "closed" {
				do(t, s, model.Console, &wire.Moderate{Act: wire.ActClose})
			}
			s.inviteOnly = server == "invitations only"
			before := dump(t, s)
			for _, r := range rows {
				e, err := s.Admit(t.Context(), bringing(visit(r.name, r.device), tokens[r.token]))
				if r.want == refused {
					wantReply(t, r.what, err, r.reply, r.says)
					if e != (model.Entry{}) {
						t.Errorf("%s is refused with the entry %+v", r.what, e)
					}
					continue
				}
				got := ""
				for _, has := range []struct {
					on   bool
					word string
				}{
					{e.New, fresh}, {e.Pairs, pairs}, {e.Redeems, redeems},
					{!e.Binds() && e.Account.ID == model.Guest, guest}, {!e.Binds() && e.Account.ID == alice.ID, in},
				} {
					if has.on {
						got += has.word
					}
				}
				if err != nil || got != r.want {
					t.Errorf("%s comes to %q, %v, want %q", r.what, got, err, r.want)
				}
				if want := map[bool]string{true: "alice", false: r.name}[e.Account.ID == alice.ID]; e.Account.Name != want {
					t.Errorf("%s is called %q, want %q", r.what, e.Account.Name, want)
				}
			}
			if after := dump(t, s); after != before {
				t.Errorf("Admit has changed something: it was\n%sand is\n%s", before, after)
			}
		})
	}
}

func TestADeviceHasFiveNamesAndANameTwentyDevices(t *testing.T) {
	s := open(t, Config{})
	for i := range wire.MaxNames {
		bind(t, s, visit(fmt.Sprint("name", i), "laptop"))
	}
	_, err := s.Bind(t.Context(), visit("onemore", "laptop"))
	wantReply(t, "a sixth name", err, wire.DeviceFull, "this device has 5 names")
	bind(t, s, visit("name3", "laptop")) // which it has

	alice := bind(t, s, visit("alice", "device 1"))
	_, err = s.Bind(t.Context(), bringing(visit("alice", "laptop"), pair(t, s, alice.ID)))
	wantReply(t, "a sixth name by pairing", err, wire.DeviceFull, "this device has 5 names")
	for i := 2; i < wire.MaxDevices; i++ {
		bind(t, s, bringing(visit("alice", fmt.Sprint("device ", i)), pair(t, s, alice.ID)))
	}
	token := pair(t, s, alice.ID)
	v := bringing(visit("alice", "device 20"), pair(t, s, alice.ID))
	_, err = s.Bind(t.Context(), bringing(v, token))
	wantReply(t, "a token with a newer one after it", err, wire.NameTaken, "")
	bind(t, s, v)
	_, err = s.Pair(t.Context(), alice.ID)
	wantCode(t, "a link for a device too many", err, wire.TooManyDevices)

	// A link that was made while there was room.
	bob := bind(t, s, visit("bob", "bob's 1"))
	token = pair(t, s, bob.ID)
	exec(t, s, fmt.Sprintf(`WITH RECURSIVE n(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < 20)
		INSERT INTO devices (account, device, added) SELECT %d, 'bob''s ' || n, 0 FROM n`, bob.ID))
	_, err = s.Admit(t.Context(), bringing(visit("bob", "bob's 21"), token))
	wantReply(t, "a device too many", err, wire.NameFull, "this name has 20 devices")
}

func TestABanHoldsAgainstNameAddressAndDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		bind(t, s, visit("mallory", "laptop"))
		bind(t, s, visit("second", "laptop"))
		bind(t, s, visit("third", "third's"))
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "Mallory", Minutes: 90, Reason: "advertising"})
		until := "until 2000-01-01 01:30 UTC: advertising"
		for what, v := range map[string]model.Visit{
			"the name":                         visit("MALLORY", "laptop"),
			"the name as a guest":              visit("mallory", ""),
			"the name with another device":     visit("mallory", "other"),
			"another name of the device":       visit("second", "laptop"),
			"a new name of the device":         visit("fresh", "laptop"),
			"the device with a link for third": bringing(visit("third", "laptop"), pair(t, s, account(t, s, "third").ID)),
		} {
			_, err := s.Admit(t.Context(), v)
			wantReply(t, what, err, wire.Banned, until)
			_, err = s.Bind(t.Context(), v)
			wantReply(t, what+", to be bound", err, wire.Banned, until)
		}
		if _, err := s.Admit(t.Context(), visit("second", "")); err == nil {
			t.Error("a guest is let in as second")
		}
		if _, err := s.Admit(t.Context(), visit("eve", "")); err != nil {
			t.Errorf("somebody else comes to %v", err)
		}

		do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Address: "192.0.2.1", Minutes: 5})
		_, err := s.Admit(t.Context(), visit("mallory", "laptop"))
		wantReply(t, "both", err, wire.Banned, until) // the longer one
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Address: "::ffff:192.0.2.1"})
		_, err = s.Admit(t.Context(), visit("eve", ""))
		wantReply(t, "the address", err, wire.Banned, "permanently")
		if err != nil && err.Error() != "403 Banned permanently" {
			t.Errorf("a ban without a reason reads %q", err)
		}
		_, err = s.Admit(t.Context(), visit("mallory", "laptop"))
		wantReply(t, "both, one permanently", err, wire.Banned, "permanently")
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnban, Address: "192.0.2.1"})

		time.Sleep(90*time.Minute - time.Millisecond)
		_, err = s.Admit(t.Context(), visit("mallory", "laptop"))
		wantReply(t, "a moment before its end", err, wire.Banned, until)
		time.Sleep(time.Millisecond)
		if e, err := s.Admit(t.Context(), visit("mallory", "laptop")); err != nil || e.Binds() {
			t.Errorf("at its end it comes to %+v, %v", e, err)
		}
	})
}

// The minute that is said is one at which there is a way in.
func TestTheEndOfABanIsSaidInWholeMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		time.Sleep(20 * time.Second)
		do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "eve", Minutes: 1})
		_, err := s.Admit(t.Context(), visit("eve", ""))
		wantReply(t, "a ban up to 00:01:20", err, wire.Banned, "until 2000-01-01 00:02 UTC")
	})
}
