package accounts

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// crowd calls f from n goroutines at once and returns how many it let in; all
// the others have to get refusal.
func crowd(t *testing.T, n int, refusal wire.Reply, f func(i int) error) (in int64) {
	t.Helper()
	var all sync.WaitGroup
	var won atomic.Int64
	begin := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-begin
			err := f(i)
			var r wire.Reply
			switch {
			case err == nil:
				won.Add(1)
			case !errors.As(err, &r) || r.Code != refusal.Code:
				t.Errorf("number %d got %v, want %v", i, err, refusal)
			}
		})
	}
	close(begin)
	all.Wait()
	return won.Load()
}

func TestOfTwoHundredWhoComeForANameOneHasIt(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Dir: dir})
	spellings := []string{"pax", "PAX", "рах"} // the last is Cyrillic: they look the same, so they are
	var winner atomic.Value
	in := crowd(t, 200, wire.NameTaken, func(i int) error {
		name := spellings[i%len(spellings)]
		v := visit(name, fmt.Sprint("device ", i))
		a, err := s.Bind(t.Context(), v)
		if err == nil {
			winner.Store(v)
			if a.ID <= 0 || a.Name != name || a.Role != wire.Member || a.Since != v.Seq {
				t.Errorf("the account is %+v", a)
			}
		}
		return err
	})
	if in != 1 {
		t.Fatalf("%d of 200 have the name, want 1", in)
	}
	names, devices := number(t, s, "SELECT count(*) FROM accounts"), number(t, s, "SELECT count(*) FROM devices")
	if names != 1 || devices != 1 {
		t.Errorf("there are %d names and %d devices, want 1 of each", names, devices)
	}

	// It stays so when the server starts again.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, Config{Dir: dir})
	owner := winner.Load().(model.Visit)
	for _, name := range spellings {
		v := visit(name, "somebody else's")
		_, err := s.Admit(t.Context(), v)
		wantReply(t, "another device after a restart", err, wire.NameTaken, "")
		v.Device = owner.Device
		if e, err := s.Admit(t.Context(), v); err != nil || e.Binds() || e.Account.Name != owner.Name || e.Account.ID == model.Guest {
			t.Errorf("as %s its owner comes to %+v, %v after a restart", name, e, err)
		}
	}
}

// Two connections of one device that come for the same new name are both in.
func TestADeviceThatComesTwiceForANameHasItOnce(t *testing.T) {
	s := open(t, Config{})
	if in := crowd(t, 20, wire.NameTaken, func(int) error {
		_, err := s.Bind(t.Context(), visit("alice", "laptop"))
		return err
	}); in != 20 {
		t.Errorf("%d of 20 are in", in)
	}
	if devices, err := s.Devices(t.Context(), account(t, s, "alice").ID); err != nil || len(devices) != 1 {
		t.Errorf("alice has the devices %v, %v, want one", devices, err)
	}
}

func TestAnInvitationIsGoodForOne(t *testing.T) {
	s := open(t, Config{InviteOnly: true})
	token := invite(t, s, model.Console, wire.Moderator)
	if in := crowd(t, 50, wire.InvitationVoid, func(i int) error {
		_, err := s.Bind(t.Context(), bringing(visit(fmt.Sprint("guest", i), fmt.Sprint("device ", i)), token))
		return err
	}); in != 1 {
		t.Errorf("%d of 50 came by one invitation", in)
	}
	if n := len(acts(t, s)); n != 2 {
		t.Errorf("the audit has %q, want the invitation and who came by it", acts(t, s))
	}
}

func TestAPairingIsGoodForOneDevice(t *testing.T) {
	s := open(t, Config{})
	alice := bind(t, s, visit("alice", "laptop"))
	token := pair(t, s, alice.ID)
	if in := crowd(t, 50, wire.NameTaken, func(i int) error {
		_, err := s.Bind(t.Context(), bringing(visit("alice", fmt.Sprint("phone ", i)), token))
		return err
	}); in != 1 {
		t.Errorf("%d of 50 devices were paired by one token", in)
	}
	if devices, err := s.Devices(t.Context(), alice.ID); err != nil || len(devices) != 2 {
		t.Errorf("alice has the devices %v, %v, want two", devices, err)
	}
}

func TestAnInvitationRaisesTheRoleOfANameOnce(t *testing.T) {
	s := open(t, Config{})
	alice := bind(t, s, visit("alice", "laptop"))
	token := invite(t, s, model.Console, wire.Moderator)
	v := bringing(visit("ALICE", "laptop"), token)
	v.Seq = 99
	if e, err := s.Admit(t.Context(), v); err != nil || !e.Redeems || e.New || e.Pairs || e.Account.Role != wire.Member {
		t.Fatalf("it comes to %+v, %v, want a member who redeems", e, err)
	}
	a := bind(t, s, v)
	if want := (model.Account{ID: alice.ID, Name: "alice", Role: wire.Moderator, Since: 1}); a != want {
		t.Errorf("the account is %+v, want %+v", a, want)
	}
	if e, err := s.Admit(t.Context(), v); err != nil || e.Binds() {
		t.Errorf("the second time it comes to %+v, %v, want an entry that binds nothing", e, err)
	}
	want := []string{"server invite moderator", "server redeem alice moderator"}
	if got := acts(t, s); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the audit has %q, want %q", got, want)
	}

	// One that would raise nothing is not spent.
	token = invite(t, s, model.Console, wire.Member)
	if e, err := s.Admit(t.Context(), bringing(visit("alice", "laptop"), token)); err != nil || e.Binds() {
		t.Errorf("a member's invitation comes to %+v, %v for a moderator, want an entry that binds nothing", e, err)
	}
	bind(t, s, bringing(visit("alice", "laptop"), token))
	bind(t, s, bringing(visit("bob", "bob's"), token))
}
