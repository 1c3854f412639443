package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"confab/server/wire"
)

func TestTheFirstAdministratorComesByTheCardsLinkOnce(t *testing.T) {
	data := t.TempDir() + "/data"
	s := serve(t, "-data", data)
	ann := s.knock(t, "ann", newDevice(), "")
	ann.enters("200 Registration successful")
	ann.isTold(wire.Moderate{ID: "k1", Act: wire.ActClose}, wire.NoRole)
	token := strings.TrimSpace(strings.Split(strings.Split(s.out.String(), "&t=")[1], "\n")[0])
	again := s.knock(t, "ann", ann.device, token) // somebody who is known already
	again.hears("200 Registration successful")
	again.tells(wire.Hello{})
	if w := next[*wire.Welcome](again); w.Self == nil || w.Self.Role != wire.Administrator || w.Self.Device != ann.fingerprint() {
		t.Errorf("the administrator's standing is %+v", w.Self)
	}
	if st := next[*wire.Self](ann); st.Role != wire.Administrator {
		t.Errorf("the other connection is told %+v", st)
	}
	s.knock(t, "eve", newDevice(), token).isRefused("410 Invitation used")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if next := serve(t, "-data", data); strings.Contains(next.out.String(), "&t=") {
		t.Error("the link is shown a second time")
	}
}

func TestByInvitationOnly(t *testing.T) {
	s := serve(t, "-invite-only")
	ann := s.administrator(t, "ann")
	s.knock(t, "bob", newDevice(), "").isRefused("407 Invitation required")
	if got, err := s.reply("bob"); err != nil || got != "407" {
		t.Errorf("a guest gets %s, %v", got, err)
	}
	ann.tells(wire.Invitation{ID: "k1"})
	i := next[*wire.InvitationToken](ann)
	bob := s.come(t, "bob", newDevice(), i.Token)
	s.knock(t, "eve", newDevice(), i.Token).isRefused("410 Invitation used")
	bob.isTold(wire.Invitation{ID: "k1"}, wire.NoRole)
	s.come(t, "bob", bob.device, "").says("back without an invitation")
}

func TestAMutedPersonIsNotHeard(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	bob := s.come(t, "bob", newDevice(), "")
	carl, err := register(s.address, "carl")
	if err != nil {
		t.Fatal(err)
	}
	alias := s.come(t, "robert", bob.device, "")
	ann.tells(wire.Open{Room: "tea", ID: ann.key()})
	next[*wire.Event](ann)
	bob.tells(wire.Open{Room: "den", ID: bob.key()})
	next[*wire.Event](bob)
	said := bob.says("before")
	next[*wire.Event](ann)
	if err := carl.Receive("@bob: before"); err != nil {
		t.Fatal(err)
	}
	ann.acts(wire.Moderate{Act: wire.ActMute, Name: "Bob", Minutes: 60, Reason: "too loud"})
	if st := next[*wire.Self](bob); !st.Muted || st.Reason != "too loud" || st.For != 3600 {
		t.Errorf("bob is told %+v", st)
	}
	bad := bob.isTold(wire.Say{Room: wire.Lobby, ID: bob.key(), Text: "hello?"}, wire.Muted)
	if !strings.Contains(bad.Params.Text("reason"), "too loud") {
		t.Errorf("bob hears %q", bad.Text)
	}
	bob.isTold(wire.Edit{Room: wire.Lobby, ID: bob.key(), Target: said.ID, Text: "hello?"}, wire.Muted)
	for _, request := range []any{
		wire.Open{Room: "loud", ID: bob.key()}, wire.Join{Room: "tea", ID: bob.key()}, wire.Leave{Room: "den", ID: bob.key()},
		wire.Topic{Room: "den", ID: bob.key(), Topic: "x"}, wire.Invite{Room: "den", ID: bob.key(), Name: "ann"}, wire.Direct{ID: bob.key(), Name: "ann"},
		wire.Retract{Room: wire.Lobby, ID: bob.key(), Target: said.ID}, wire.React{Room: wire.Lobby, ID: bob.key(), Target: said.ID, Emoji: "👍"},
		wire.Typing{Room: wire.Lobby},
	} { // nothing that others see
		bob.isTold(request, wire.Muted)
	}
	if st := next[*wire.Self](alias); !st.Muted { // of the same device
		t.Errorf("alias is told %+v", st)
	}
	alias.isTold(wire.Say{Room: wire.Lobby, ID: alias.key(), Text: "hello?"}, wire.Muted)
	bob.tells(wire.Say{Room: wire.Lobby, ID: said.ID, Text: "before"}) // which was said before
	if e := next[*wire.Event](bob); e.Seq != said.Seq {
		t.Errorf("bob hears %+v, want what he has said", e)
	}
	ann.acts(wire.Moderate{Act: wire.ActMute, Name: "carl", Reason: "as well"})
	if err := carl.Say("hello?"); err != nil {
		t.Fatal(err)
	}
	if err := carl.Receive("420 Muted: You are muted permanently: as well"); err != nil {
		t.Error(err)
	}
	ann.acts(wire.Moderate{Act: wire.ActUnmute, Name: "bob"})
	if st := next[*wire.Self](bob); st.Muted {
		t.Errorf("bob is told %+v", st)
	}
	if st := next[*wire.Self](alias); st.Muted {
		t.Errorf("alias is told %+v", st)
	}
	bob.says("after")
	if e := next[*wire.Event](ann); !strings.Contains(string(e.Body), "after") {
		t.Errorf("ann hears %s", e.Body)
	}
}

