package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// nuisances are what clients do, by mistake or on purpose, that must neither
// delay nor harm anybody else. Each gets a server with alice and bob on it, who
// talk before and after, and while whatever the nuisance has left open stays so.
var nuisances = map[string]func(s *running, alice, bob *peer) error{
	"half a line": func(s *running, alice, bob *peer) error {
		eve, err := register(s.address, "eve")
		return errors.Join(err, eve.Send("@eve: half a"), chats(alice, bob, "between the halves"),
			eve.Send(" line\n"), alice.Receive("@eve: half a line"), bob.Receive("@eve: half a line"))
	},
	"byte by byte": func(s *running, alice, bob *peer) error {
		eve, err := dial(s.address, "eve")
		for _, b := range []byte("REGISTER eve CHAT/1.0\n@eve: é\n") {
			err = errors.Join(err, eve.Send(string([]byte{b})))
		}
		return errors.Join(err, eve.Receive("200 Registration successful"), alice.Receive("@eve: e"), bob.Receive("@eve: e"))
	},
	"everything in one segment": func(s *running, alice, bob *peer) error {
		eve, err := dial(s.address, "eve")
		return errors.Join(err, eve.Send("REGISTER eve CHAT/1.0\n@eve: one\n@eve: two\nDISCONNECT eve CHAT/1.0\n"),
			eve.Receive("200 Registration successful"), eve.Closed(),
			alice.Receive("@eve: one"), alice.Receive("@eve: two"), bob.Receive("@eve: one"), bob.Receive("@eve: two"))
	},
	"a bad line right behind the first": func(s *running, _, _ *peer) error {
		var all error
		for i := range 100 { // the 400 must not overtake the 200
			p, err := dial(s.address, "eve")
			all = errors.Join(all, err, p.Send(fmt.Sprintf("REGISTER eve%d CHAT/1.0\n\x07\n", i)),
				p.Receive("200 Registration successful"), p.Receive("400 Invalid text"), p.Conn.Conn.Close())
		}
		return all
	},
	"no newline at all": func(s *running, _, _ *peer) error {
		eve, err := register(s.address, "eve")
		return errors.Join(err, eve.Send(strings.Repeat("x", 70_000)), eve.Receive("400 Line too long"), eve.dismissed())
	},
	"a long line": func(s *running, alice, bob *peer) error {
		eve, err := register(s.address, "eve")
		long := strings.Repeat("x", 65_536)
		return errors.Join(err, eve.Send(long+"\n"), alice.receiveCut("@eve: "+long), bob.receiveCut("@eve: "+long),
			eve.Send(long+"x\n"), eve.Receive("400 Line too long"), eve.dismissed())
	},
	"not UTF-8 and control characters": func(s *running, alice, bob *peer) error {
		eve, err := register(s.address, "eve")
		for _, text := range []string{"\xff", "\xe2\x82", "\x00", "\x1b[2J", "\x7f", "\u0085", "\u2028", "a\rb"} {
			err = errors.Join(err, eve.Send("@eve: "+text+"\n"), eve.Receive("400 Invalid text"))
		}
		return errors.Join(err, eve.Say("tabs\tare fine"), alice.Receive("@eve: tabs\tare fine"), bob.Receive("@eve: tabs\tare fine"))
	},
	"empty lines": func(s *running, alice, bob *peer) error {
		eve, err := register(s.address, "eve")
		return errors.Join(err, eve.Send("\n\r\n\n"), eve.Say("x"), alice.Receive("@eve: x"), bob.Receive("@eve: x"))
	},
	"an end without DISCONNECT": func(s *running, alice, bob *peer) error {
		eve, err := register(s.address, "eve")
		return errors.Join(err, eve.Send("@eve: bye\n@eve: not a li"), eve.CloseWrite(), eve.dismissed(),
			alice.Receive("@eve: bye"), bob.Receive("@eve: bye"))
	},
	"a reset": func(s *running, _, _ *peer) error {
		eve, err := register(s.address, "eve")
		return errors.Join(err, eve.tcp.SetLinger(0), eve.tcp.Close())
	},
	"a client that never speaks": func(s *running, alice, bob *peer) error {
		eve, err := register(s.address, "eve")
		return errors.Join(err, alice.Say("eve?"), bob.Receive("@alice: eve?"), eve.Receive("@alice: eve?"))
	},
	"a client that never reads": func(s *running, alice, bob *peer) error {
		eve, err := register(s.address, "eve")
		long := strings.Repeat("x", 60_000) // the kernel has soon had enough
		for range 40 {
			err = errors.Join(err, alice.Say(long), bob.receiveCut("@alice: "+long))
		}
		_, slow := s.out.wait(`msg=left .*name=eve reason="too slow`)
		return errors.Join(err, slow, eve.Conn.Conn.Close())
	},
	"a name that is taken, forbidden or none": func(s *running, _, _ *peer) error {
		var all error
		for first, want := range map[string]string{
			"REGISTER alice CHAT/1.0":    "401 Client already registered",
			"REGISTER ALICE CHAT/1.0":    "401 Client already registered",
			"REGISTER аlісе CHAT/1.0":    "400 Invalid registration", // а, і, с, е are Cyrillic, l is not
			"REGISTER Admin CHAT/1.0":    "402 Forbidden user name",
			"REGISTER @alice:  CHAT/1.0": "400 Invalid registration",
			"REGISTER eve":               "400 Invalid registration",
			"REGISTER eve CHAT/3.0":      "400 Invalid registration",
			"@alice: hi":                 "400 Invalid registration",
			"POST / HTTP/1.1":            "400 Invalid registration",
			"REGISTER eve" + strings.Repeat(" ", 600) + "CHAT/1.0": "400 Invalid registration",
		} {
			p, err := dial(s.address, first)
			all = errors.Join(all, err, p.Send(first+"\n"), p.Receive(want), p.Closed())
		}
		return all
	},
	"a spoofed prefix": func(s *running, alice, bob *peer) error {
		eve, err := register(s.address, "eve")
		for _, text := range []string{"@bob: I owe eve 10", "@Eve: hi", " @eve: hi", "@admin: hi"} {
			err = errors.Join(err, eve.Send(text+"\n"), alice.Receive("@eve: "+text), bob.Receive("@eve: "+text))
		}
		return err
	},
	"extra blanks and a return": func(s *running, alice, bob *peer) error {
		eve, err := dial(s.address, "eve")
		return errors.Join(err, eve.Send("  REGISTER \t eve   CHAT/1.0  \r\n@eve: hi \r\n"), eve.Receive("200 Registration successful"),
			alice.Receive("@eve: hi "), bob.Receive("@eve: hi "))
	},
	"256 who never finish their first line": func(s *running, _, _ *peer) error {
		var all error
		for i := range 256 {
			p, err := dial(s.address, fmt.Sprint("dribbler", i))
			all = errors.Join(all, err, p.Send("R"))
		}
		began := time.Now()
		_, err := register(s.address, "eve")
		if took := time.Since(began); took > time.Second {
			err = errors.Join(err, fmt.Errorf("a registration took %v beside them, want at most 1s", took))
		}
		return errors.Join(all, err)
	},
}

