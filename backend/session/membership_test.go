package session_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

// room waits until a room is reported as wanted.
func (p *person) room(name string, found func(session.Room) bool) (room session.Room) {
	p.t.Helper()
	p.wants(name, func(e session.Event) bool {
		if e.Room != nil && e.Room.Name == name && found(*e.Room) {
			room = *e.Room
			return true
		}
		return false
	})
	return room
}

// changes waits until a room is changed by somebody, and returns how.
func (p *person) changes(kind, room, from string) (change session.RoomEvent) {
	p.t.Helper()
	p.wants(kind, func(e session.Event) bool {
		if c := e.RoomEvent; c != nil && c.Type == kind && c.Room == room && c.From == from {
			change = *c
			return true
		}
		return false
	})
	return change
}

func anyRoom(session.Room) bool { return true }

// must ends the test unless everything has worked.
func (p *person) must(errs ...error) {
	p.t.Helper()
	if err := errors.Join(errs...); err != nil {
		p.t.Fatal(err)
	}
}

// denies wants err to be a Problem with a code.
func denies(t *testing.T, err error, code session.Code) {
	t.Helper()
	p, ok := errors.AsType[*session.Problem](err)
	if !ok || p.Code != code {
		t.Errorf("it comes to %v (%+v), want %s", err, p, code)
	}
}

func TestRoomsOnARealServer(t *testing.T) {
	address, _ := serve(t, "127.0.0.1:0", filepath.Join(t.TempDir(), "data"))
	alice, bob := enter(t, address, "alice"), enter(t, address, "bob")
	ctx := t.Context()

	alice.must(alice.OpenRoom(ctx, "tea", "leaves", false))
	if room := alice.room("tea", anyRoom); room.Topic != "leaves" || room.Members != 1 || room.Left {
		t.Errorf("the room is reported as %+v", room)
	}
	if c := alice.changes("open", "tea", "alice"); c.Topic != "leaves" || c.Seq == 0 || c.Prev != 0 {
		t.Errorf("its beginning is reported as %+v", c)
	}
	denies(t, bob.OpenRoom(ctx, "tea", "", false), "room-exists")
	denies(t, bob.SetTopic(ctx, "tea", "mine"), "not-member")
	denies(t, bob.LeaveRoom(ctx, "tea"), "not-member")
	denies(t, bob.LeaveRoom(ctx, "den"), "no-room")
	denies(t, bob.LeaveRoom(ctx, "lobby"), "lobby-fixed")
	denies(t, bob.Join(ctx, "den"), "no-room")
	_, err := bob.Members(ctx, "tea")
	denies(t, err, "not-member")
	_, _, err = bob.History(ctx, "den", 0)
	denies(t, err, "no-room")

	bob.must(bob.Join(ctx, "tea"), bob.Join(ctx, "tea")) // and is there already
	bob.room("tea", anyRoom)
	bob.changes("join", "tea", "bob")
	join := alice.changes("join", "tea", "bob")
	bob.must(bob.SetTopic(ctx, "tea", "green"))
	if c := alice.changes("topic", "tea", "bob"); c.Topic != "green" || c.Prev != join.Seq {
		t.Errorf("the topic is reported as %+v behind %d", c, join.Seq)
	}
	names, err := alice.Members(ctx, "tea")
	alice.must(err)
	if !slices.Equal(names, []string{"alice", "bob"}) {
		t.Errorf("in tea are %q", names)
	}
	names, err = bob.Members(ctx, "lobby")
	bob.must(err)
	if !slices.Equal(names, []string{"alice", "bob"}) {
		t.Errorf("in the lobby are %q", names)
	}

	carol := enter(t, address, "carol")
	alice.must(alice.InviteTo(ctx, "tea", "carol"), alice.InviteTo(ctx, "tea", "carol"))
	if c := alice.changes("invite", "tea", "alice"); c.Name != "carol" || !c.Offer {
		t.Errorf("the invitation is reported as %+v", c)
	}
	carol.must(carol.Join(ctx, "tea"))
	carol.room("tea", anyRoom)
	events, more, err := carol.History(ctx, "tea", 0)
	carol.must(err)
	var kinds []string
	prev := int64(0)
	for _, e := range events {
		kinds = append(kinds, e.RoomEvent.Type)
		if e.RoomEvent.Prev != prev {
			t.Errorf("behind %d comes %+v", prev, e.RoomEvent)
		}
		prev = e.RoomEvent.Seq
	}
	if !slices.Equal(kinds, []string{"open", "join", "topic", "invite", "join"}) || more {
		t.Errorf("its history is %q, more: %v", kinds, more)
	}
	if events, _, err := carol.History(ctx, "tea", join.Seq); err != nil || len(events) != 1 || events[0].RoomEvent.Type != "open" {
		t.Errorf("before the join there is %+v, %v", events, err)
	}

	bob.must(bob.LeaveRoom(ctx, "tea"))
	bob.room("tea", func(r session.Room) bool { return r.Left })
	denies(t, bob.SetTopic(ctx, "tea", "mine"), "not-member")

	pair, err := alice.Direct(ctx, "bob")
	alice.must(err)
	if room := bob.room(pair, anyRoom); !slices.Equal(room.With, []string{"alice", "bob"}) {
		t.Errorf("the room of two is reported as %+v", room)
	}
	again, err := bob.Direct(ctx, "ALICE")
	if bob.must(err); again != pair {
		t.Errorf("the room of two is %q to one and %q to the other", pair, again)
	}
	denies(t, bob.LeaveRoom(ctx, pair), "direct-leave")
	_, _, err = carol.History(ctx, pair, 0)
	denies(t, err, "no-room")
}

