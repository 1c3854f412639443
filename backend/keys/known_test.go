package keys

import (
	"errors"
	"slices"
	"testing"

	"confab/server/wire"
)

// Anybody on the network can announce anything: a server that was announced is
// no more verified than one whose address was typed.
func TestAnAnnouncedKeyIsADemandAndNoProof(t *testing.T) {
	s := openServers(t, t.TempDir())
	forget := s.Announced("lab3:6667", red)
	if found, err := s.check("lab3:6667", red); found.verified || !found.pin || err != nil {
		t.Errorf("the server that was announced: %+v, %v", found, err)
	}
	_, err := s.check("lab3:6667", blue)
	if changed, ok := errors.AsType[*KeyChanged](err); !ok || changed.why() != "announced" || changed.Before != red {
		t.Errorf("another one in its place: %v", err)
	}
	if err := s.pin("lab3:6667", red); err != nil || s.ByKey(red).Verified {
		t.Errorf("once it is known: %+v, %v", s.ByKey(red), err)
	}
	_, err = s.check("lab3:6667", blue)
	if changed, ok := errors.AsType[*KeyChanged](err); !ok || changed.why() != "known" || changed.Before != red {
		t.Errorf("another one in the place of a known one: %v", err)
	}
	forget()

	defer s.Announced("lab3:6667", blue)()
	_, err = s.check("lab3:6667", blue)
	if changed, ok := errors.AsType[*KeyChanged](err); !ok || changed.why() != "known" || changed.Before != red {
		t.Errorf("an impostor at a known address: %v", err)
	}
	defer s.Announced("lab3:6667", blue)() // however often it is clicked
	if _, err = s.check("lab3:6667", blue); err == nil {
		t.Error("the second click gets the impostor past the known key")
	}

	defer s.Announced("lab3:6667", red)() // for a while after the server has gone
	_, err = s.check("lab3:6667", blue)
	if changed, ok := errors.AsType[*KeyChanged](err); !ok || changed.why() != "known" {
		t.Errorf("another server where a known one is still announced: %v", err)
	}
}

// A server that proves a key known from another address is that server.
func TestAServerThatMovesIsAsWellKnownAsBefore(t *testing.T) {
	dir := t.TempDir()
	s := openServers(t, dir)
	defer s.Expect(wire.Link{Address: "192.168.4.20:6667", Key: red})()
	if err := s.pin("192.168.4.20:6667", red); err != nil {
		t.Fatal(err)
	}
	if err := s.SetName("192.168.4.20:6667", "Lab 3"); err != nil {
		t.Fatal(err)
	}
	const there = "192.168.7.9:6667"
	if got := s.Judge(there, red); got != Moved {
		t.Errorf("before anybody has entered it there, it is %q", got)
	}
	if got := []Standing{s.Judge("192.168.4.20:6667", red), s.Judge("192.168.4.20:6667", blue), s.Judge(there, blue)}; !slices.Equal(got, []Standing{Same, Changed, New}) {
		t.Errorf("others are %q", got)
	}
	if found, err := s.check(there, red); !found.verified || !found.pin || err != nil {
		t.Errorf("there it is %+v, %v", found, err)
	}
	if err := s.pin(there, red); err != nil {
		t.Fatal(err)
	}
	s = openServers(t, dir)
	if k := s.ByKey(red); !slices.Equal(k.Addresses, []string{"192.168.4.20:6667", there}) || k.Name != "Lab 3" || !k.Verified || s.Judge(there, red) != Same {
		t.Errorf("at the next start it is %+v", k)
	}
	if _, err := s.check(there, blue); err == nil {
		t.Error("its new address takes another key")
	}
	if !s.IsKnownAs("LАB 3") || s.IsKnownAs("Lab 4") || s.IsKnownAs("") { // a Cyrillic А
		t.Error("its name is not known, or another one is")
	}
}