// Alice speaks TLS, bob does not, and the nuisance does the one or the other.
func TestNobodyIsHarmed(t *testing.T) {
	for name, nuisance := range nuisances {
		for _, scheme := range []string{"", sealed} {
			t.Run(scheme+name, func(t *testing.T) {
				t.Parallel()
				s := serve(t, "-rate", "0")
				alice, err := register(sealed+s.address, "alice")
				if err != nil {
					t.Fatal(err)
				}
				bob, err := register(s.address, "bob")
				if err != nil {
					t.Fatal(err)
				}
				s.address = scheme + s.address
				err = errors.Join(chats(alice, bob, "before"), nuisance(s, alice, bob), chats(alice, bob, "after"))
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestAFloodDelaysOnlyWhoFloods(t *testing.T) {
	s := serve(t, "-rate", "20", "-burst", "5")
	alice, err := register(s.address, "alice")
	bob, err2 := register(s.address, "bob")
	eve, err3 := register(s.address, "eve")
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	const flood = 25
	for i := range flood {
		err = errors.Join(err, eve.Say(fmt.Sprint(i)))
	}
	// Alice's line overtakes what eve has to wait with, and all of that comes.
	err = errors.Join(err, alice.Say("one line"))
	if err != nil {
		t.Fatal(err)
	}
	before, seen := 0, -1
	for range flood + 1 {
		_ = bob.Conn.Conn.SetReadDeadline(time.Now().Add(patience))
		line, err := bob.In.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if line == "@alice: one line\n" {
			before = seen + 1
			continue
		}
		if want := fmt.Sprintf("@eve: %d\n", seen+1); line != want {
			t.Fatalf("bob receives %q, want %q", line, want)
		}
		seen++
	}
	if before >= flood {
		t.Errorf("alice's line came after all %d of eve's, want it before the delayed ones", before)
	}
}

// What somebody says before an orderly end is heard, though others speak.
func TestWhatWasSaidBeforeTheEndIsHeard(t *testing.T) {
	s := serve(t, "-rate", "200", "-burst", "50")
	alice, err := register(s.address, "alice")
	bob, err2 := register(s.address, "bob")
	const lines = 200
	err = errors.Join(err, err2, alice.Send(strings.Repeat("@alice: x\n", lines)), alice.Conn.Conn.Close(), bob.Receive("@alice: x"))
	for range 3 { // alice's kernel refuses them
		err = errors.Join(err, bob.Say("alice?"), bob.Receive("@alice: x"))
	}
	if err != nil {
		t.Fatal(err)
	}
	for i := 4; i < lines; i++ {
		if err := bob.Receive("@alice: x"); err != nil {
			t.Fatalf("after %d of %d lines: %v", i, lines, err)
		}
	}
}
