package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"confab/server/wire"
)

// reply connects with a device, sends a first line, and returns the number of
// the answer.
func (s *running) reply(name string, device ...tls.Certificate) (string, error) {
	p, err := dial(s.address, name)
	if err != nil {
		return "", err
	}
	defer p.Conn.Conn.Close()
	if len(device) > 0 {
		if err := p.sealWith(device...); err != nil {
			return "", err
		}
	}
	if err := p.Send("REGISTER " + name + " CHAT/2.0\n"); err != nil {
		return "", err
	}
	line, err := p.In.ReadString('\n')
	if len(line) < 3 {
		return "", err
	}
	return line[:3], nil
}

func TestOfTwentyClaimsOfOneNameOneWins(t *testing.T) {
	s := serve(t)
	const n = 20 // of two hundred, as accounts has it, the last handshake comes too late on a busy machine
	devices, replies, errs := make([]tls.Certificate, n), make([]string, n), make([]error, n)
	for i := range devices {
		devices[i] = newDevice()
	}
	var all sync.WaitGroup
	for i := range n {
		name := []string{"alice", "Alice", "ALICE", "aIice"}[i%4] // one name, as people see it
		all.Go(func() { replies[i], errs[i] = s.reply(name, devices[i]) })
	}
	all.Wait()
	winner := -1
	for i, r := range replies {
		switch {
		case errs[i] != nil:
			t.Fatal(errs[i])
		case r == "200" && winner < 0:
			winner = i
		case r != "401":
			t.Errorf("claim %d of one name gets %s, and %d had it", i, r, winner)
		}
	}
	if winner < 0 {
		t.Fatal("nobody has the name")
	}
	// Nobody is connected now, and the name stays whose it is.
	for i, want := range map[int]string{winner: "200", (winner + 1) % n: "401", (winner + 2) % n: "401"} {
		if got, err := s.reply("alice", devices[i]); err != nil || got != want {
			t.Errorf("device %d gets %s, %v, want %s; %d has won", i, got, err, want, winner)
		}
	}
	if got, err := s.reply("alice"); err != nil || got != "401" {
		t.Errorf("a guest gets %s, %v", got, err)
	}
}

