package archive

import (
	"slices"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

func (d *diary) wantUnread(name string, unread, mentions int) {
	d.t.Helper()
	if r := d.room(name); r.Unread != unread || r.Mentions != mentions {
		d.t.Errorf("in %s %d are not read, %d of them for alice, want %d and %d (read to %d)", name, r.Unread, r.Mentions, unread, mentions, r.Read)
	}
}

func TestWhatIsNotRead(t *testing.T) {
	d := newDiary(t)
	d.store(entered("lobby", 0, 0), d.say("lobby", "bob", "hi"), d.say("lobby", "bob", "hi @ALICE, are you there?"), d.change("lobby", "bob", wire.JoinType, "", ""))
	d.wantUnread("lobby", 2, 1)
	d.store(entered("lobby", 0, 3)) // the server names it again, and has not heard what is read
	d.wantUnread("lobby", 2, 1)
	d.store(d.change("lobby", "bob", wire.EditType, "m1", "@alice"))
	d.wantUnread("lobby", 2, 2)
	d.store(d.change("lobby", "bob", wire.RetractType, "m2", ""))
	d.wantUnread("lobby", 1, 1)
	c := d.store(d.say("lobby", "alice", "I am"))
	d.wantUnread("lobby", 0, 0)
	if len(c.Fresh) != 0 || len(c.Rooms) != 1 || c.Rooms[0].Read != 6 {
		t.Errorf("storing something of one's own says %+v", c)
	}
	c = d.store(d.say("lobby", "bob", "good"), d.say("lobby", "bob", "bye"))
	if got := lines(c.Fresh); !slices.Equal(got, []string{"7 bob: good", "8 bob: bye"}) {
		t.Errorf("new is %q", got)
	}
	for _, to := range []int64{7, 3} { // and not back
		if r, err := d.p.Read("lobby", to); err != nil || r.Unread != 1 || r.Read != 7 {
			t.Errorf("reading to %d comes to %+v, %v", to, r, err)
		}
	}
	if r, err := d.p.MarkUnread("lobby", 1); err != nil || r.Unread != 3 || r.Mentions != 1 {
		t.Errorf("marking all unread comes to %+v, %v", r, err)
	}
	d.store(entered("lobby", 7, 8)) // which the server knew
	d.wantUnread("lobby", 3, 1)
	d.store(entered("lobby", 8, 8)) // another device has read on
	d.wantUnread("lobby", 0, 0)
}

func TestARoomOfTwoIsMeantForOneself(t *testing.T) {
	d := newDiary(t)
	two := session.Event{Room: &session.Room{Name: "@alice,bob", With: []string{"alice", "bob"}, Private: true, Seq: 1}}
	d.store(two, d.say("@alice,bob", "bob", "psst"), d.say("@alice,bob", "bob", "are you there?"))
	d.wantUnread("@alice,bob", 2, 2)
	if r := d.room("@alice,bob"); !slices.Equal(r.With, []string{"alice", "bob"}) || !r.Private || r.Seq != 2 {
		t.Errorf("the room is %+v", r)
	}
}

// Who comes for the first time has nothing to read of what others said before.
func TestWhoComesHasNotToReadWhatWasBefore(t *testing.T) {
	d := newDiary(t)
	all := d.talk("lobby", 30)
	d.store(append([]session.Event{entered("lobby", 0, 30)}, all...)...)
	d.wantUnread("lobby", 0, 0)
	d.store(d.say("lobby", "bob", "welcome"))
	d.wantUnread("lobby", 1, 0)
	all = d.talk("tea", 30)
	d.store(append(append([]session.Event{entered("tea", d.last["tea"]-2, d.last["tea"])}, all...), d.say("tea", "bob", "x"))...)
	d.wantUnread("tea", 2, 0) // which is what the server says

	// Invited while away: what comes behind the invitation is not read.
	all = append(d.talk("den", 6), d.change("den", "bob", wire.InviteType, "", "alice"), d.say("den", "bob", "look"))
	d.store(all...)
	d.wantUnread("den", 1, 0)
}

// The server says how many there are when one comes; who comes and goes from
// then on is counted, once, and what is older counts already.
func TestHowManyThereAreIsCounted(t *testing.T) {
	d := newDiary(t)
	old := d.change("tea", "chidi", wire.JoinType, "", "")
	here := entered("tea", 0, d.seq+1)
	mine := d.change("tea", "alice", wire.JoinType, "", "")
	later := d.change("tea", "bob", wire.JoinType, "", "")
	d.store(here, mine, later, later, old, d.change("tea", "alice", wire.InviteType, "", "dave"))
	if got := d.room("tea").Members; got != 4 {
		t.Errorf("there are %d, want the 2 that the server said and 2 who came", got)
	}
	d.store(d.change("tea", "bob", wire.LeaveType, "", ""))
	if got := d.room("tea").Members; got != 3 {
		t.Errorf("there are %d after one left, want 3", got)
	}
}

func TestOneThousandIsMore(t *testing.T) {
	d := newDiary(t)
	var all []session.Event
	for range 1100 {
		all = append(all, d.say("lobby", "bob", "@alice"))
	}
	d.store(all...)
	d.wantUnread("lobby", maxUnread, maxUnread)
}

func TestWhatIsKeptOfARoom(t *testing.T) {
	d := newDiary(t)
	d.store(entered("tea", 0, 0), entered("lobby", 0, 0), d.change("tea", "bob", wire.TopicType, "", "green"))
	if err := d.p.SetDraft("tea", "half a"); err != nil {
		t.Fatal(err)
	}
	if r, err := d.p.SetNotify("tea", NotifyNothing); err != nil || r.Notify != NotifyNothing {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := d.p.SetNotify("tea", "sometimes"); err == nil {
		t.Error("a room notifies sometimes")
	}
	if err := d.p.SetShown("tea"); err != nil {
		t.Fatal(err)
	}
	if shown, err := d.p.Shown(); err != nil || shown != "tea" {
		t.Errorf("shown is %q, %v", shown, err)
	}
	d.store(session.Event{Room: &session.Room{Name: "tea", With: []string{}, Left: true}})
	rooms, err := d.p.Rooms()
	if err != nil || len(rooms) != 2 || rooms[0].Name != "lobby" || rooms[1].Name != "tea" {
		t.Fatalf("the rooms are %+v, %v", rooms, err)
	}
	if r := rooms[1]; !r.Left || r.Draft != "half a" || r.Topic != "green" || r.Members != 2 || r.Notify != NotifyNothing {
		t.Errorf("tea is %+v", r)
	}
	past, err := d.p.Snapshot()
	if err != nil || len(past.Rooms) != 1 || past.Rooms[0].Room.Name != "lobby" {
		t.Errorf("a session begins with %+v, %v", past, err)
	}
}

// Another room of a name has nothing of the one that has ended: no rows, nothing
// to find, no draft. What was said in that one stays here, in a room of its own.
func TestAnotherRoomOfTheSameName(t *testing.T) {
	d := newDiary(t)
	d.store(entered("tea", 0, 0), d.say("tea", "bob", "an old secret"))
	if err := d.p.SetDraft("tea", "half a word"); err != nil {
		t.Fatal(err)
	}
	old := d.room("tea").Seq
	d.store(session.Event{Room: &session.Room{Name: "tea", With: []string{}, Left: true}})
	d.store(session.Event{Room: &session.Room{Name: "tea", With: []string{}, Seq: old, First: old}}) // the same one
	if r := d.room("tea"); r.Seq != old || r.Draft == "" {
		t.Fatalf("the same room is %+v", r)
	}
	d.store(session.Event{Room: &session.Room{Name: "tea", With: []string{}, First: old + 1}}, d.say("tea", "eve", "hello"))
	if r := d.room("tea"); r.Seq != old+1 || r.Draft != "" || r.Unread != 1 || r.Left {
		t.Errorf("the other room is %+v", r)
	}
	page, err := d.p.Page(Ask{Room: "tea", Limit: 10})
	if got := lines(page.Rows); err != nil || len(got) != 1 {
		t.Errorf("its rows are %q, %v", got, err)
	}
	rooms, err := d.p.Rooms()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rooms {
		if r.Name != "tea" && r.Seq == old && (!r.Left || r.Unread > 0 || wire.IsRoom(r.Name)) {
			t.Errorf("the room that has ended is %+v", r)
		}
	}
}