// The mute of a guest's name is ended by that name, even if a client with a name
// that looks like it is connected.
func TestANameIsUnmutedBesideOneThatLooksLikeIt(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	ann.acts(wire.Moderate{Act: wire.ActMute, Name: "bob", Force: true})
	if _, err := register(s.address, "b0b"); err != nil {
		t.Fatal(err)
	}
	ann.acts(wire.Moderate{Act: wire.ActUnmute, Name: "bob"})
}

func TestABannedPersonIsToldWhyAndStaysOut(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	bob := s.come(t, "bob", newDevice(), "")
	alias := s.come(t, "robert", bob.device, "")
	carl, err := register(s.address, "carl")
	if err != nil {
		t.Fatal(err)
	}
	ann.acts(wire.Moderate{Act: wire.ActBan, Name: "bob", Minutes: 60, Reason: "spam"})
	bob.isDisconnected(wire.ByeBanned, "spam")
	alias.isDisconnected(wire.ByeBanned, "spam") // of the same device
	s.knock(t, "bob", bob.device, "").isRefused("403 Banned until .*: spam")
	s.knock(t, "bobby", bob.device, "").isRefused("403 Banned until .*: spam")

	ann.acts(wire.Moderate{Act: wire.ActBan, Name: "carl", Reason: "spam too"})
	for _, line := range []string{"403 Banned: You are banned permanently: spam too", "DISCONNECT CHAT/1.0"} {
		if err := carl.Receive(line); err != nil {
			t.Error(err)
		}
	}
	if err := carl.Closed(); err != nil {
		t.Error(err)
	}
	if got, err := s.reply("carl"); err != nil || got != "403" {
		t.Errorf("carl gets %s, %v", got, err)
	}
	ann.acts(wire.Moderate{Act: wire.ActUnban, Name: "bob"})
	s.come(t, "bob", bob.device, "")
	ann.isTold(wire.Moderate{ID: "k1", Act: wire.ActBan, Address: "127.0.0.1"}, wire.OwnAddress)
	ann.isTold(wire.Moderate{ID: "k2", Act: wire.ActKick, Name: "nobodyhere"}, wire.NotOnline)

	ann.tells(wire.Audit{ID: "k3", Limit: 50})
	var acts []string
	for _, e := range next[*wire.AuditLog](ann).Entries {
		acts = append(acts, e.By+" "+e.Act+" "+e.Name+" "+e.Reason)
	}
	want := "ann unban bob |ann ban carl spam too|ann ban bob spam|"
	if got := strings.Join(acts, "|") + "|"; !strings.HasPrefix(got, want) {
		t.Errorf("the audit is %s, want %s", got, want)
	}
	ann.tells(wire.Sanctions{ID: "k4", Limit: 50})
	if held := next[*wire.SanctionList](ann); len(held.Entries) != 1 || held.Entries[0].Name != "carl" || held.Closed {
		t.Errorf("what holds is %+v", held)
	}
}

// A moderator's reason may be in any script; who speaks CHAT/1.0 hears it in ASCII.
func TestAReasonIsToldAsTheDialectHasIt(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	carl, err := attend(s.address, "carl")
	if err != nil {
		t.Fatal(err)
	}
	ann.acts(wire.Moderate{Act: wire.ActMute, Name: "carl", Reason: "тише…"})
	if err := errors.Join(carl.Say("hello?"), carl.Receive("420 Muted: You are muted permanently: tishe...")); err != nil {
		t.Error(err)
	}
	ann.acts(wire.Moderate{Act: wire.ActBan, Name: "carl", Reason: "спам “снова”"})
	if err := errors.Join(carl.Receive(`403 Banned: You are banned permanently: spam "snova"`), carl.dismissed()); err != nil {
		t.Error(err)
	}
	for speaks, want := range map[wire.Version]string{
		wire.V1:  `403 Banned permanently: spam "snova"`,
		wire.V11: `403 Banned permanently: спам “снова”`,
		wire.V2:  `403 Banned permanently: спам “снова”`,
	} {
		p, err := dial(s.address, "carl")
		if err := errors.Join(err, p.Send("REGISTER carl "+string(speaks)+"\n"), p.Receive(want), p.Closed()); err != nil {
			t.Errorf("%s: %v", speaks, err)
		}
	}
}