// An answer, an edit, a reaction and a message taken back go through the outbox
// as messages do, and come to others.
func TestWhatIsSaidAboutMessagesOnARealServer(t *testing.T) {
	address, _ := serve(t, "127.0.0.1:0", filepath.Join(t.TempDir(), "data"))
	alice, bob := enter(t, address, "alice"), enter(t, address, "bob")
	alice.says("a1", "are you there?")
	bob.hears("alice", "are you there?")
	bob.must(bob.Send("lobby", "b1", "yes", "a1"), bob.React("lobby", "b2", "a1", "👍", false), bob.React("lobby", "b3", "a1", "👍", true),
		bob.Edit("lobby", "b4", "b1", "yes, I am\r\n"), bob.Retract("lobby", "b5", "b1"))
	alice.wants("the answer", func(e session.Event) bool {
		return e.RoomEvent != nil && e.RoomEvent.Text == "yes" && e.RoomEvent.ReplyTo == "a1"
	})
	for _, want := range []struct {
		key, typ string
		says     wire.Content
	}{
		{"b2", "react", wire.Content{Target: "a1", Emoji: "👍"}}, {"b3", "react", wire.Content{Target: "a1", Emoji: "👍", Off: true}},
		{"b4", "edit", wire.Content{Target: "b1", Text: "yes, I am"}}, {"b5", "retract", wire.Content{Target: "b1"}},
	} {
		c := alice.changes(want.typ, "lobby", "bob")
		want.says.Guest = c.Guest
		if c.ID != want.key || !reflect.DeepEqual(c.Content, want.says) {
			t.Errorf("reported is %+v, want %+v", c, want)
		}
	}
	denies(t, bob.Edit("lobby", "b6", "b1", " \n"), session.NothingToSend)
	denies(t, bob.React("lobby", "b6", "b1", "two words", false), "bad-member")
	bob.must(bob.Retract("lobby", "b6", "a1"))
	bob.wants("the refusal", func(e session.Event) bool { return e.Refusal != nil && e.Refusal.ID == "b6" })
}

// What is read on one device is read on the other, and somebody who writes is
// shown to others.
func TestTwoDevicesOnARealServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	address, stop := serve(t, "127.0.0.1:0", dir)
	here, there, bob := enter(t, address, "alice"), enter(t, address, "alice"), enter(t, address, "bob")
	bob.says("b1", "one")
	bob.says("b2", "two")
	seqs := map[string]int64{}
	here.wants("both", func(e session.Event) bool {
		if e.RoomEvent != nil {
			seqs[e.RoomEvent.Text] = e.RoomEvent.Seq
		}
		return seqs["two"] > 0
	})
	there.hears("bob", "two")
	isRead := func(text string) func(e session.Event) bool {
		return func(e session.Event) bool {
			return e.Read != nil && *e.Read == session.Read{Room: "lobby", Seq: seqs[text]}
		}
	}
	here.Read("lobby", seqs["one"])
	there.wants("how far it is read", isRead("one"))

	bob.Typing("lobby")
	for _, device := range []*person{here, there} {
		device.wants("who is writing", func(e session.Event) bool {
			return e.Typing != nil && *e.Typing == session.Typing{Room: "lobby", From: "bob"}
		})
	}

	stop() // and what is read meanwhile comes later
	here.gets(session.Shutdown)
	there.gets(session.Shutdown)
	here.Read("lobby", seqs["two"])
	serve(t, address, dir)
	there.Reconnect()
	there.gets(session.Online)
	here.Reconnect()
	there.wants("how far it is read", isRead("two"))
}

// A program that starts again goes on where it was.
func TestResumingOnARealServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	address, stop := serve(t, "127.0.0.1:0", dir)
	before, bob := enter(t, address, "alice"), enter(t, address, "bob")
	bob.says("b1", "heard")
	before.hears("bob", "heard")
	at := before.At()
	before.Leave()
	bob.says("b2", "missed")
	bob.hears("bob", "missed")
	bob.Leave()
	stop()

	last := int64(1)
	alice := &person{session.New(session.Config{Recall: func(address, _, name string) *session.Snapshot {
		return &session.Snapshot{Journal: at.Journal, Base: at.Base, Top: last, Guest: at.Guest, Rooms: []session.RoomSnapshot{{Room: session.Room{Name: "lobby"}, Last: last}}}
	}}), t}
	t.Cleanup(func() {
		go alice.Close()
		for range alice.Events() {
		}
	})
	alice.must(alice.Resume(address, "alice"))
	alice.gets(session.Offline)
	alice.says("a1", "kept for later")
	serve(t, address, dir)
	alice.Reconnect()
	var heard []string
	alice.wants("everything", func(e session.Event) bool {
		if m := e.RoomEvent; m != nil && !m.Waits() {
			heard = append(heard, m.Text)
		}
		return slices.Contains(heard, "kept for later")
	})
	if !slices.Equal(heard, []string{"missed", "kept for later"}) {
		t.Errorf("heard is %q", heard)
	}
	events, more, err := alice.History(context.Background(), "lobby", 2)
	if alice.must(err); more || len(events) != 1 || events[0].RoomEvent.Text != "heard" {
		t.Errorf("before that there is %+v, more: %v", events, more)
	}
}
