package accounts

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

func TestAnInvitationHoldsForThreeDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{InviteOnly: true})
		i, err := s.Invite(t.Context(), model.Console, "")
		if want := int64(72 * 3600); err != nil || i.For != want {
			t.Fatalf("it holds for %d s, %v, want %d", i.For, err, want)
		}
		time.Sleep(72*time.Hour - time.Millisecond)
		if e, err := s.Admit(t.Context(), bringing(visit("eve", "eve's"), i.Token)); err != nil || !e.New {
			t.Errorf("a moment before the end it comes to %+v, %v", e, err)
		}
		time.Sleep(time.Millisecond)
		v := bringing(visit("eve", "eve's"), i.Token)
		_, err = s.Bind(t.Context(), v)
		wantReply(t, "an invitation after three days", err, wire.InvitationVoid, "ask for a new one")
		v.Token = invite(t, s, model.Console, "")
		if a := bind(t, s, v); a.Role != wire.Member {
			t.Errorf("an invitation without a role makes a %q", a.Role)
		}
	})
}

func TestALinkForADeviceHoldsForFiveMinutesAndOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		alice := bind(t, s, visit("alice", "laptop"))
		token := pair(t, s, alice.ID)
		time.Sleep(5*time.Minute - time.Millisecond)
		phone := bringing(visit("alice", "phone"), token)
		if e, err := s.Admit(t.Context(), phone); err != nil || !e.Pairs || e.Account.ID != alice.ID {
			t.Errorf("a moment before the end it comes to %+v, %v", e, err)
		}
		time.Sleep(time.Millisecond)
		_, err := s.Bind(t.Context(), phone)
		wantReply(t, "a link after five minutes", err, wire.NameTaken, "")

		older := pair(t, s, alice.ID)
		newer := pair(t, s, alice.ID)
		_, err = s.Bind(t.Context(), bringing(phone, older))
		wantReply(t, "a link with a newer one after it", err, wire.NameTaken, "")
		if a := bind(t, s, bringing(phone, newer)); a.ID != alice.ID || a.Since != alice.Since {
			t.Errorf("the phone is in as %+v, want %+v", a, alice)
		}
		_, err = s.Bind(t.Context(), bringing(visit("alice", "tablet"), newer))
		wantReply(t, "a link for the second time", err, wire.NameTaken, "")
	})
}

func TestWhoHasNoDeviceHasNoneToPair(t *testing.T) {
	s := open(t, Config{})
	for _, id := range []int64{model.Guest, model.Console, 99} {
		_, err := s.Pair(t.Context(), id)
		wantCode(t, "a link for an account that is none", err, wire.IsGuest)
	}
}

// What is in the files helps nobody in, nor does the audit.
func TestATokenIsNowhere(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Dir: dir})
	alice := bind(t, s, visit("alice", "laptop"))
	first, err := s.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tokens := []string{first, invite(t, s, model.Console, ""), pair(t, s, alice.ID)}
	for _, token := range tokens {
		random, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(random) < 128/8 {
			t.Errorf("a token has %d bytes of chance, %v, want 16 at least", len(random), err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) < 2 {
			t.Fatalf("there are the files %q, %v", files, err)
		}
		found := false
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(content, []byte(token)) || bytes.Contains(content, random) {
				t.Errorf("%s has a token", filepath.Base(file))
			}
			found = found || bytes.Contains(content, hashOf(token))
		}
		if !found {
			t.Error("no file has its hash, so this test has looked at the wrong ones")
		}
	}
}

func TestTheFirstAdministratorIsInvitedOnce(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Dir: dir, InviteOnly: true})
	token, err := s.FirstAdministrator(t.Context())
	if err != nil || token == "" {
		t.Fatalf("the first start invites with %q, %v", token, err)
	}
	for range 2 {
		if again, err := s.FirstAdministrator(t.Context()); err != nil || again != "" {
			t.Errorf("it invites again with %q, %v", again, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, Config{Dir: dir, InviteOnly: true})
	}
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActClose}) // even then
	if a := bind(t, s, bringing(visit("ann", "ann's"), token)); a.Role != wire.Administrator {
		t.Errorf("who comes by it is %+v, want an administrator", a)
	}
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActUnregister, Name: "ann"})
	if again, err := s.FirstAdministrator(t.Context()); err != nil || again != "" {
		t.Errorf("without an administrator it invites again with %q, %v", again, err)
	}

	other := open(t, Config{})
	settle(t, other, "ann", wire.Administrator)
	if token, err := other.FirstAdministrator(t.Context()); err != nil || token != "" {
		t.Errorf("where there is an administrator it invites with %q, %v", token, err)
	}
}
