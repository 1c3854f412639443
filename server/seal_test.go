package main

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"confab/server/wire"
)

// People with TLS and people without are in one room.
func TestEverybodyHearsEverybody(t *testing.T) {
	s := serve(t)
	alice, err := register(sealed+s.address, "alice")
	bob, err2 := register(s.address, "bob")
	eve, err3 := register(sealed+s.address, "eve")
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	err = errors.Join(chats(alice, bob, "to plaintext"), eve.Receive("@alice: to plaintext"), eve.Receive("@bob: yes"))
	err = errors.Join(err, chats(eve, alice, "to TLS"), bob.Receive("@eve: to TLS"), bob.Receive("@alice: yes"))
	if err != nil {
		t.Error(err)
	}
}

// Whoever stops the server is heard by all, whole, and nothing comes behind it.
func TestTheEndOfTheServerIsWhole(t *testing.T) {
	s := serve(t)
	alice, err := register(sealed+s.address, "alice")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.stop() }() // serve's own cleanup looks at its error
	if err := alice.Receive("DISCONNECT CHAT/1.0"); err != nil {
		t.Error(err)
	}
	if _, err := alice.In.ReadByte(); err != io.EOF { // not half a record
		t.Errorf("behind it comes %v, want %v", err, io.EOF)
	}
}

// The banner's link names the server that answers, the same one next time.
func TestTheLinkOnTheCardIsTheServers(t *testing.T) {
	data := t.TempDir() + "/data"
	var first wire.Fingerprint
	for range 2 {
		s := serve(t, "-data", data)
		link := regexp.MustCompile(`chat://\S+`).FindString(s.out.String())
		l, err := wire.ParseLink(link)
		if err != nil || l.Address != s.address || l.Key == "" {
			t.Fatalf("the banner has %q: %v", link, err)
		}
		p, err := dial(sealed+s.address, "alice")
		if err != nil {
			t.Fatal(err)
		}
		if got := p.serverKey(); got != l.Key {
			t.Errorf("the server's key is %s, and the banner says %s", got, l.Key)
		}
		if first == "" {
			first = l.Key
		} else if l.Key != first {
			t.Errorf("the server was %s and is %s", first, l.Key)
		}
		_ = p.Conn.Conn.Close()
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
	}
}

// What the kernel does not take waits in the server, in its order: behind the
// record that was begun, and not a byte of it twice.
func TestWhoeverReadsLateGetsAllOfIt(t *testing.T) {
	const lines = 100 // of 60,000 bytes: more than the kernel takes
	for _, scheme := range []string{"", sealed} {
		s := serve(t, "-rate", "0", "-send-queue", "16000000")
		alice, err := register(s.address, "alice")
		late, err2 := register(scheme+s.address, "late")
		prompt, err3 := register(sealed+s.address, "prompt")
		err = errors.Join(err, err2, err3)
		long := func(i int) string { return strings.Repeat(string(rune('a'+i%26)), 60_000+i) }
		for i := range lines {
			err = errors.Join(err, alice.Say(long(i)), prompt.receiveCut("@alice: "+long(i)))
		}
		for i := range lines {
			err = errors.Join(err, late.receiveCut("@alice: "+long(i)))
		}
		if err := errors.Join(err, late.Say("at last"), alice.Receive("@late: at last")); err != nil {
			t.Errorf("%s %.300v", scheme, err)
		}
	}
}
