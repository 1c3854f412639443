package archive

import (
	"fmt"
	"reflect"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

func (d *diary) block(b session.Blocked) {
	d.t.Helper()
	if _, err := d.p.SetBlocked(b); err != nil {
		d.t.Fatal(err)
	}
}

func TestWhatBlockedPeopleSayIsKeptAndDoesNotCount(t *testing.T) {
	d := newDiary(t)
	d.store(d.say("lobby", "eve", "@alice spam"), d.say("lobby", "bob", "hi"))
	d.wantUnread("lobby", 2, 1)
	d.block(session.Blocked{Names: []string{"eve", "gus"}, Guests: []string{"gus"}})
	d.wantUnread("lobby", 1, 0)

	byGuest := d.say("lobby", "gus", "@alice more")
	byGuest.RoomEvent.Guest = true
	account := d.say("lobby", "gus", "I have an account")
	changed := d.store(d.say("lobby", "eve", "@alice again"), byGuest, account)
	if len(changed.Rows) != 3 || len(changed.Fresh) != 1 || changed.Fresh[0].Text != "I have an account" {
		t.Errorf("new rows are %d, and news is %+v", len(changed.Rows), changed.Fresh)
	}
	d.wantUnread("lobby", 2, 0)
	if got := d.keysOf("spam", ""); len(got) != 1 {
		t.Errorf("a search finds %q", got)
	}
	past, err := d.p.Snapshot()
	if want := (session.Blocked{Names: []string{"eve", "gus"}, Guests: []string{"gus"}}); err != nil || !reflect.DeepEqual(past.Blocked, want) {
		t.Errorf("the next session begins with %+v, %v", past.Blocked, err)
	}
	d.block(session.Blocked{})
	d.wantUnread("lobby", 5, 3)
}

func TestAnInvitationThatWaitsMakesNobodyAMember(t *testing.T) {
	d := newDiary(t)
	d.store(session.Event{Room: &session.Room{Name: "tea", Members: 1, With: []string{}}})
	invite := d.change("tea", "alice", wire.InviteType, "", "bob")
	invite.RoomEvent.Name, invite.RoomEvent.Offer = "bob", true
	decline := d.change("tea", "bob", wire.LeaveType, "", "")
	decline.RoomEvent.Offer = true
	old := d.change("tea", "alice", wire.InviteType, "", "carol") // by an older server
	old.RoomEvent.Name = "carol"
	d.store(invite, decline, old)
	if got := d.room("tea").Members; got != 2 {
		t.Errorf("there are %d members, want 2", got)
	}
	rows := d.page(Ask{Room: "tea"}).Rows
	if len(rows) != 2 || rows[0].Name != "bob" || rows[1].Name != "carol" {
		t.Errorf("the rows are %+v", rows)
	}
}

// A server may name others as blocked without end: what that takes of the disk
// counts like everything else, and ends where the quota does.
func TestBlockedNamesCountForTheQuota(t *testing.T) {
	d, _ := limited(t, Quota{Day: 20_000, All: 1 << 30})
	d.store(d.say("lobby", "eve", "spam"))
	names := func() (n int) {
		t.Helper()
		if err := d.p.a.read(func(t *tx) { t.get(`SELECT count(*) FROM names`, nil, &n) }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i := range 50 {
		var b session.Blocked
		for j := range 100 {
			b.Names = append(b.Names, fmt.Sprint("n", i*100+j))
		}
		d.block(b)
	}
	if n := names(); n > 20_000/200+100 {
		t.Errorf("%d names are kept", n)
	}
	d.wantFull(FullDay)
	before := names()
	d.block(session.Blocked{Names: []string{"n0", "EVE", "later"}}) // of whom two are here, one in another spelling
	d.wantUnread("lobby", 0, 0)
	if n := names(); n != before {
		t.Errorf("%d names are kept for which there is no room", n-before)
	}
	if past, err := d.p.Snapshot(); err != nil || len(past.Blocked.Names) != 1 || past.Blocked.Names[0] != "n0" {
		t.Errorf("the next session begins with %q, %v", past.Blocked.Names, err)
	}
}
