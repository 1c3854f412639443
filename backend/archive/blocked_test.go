package archive

import (
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
	byGuest.Message.Guest = true
	account := d.say("lobby", "gus", "I have an account")
	changed := d.store(d.say("lobby", "eve", "@alice again"), byGuest, account)
	if len(changed.Rows) != 3 || len(changed.Fresh) != 1 || changed.Fresh[0].Text != "I have an account" {
		t.Errorf("new rows are %d, and news is %+v", len(changed.Rows), changed.Fresh)
	}
	d.wantUnread("lobby", 2, 0)
	if got := d.keysOf("spam", ""); len(got) != 1 {
		t.Errorf("a search finds %q", got)
	}
	past, err := d.p.Past()
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
	invite.Change.Name, invite.Change.Offer = "bob", true
	decline := d.change("tea", "bob", wire.LeaveType, "", "")
	decline.Change.Offer = true
	old := d.change("tea", "alice", wire.InviteType, "", "carol") // by an older server
	old.Change.Name = "carol"
	d.store(invite, decline, old)
	if got := d.room("tea").Members; got != 2 {
		t.Errorf("there are %d members, want 2", got)
	}
	rows := d.page(Ask{Room: "tea"}).Rows
	if len(rows) != 2 || rows[0].Name != "bob" || rows[1].Name != "carol" {
		t.Errorf("the rows are %+v", rows)
	}
}