func TestRolesAreGivenAndShown(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	bob := s.come(t, "bob", newDevice(), "")
	ann.acts(wire.Moderate{Act: wire.ActRole, Name: "bob", Role: wire.Moderator})
	if st := next[*wire.Self](bob); st.Role != wire.Moderator {
		t.Errorf("bob is told %+v", st)
	}
	for { // and everybody
		p := next[*wire.Presence](ann)
		if strings.Contains(strings.Join(p.Moderators, " "), "bob") {
			break
		}
	}
	bob.isTold(wire.Moderate{ID: "k1", Act: wire.ActKick, Name: "ann"}, wire.AboveYou)
	bob.isTold(wire.Moderate{ID: "k2", Act: wire.ActRole, Name: "bob", Role: wire.Administrator}, wire.AboveYou)
	bob.acts(wire.Moderate{Act: wire.ActClose})
	s.knock(t, "dave", newDevice(), "").isRefused("405 Registration is closed")
	if got, err := s.reply("dave"); err != nil || got != "405" {
		t.Errorf("a guest gets %s, %v", got, err)
	}
	bob.acts(wire.Moderate{Act: wire.ActOpen})
	dave := s.come(t, "dave", newDevice(), "")
	bob.acts(wire.Moderate{Act: wire.ActKick, Name: "dave", Reason: "not now"})
	dave.isDisconnected(wire.ByeKicked, "not now")
	s.come(t, "dave", dave.device, "") // who is removed may come back
}

func TestARemovedMessageIsGone(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	bob := s.come(t, "bob", newDevice(), "")
	said := bob.says("terrible")
	bob.tells(wire.Edit{Room: wire.Lobby, ID: bob.key(), Target: said.ID, Text: "more terrible"})
	next[*wire.Event](bob)
	bob.isTold(wire.Remove{Room: wire.Lobby, ID: bob.key(), Target: said.ID}, wire.NoRole)
	key := ann.key()
	ann.tells(wire.Remove{Room: wire.Lobby, ID: key, Target: said.ID, Reason: "not here"})
	for _, m := range []*member{ann, bob} {
		for {
			if e := next[*wire.Event](m); e.ID == key {
				if e.Type != wire.RemoveType || e.From != "ann" || !strings.Contains(string(e.Body), "not here") {
					t.Errorf("%s hears %+v", m.Name, e)
				}
				break
			}
		}
	}
	bob.isTold(wire.Edit{Room: wire.Lobby, ID: bob.key(), Target: said.ID, Text: "again"}, wire.MessageRemoved)
	bob.tells(wire.History{Room: wire.Lobby, Limit: 10})
	page := next[*wire.Page](bob)
	if all := string(wire.Encode(page.Events)); strings.Contains(all, "terrible") || len(page.Events) != 3 {
		t.Errorf("history is %s", all)
	}
}

// Those without a name of their own are the first whose messages go.
func TestAGuestsMessageIsRemovedToo(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	carl, err := register(s.address, "carl")
	if err != nil {
		t.Fatal(err)
	}
	if err := carl.Say("cheap watches"); err != nil {
		t.Fatal(err)
	}
	said := next[*wire.Event](ann)
	key := ann.key()
	ann.tells(wire.Remove{Room: wire.Lobby, ID: key, Target: said.ID, Reason: "spam"})
	if e := next[*wire.Event](ann); e.ID != key || e.Type != wire.RemoveType {
		t.Errorf("ann hears %+v", e)
	}
	ann.isTold(wire.Remove{Room: wire.Lobby, ID: ann.key(), Target: said.ID}, wire.MessageRemoved) // it is
	ann.tells(wire.Audit{ID: "a", Limit: 1})
	if e := next[*wire.AuditLog](ann).Entries[0]; e.Act != wire.ActRemove || e.Name != "carl" {
		t.Errorf("the audit has %+v", e)
	}
}

// Whoever is put out has said what has been taken by then, and does nothing more.
func TestWhoIsPutOutDoesNothingMore(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	for range 5 {
		bob := s.come(t, "bob", newDevice(), "")
		var lines strings.Builder
		for i := range 45 {
			lines.Write(wire.AppendRequest(nil, wire.Open{ID: bob.key(), Room: fmt.Sprintf("%.6x-%d", bob.fingerprint(), i), Private: i%2 == 0}))
		}
		if err := bob.Send(lines.String()); err != nil {
			t.Fatal(err)
		}
		ann.acts(wire.Moderate{Act: wire.ActUnregister, Name: "bob"})
		bob.isDisconnected(wire.ByeUnregistered, "unregistered")
		other := s.knock(t, "bob", newDevice(), "")
		other.hears("200 Registration successful")
		other.tells(wire.Hello{})
		if w := next[*wire.Welcome](other); len(w.Rooms) > 1 {
			t.Fatalf("the next bob is in %d rooms of the one before", len(w.Rooms)-1)
		}
		ann.acts(wire.Moderate{Act: wire.ActUnregister, Name: "bob"})
		other.isDisconnected(wire.ByeUnregistered, "unregistered")
	}
}
