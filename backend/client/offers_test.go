package client_test

import (
	"slices"
	"testing"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/session"
)

// untilOffers waits for the last that is told of invitations to be to these rooms.
func (p *person) untilOffers(rooms ...string) {
	p.t.Helper()
	p.until("the invitations", func() bool {
		i := lastOf(p.events, func(e client.Event) bool { return e.Offers != nil })
		if i < 0 {
			return len(rooms) == 0
		}
		var got []string
		for _, o := range p.events[i].Offers.Offers {
			got = append(got, o.Room)
		}
		return slices.Equal(got, rooms)
	})
}

func TestAnInvitationWaitsOnBothDevicesAndCountsAsUnread(t *testing.T) {
	address, _ := serve(t)
	alice, desk, lap := enter(t, "", address, "alice"), enter(t, "", address, "bob"), enter(t, "", address, "bob")
	desk.SetNotifyPrefs(client.NotifyPrefs{Invitation: "Invites you"})
	for _, room := range []string{"tea", "den"} {
		must(t, alice.OpenRoom(t.Context(), room, "", false))
		must(t, alice.InviteTo(t.Context(), room, "bob"))
	}
	for _, bob := range []*person{desk, lap} {
		bob.untilOffers("den", "tea")
		bob.until("the number", func() bool { return bob.unread == 2 })
	}
	desk.until("both notifications", func() bool {
		return slices.Equal(desk.notes, []string{" 0|alice · #tea|Invites you", " 0|alice · #den|Invites you"})
	})
	must(t, lap.Decline(t.Context(), "tea"))
	desk.untilOffers("den")
	must(t, desk.Join(t.Context(), "den"))
	lap.untilRoom("den", func(r archive.Room) bool { return r.Members == 2 && !r.Left })
	for _, bob := range []*person{desk, lap} {
		bob.untilOffers()
		bob.until("the number", func() bool { return bob.unread == 0 })
	}
	// Those that wait when somebody comes are no news.
	must(t, alice.OpenRoom(t.Context(), "pub", "", false))
	must(t, alice.InviteTo(t.Context(), "pub", "bob"))
	late := enter(t, "", address, "bob")
	late.untilOffers("pub")
	if events, _ := late.Backlog(); !slices.ContainsFunc(events, func(e client.Event) bool { return e.Offers != nil }) || len(late.notes) > 0 {
		t.Errorf("a page that comes later is told %+v, and notified of %q", events, late.notes)
	}
}

func TestWhatABlockedPersonSaysIsNoNews(t *testing.T) {
	dir := t.TempDir()
	address, _ := serve(t)
	alice, lap, eve := enter(t, dir, address, "alice"), enter(t, "", address, "alice"), enter(t, "", address, "eve")
	say := func(key, text string) {
		t.Helper()
		must(t, send(eve, "lobby", key, text, ""))
		for _, p := range []*person{alice, lap} {
			p.untilRow(text)
		}
	}
	say("k1", "@alice hi")
	alice.untilRoom("lobby", func(r archive.Room) bool { return r.Mentions == 1 })
	must(t, lap.Block(t.Context(), "eve"))
	for _, p := range []*person{alice, lap} {
		p.untilRoom("lobby", func(r archive.Room) bool { return r.Unread == 0 && r.Mentions == 0 })
	}
	notes := len(alice.notes)
	say("k2", "@alice hello?")
	alice.untilRoom("lobby", func(r archive.Room) bool { return r.Unread == 0 && r.Seq > 0 })
	if len(alice.notes) > notes {
		t.Errorf("alice is notified of %q", alice.notes[notes:])
	}
	alice.close()

	// The next start knows it without the server.
	again := open(t, dir)
	must(t, again.Resume(address, "alice"))
	again.until("whom alice blocks", func() bool {
		return again.has(func(e client.Event) bool { return e.Blocked != nil && slices.Equal(e.Blocked.Names, []string{"eve"}) })
	})
	again.untilState(session.Online)
	must(t, again.Unblock(t.Context(), "eve"))
	again.untilRoom("lobby", func(r archive.Room) bool { return r.Unread == 2 && r.Mentions == 2 })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