func TestANameIsItsOwnersOverARestart(t *testing.T) {
	data, device := t.TempDir()+"/data", newDevice()
	for range 2 {
		s := serve(t, "-data", data)
		if got, err := s.reply("alice", device); err != nil || got != "200" {
			t.Errorf("its owner gets %s, %v", got, err)
		}
		if got, err := s.reply("alice", newDevice()); err != nil || got != "401" {
			t.Errorf("another one gets %s, %v", got, err)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGuestsAreMarkedWhereverTheyAre(t *testing.T) {
	s := serve(t)
	alice := s.come(t, "alice", newDevice(), "")
	bob, err := register(s.address, "bob")
	if err != nil {
		t.Fatal(err)
	}
	carol := s.guest(t, "carol")
	if err := bob.Say("I am bob"); err != nil {
		t.Fatal(err)
	}
	said := next[*wire.Event](alice)
	if !wire.IsByGuest(said.Body) {
		t.Errorf("what a guest says is %s", said.Body)
	}
	if e := carol.says("a guest too"); !strings.Contains(string(e.Body), `"guest":true`) {
		t.Errorf("what a guest says is %s", e.Body)
	}
	if err := bob.Receive("@carol: a guest too"); err != nil {
		t.Error(err) // CHAT/1.0 has no place for a mark
	}
	if e := alice.says("not a guest"); wire.IsByGuest(e.Body) {
		t.Errorf("what a member says is %s", e.Body)
	}
	alice.tells(wire.Who{})
	if p := next[*wire.Names](alice); fmt.Sprint(p.Names, p.Guests, p.Moderators) != "[alice bob carol] [bob carol] []" {
		t.Errorf("there are %+v", p)
	}
	alice.tells(wire.History{Room: wire.Lobby, Limit: 10})
	page := next[*wire.Page](alice)
	if len(page.Events) != 3 || !strings.Contains(string(page.Events[0]), `"guest":true`) || strings.Contains(string(page.Events[2]), `"guest"`) {
		t.Errorf("history is %s", page.Events)
	}
	dave := s.guest(t, "dave")
	for {
		p := next[*wire.Presence](alice)
		if strings.Contains(fmt.Sprint(p.Came), "dave") {
			if !strings.Contains(fmt.Sprint(p.Guests), "dave") {
				t.Errorf("presence is %+v", p)
			}
			break
		}
	}
	_ = dave
}

// Who has a name now is perhaps not who had it before.
func TestANewOwnerHasNothingOfTheOldOnes(t *testing.T) {
	s := serve(t)
	eve := s.guest(t, "eve")
	old := eve.says("mine")
	eve.tells(wire.Open{Room: "tea", ID: eve.key()})
	next[*wire.RoomInfo](eve)
	eve.isTold(wire.Open{Room: "den", ID: eve.key(), Private: true}, wire.GuestRoom)
	eve.isTold(wire.Direct{ID: eve.key(), Name: "eve"}, wire.GuestRoom)
	eve.tells(wire.Quit{})
	eve.isDisconnected(wire.ByeQuit, "")

	again := s.guest(t, "eve")
	again.isTold(wire.Edit{Room: wire.Lobby, ID: again.key(), Target: old.ID, Text: "changed"}, wire.NotYours)
	again.tells(wire.Quit{})
	again.isDisconnected(wire.ByeQuit, "")

	bound := s.knock(t, "eve", newDevice(), "")
	bound.hears("200 Registration successful")
	bound.tells(wire.Hello{})
	if w := next[*wire.Welcome](bound); len(w.Rooms) != 1 {
		t.Errorf("the new eve is in %+v", w.Rooms)
	}
	bound.isTold(wire.Retract{Room: wire.Lobby, ID: bound.key(), Target: old.ID}, wire.NotYours)
	bound.isTold(wire.Direct{ID: bound.key(), Name: "somebody"}, wire.NotRegistered)
}

func TestAReleasedNameBringsNoRooms(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	bob := s.come(t, "bob", newDevice(), "")
	bob.tells(wire.Direct{ID: bob.key(), Name: "ann"})
	first := next[*wire.RoomInfo](bob)
	secret := wire.Say{Room: first.Name, ID: bob.key(), Text: "a secret"}
	bob.tells(secret)
	den := wire.Open{Room: "den", ID: bob.key(), Private: true}
	bob.tells(den)
	said := bob.says("in public")
	ann.tells(wire.Moderate{ID: ann.key(), Act: wire.ActUnregister, Name: "bob", Reason: "he has left us"})
	bob.isDisconnected(wire.ByeUnregistered, "he has left us")
	for { // and out of the room, whether somebody comes after him or not
		if e := next[*wire.Event](ann); e.Type == wire.LeaveType && e.Room == first.Name && e.From == "bob" {
			break
		}
	}
	next[*wire.Done](ann)

	other := s.knock(t, "bob", newDevice(), "")
	other.hears("200 Registration successful")
	other.tells(wire.Hello{Rooms: map[string]int64{first.Name: 0}})
	if w := next[*wire.Welcome](other); len(w.Rooms) != 1 {
		t.Errorf("the new bob is in %+v", w.Rooms)
	}
	other.isTold(wire.History{Room: first.Name, Limit: 10}, wire.NoRoom)
	other.isTold(wire.Edit{Room: wire.Lobby, ID: other.key(), Target: said.ID, Text: "no"}, wire.NotYours)
	// Whoever knows a key of the old one's learns nothing by it.
	other.isTold(secret, wire.NoRoom)
	other.isTold(wire.History{Room: den.Room, Limit: 10}, wire.NoRoom) // nobody is in it: it has ended
	other.isTold(wire.Retract{Room: first.Name, ID: secret.ID, Target: secret.ID}, wire.NoRoom)
	ann.tells(wire.Direct{ID: ann.key(), Name: "bob"})
	for {
		room := next[*wire.RoomInfo](ann)
		if len(room.With) == 2 && room.Name != first.Name {
			break // a new one, which only these two have read
		}
	}
	other.tells(wire.Direct{ID: other.key(), Name: "ann"})
	if room := next[*wire.RoomInfo](other); room.Name == first.Name || len(room.With) != 2 {
		t.Errorf("the new bob and ann are in %+v, which is the old one's", room)
	}
}

// A membership that is left from before belongs to nobody who only types the name.
func TestAGuestIsInNoPrivateRoom(t *testing.T) {
	data := t.TempDir() + "/data"
	s := serve(t, "-data", data)
	alice := s.come(t, "alice", newDevice(), "")
	alice.tells(wire.Open{Room: "den", ID: "o", Private: true})
	next[*wire.RoomInfo](alice)
	alice.tells(wire.Say{Room: "den", ID: "s", Text: "secret"})
	for next[*wire.Event](alice).ID != "s" {
		continue
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	// The accounts are gone, as those of a journal from before there were any.
	if err := os.Remove(data + "/accounts.db"); err != nil {
		t.Fatal(err)
	}
	guest := serve(t, "-data", data, "-replace-missing").guest(t, "alice")
	guest.isTold(wire.History{Room: "den", Limit: 10}, wire.NoRoom)
	guest.isTold(wire.Say{Room: "den", ID: "z", Text: "I am alice"}, wire.NoRoom)
}
