package keys

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/server/atomicfile"
	"confab/server/wire"
)

// Two keys.
var (
	red  = wire.FingerprintOf([]byte("red"))
	blue = wire.FingerprintOf([]byte("blue"))
)

func openServers(t *testing.T, dir string) *Servers {
	t.Helper()
	s, err := OpenServers(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAServerIsKnownByItsKeyFromThenOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	s := openServers(t, dir)
	if found, err := s.check("lab3:6667", red); !found.pin || err != nil || s.Key("lab3:6667") != "" {
		t.Errorf("a server nobody knows: %v, %v", found.pin, err)
	}
	if err := s.pin("lab3:6667", red); err != nil {
		t.Fatal(err)
	}
	for what, s := range map[string]*Servers{"at once": s, "next time": openServers(t, dir)} {
		if found, err := s.check("LAB3:6667", red); found.pin || err != nil {
			t.Errorf("%s, with its key: %v, %v", what, found.pin, err)
		}
		_, err := s.check("lab3:6667", blue)
		changed, ok := errors.AsType[*KeyChanged](err)
		if !ok || *changed != (KeyChanged{Address: "lab3:6667", Before: red, Now: blue}) {
			t.Fatalf("%s, with another key: %v", what, err)
		}
		if text := changed.Error(); !strings.Contains(text, "(known): before "+string(red)+", now "+string(blue)) {
			t.Errorf("it says %q", text)
		}
		if err := s.pin("bücher.example:1", blue); err != nil {
			t.Fatal(err)
		}
		if _, err := s.check("xn--bcher-kva.example:1", red); err == nil {
			t.Errorf("%s, a server is another one in another spelling of its name", what)
		}
		if found, err := s.check("lab3:6668", blue); !found.pin || err != nil {
			t.Errorf("%s, at another port: %v, %v", what, found.pin, err)
		}
		if err := s.pin("lab3:6667", blue); err == nil || s.Key("lab3:6667") != red {
			t.Errorf("%s, pinned over it: %v", what, err)
		}
	}
}

// A link is a person's word for who is there: it gets past another key, and
// nobody else gets past it.
func TestOnlyALinkGetsPastAnotherKey(t *testing.T) {
	dir := t.TempDir()
	s := openServers(t, dir)
	if err := s.pin("lab3:6667", red); err != nil {
		t.Fatal(err)
	}
	s.Expect(wire.Link{Address: "lab3:6667"}) // has no key
	if _, err := s.check("lab3:6667", blue); err == nil {
		t.Error("a link without a key gets past")
	}
	s.Expect(wire.Link{Address: "Lab3:6667", Key: blue})
	if found, err := s.check("lab3:6667", blue); !found.pin || err != nil {
		t.Errorf("the one that the link names: %v, %v", found.pin, err)
	}
	_, err := s.check("lab3:6667", red)
	if changed, ok := errors.AsType[*KeyChanged](err); !ok || !changed.Link || !strings.Contains(err.Error(), "(link)") {
		t.Errorf("the one of before: %v", err)
	}
	if openServers(t, dir).Key("lab3:6667") != red {
		t.Error("the link is remembered before the server has let anybody in")
	}
	if err := s.pin("lab3:6667", blue); err != nil || openServers(t, dir).Key("lab3:6667") != blue {
		t.Errorf("afterwards: %v", err)
	}
}

// A link is for one try to connect: what comes after goes by what is known.
func TestALinkIsForOneTry(t *testing.T) {
	s := openServers(t, t.TempDir())
	if err := s.pin("lab3:6667", red); err != nil {
		t.Fatal(err)
	}
	fits := func(key wire.Fingerprint) bool {
		_, err := s.check("lab3:6667", key)
		return err == nil
	}
	wrong := wire.Link{Address: "Lab3:6667", Key: blue}

	forget := s.Expect(wrong)
	if fits(red) || !fits(blue) {
		t.Error("a link does not hold while somebody connects by it")
	}
	forget()
	if !fits(red) || fits(blue) {
		t.Error("a link holds longer than the try")
	}

	forget = s.Expect(wrong)
	plain := s.Expect(wire.Link{Address: "lab3:6667"}) // the person does not wait for its end
	if !fits(red) || fits(blue) {
		t.Error("a link holds beside the address alone, which was entered later")
	}
	plain()

	later := s.Expect(wrong)
	forget() // of the try before
	if fits(red) || !fits(blue) {
		t.Error("the end of a try is taken for that of the next one")
	}
	later()
	if !fits(red) || fits(blue) {
		t.Error("in the end something is left")
	}
}

// A key that a link has told is verified from then on, also one that was only
// found before; nothing else makes it so.
func TestALinkVerifiesAKey(t *testing.T) {
	dir := t.TempDir()
	s := openServers(t, dir)
	verified := func(s *Servers) bool {
		t.Helper()
		found, err := s.check("lab3:6667", red)
		if err != nil {
			t.Fatal(err)
		}
		return found.verified
	}
	pin := func() {
		t.Helper()
		if err := s.pin("lab3:6667", red); err != nil {
			t.Fatal(err)
		}
	}
	pin()
	pin() // again, as it is
	if verified(s) || verified(openServers(t, dir)) {
		t.Error("a key that was found counts as verified")
	}
	s.Expect(wire.Link{Address: "lab3:6667", Key: blue})
	if found, err := s.check("lab3:6667", red); err == nil || found.verified {
		t.Errorf("one that the link does not name: %+v, %v", found, err)
	}
	s.Expect(wire.Link{Address: "lab3:6667", Key: red})
	if !verified(s) || verified(openServers(t, dir)) {
		t.Error("it is to be verified for this visit, and remembered once the server has let us in")
	}
	pin()
	if again := openServers(t, dir); !verified(s) || !verified(again) || again.Key("LAB3:6667") != red {
		t.Error("a key that a link has told is not verified")
	}
	if found, _ := openServers(t, dir).check("lab3:6668", blue); found.verified {
		t.Error("another server at another port is verified too")
	}
	if found, err := s.check("lab3:6667", red); err != nil || found.pin {
		t.Errorf("what is known already is to be remembered again: %+v, %v", found, err)
	}
}

// A file from before keys were verified, and one that says it of nobody.
func TestAnOlderFileVerifiesNothing(t *testing.T) {
	for _, text := range []string{
		`{"keys":{"lab3:6667":"` + string(red) + `"}}`,
		`{"keys":{"lab3:6667":"` + string(red) + `"},"verified":{"lab3:6667":false,"other:1":true}}`,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "servers.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := openServers(t, dir)
		if found, err := s.check("lab3:6667", red); found.verified || found.pin || err != nil {
			t.Errorf("%s: %+v, %v", text, found, err)
		}
		if found, _ := s.check("other:1", red); found.verified || !found.pin {
			t.Errorf("%s: a server that has no key is verified", text)
		}
	}
}

func TestAFileThatIsBrokenIsKept(t *testing.T) {
	for _, text := range []string{"", "{", `{"keys":7}`, `{"keys":{"lab3:6667":"short"}}`, `{"keys":{},"verified":[]}`} {
		dir := t.TempDir()
		path := filepath.Join(dir, "servers.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := ReadServers(dir); s == nil || !errors.Is(err, ErrBroken) {
			t.Errorf("%q: ReadServers returned %v", text, err)
		}
		if left, err := os.ReadFile(path); string(left) != text || err != nil {
			t.Errorf("%q: ReadServers left %q, %v", text, left, err)
		}
		s, err := OpenServers(dir)
		broken, ok := errors.AsType[*atomicfile.Damaged](err)
		if !ok || !errors.Is(err, ErrBroken) {
			t.Fatalf("%q: OpenServers returned %v", text, err)
		}
		if kept, err := os.ReadFile(broken.Aside); string(kept) != text || err != nil {
			t.Errorf("%q: %q is kept, %v", text, kept, err)
		}
		if err := s.pin("lab3:6667", red); err != nil || openServers(t, dir).Key("lab3:6667") != red {
			t.Errorf("%q: it cannot be used: %v", text, err)
		}
	}
}

// However an address is written, the key that was found there counts, also when
// an older program took the spellings for several servers.
func TestAnotherSpellingIsNoOtherServer(t *testing.T) {
	for address, spellings := range map[string][]string{
		"lab3:6667":      {"LAB3:6667", "lab3.:6667", "lab3:06667"},
		"[::1]:6667":     {"[0:0:0:0:0:0:0:1]:6667"},
		"127.0.0.1:6667": {"[::ffff:127.0.0.1]:6667", "127.1:6667"},
	} {
		s := openServers(t, t.TempDir())
		if err := s.pin(address, red); err != nil {
			t.Fatal(err)
		}
		for _, spelling := range spellings {
			if found, err := s.check(spelling, blue); err == nil {
				t.Errorf("another key at %s, known as %s, is %+v", spelling, address, found)
			}
		}
	}
	dir := t.TempDir()
	old := `{"keys":{"[::ffff:127.0.0.1]:1":"` + string(blue) + `","127.0.0.1:1":"` + string(red) + `"},"verified":{"127.0.0.1:1":true}}`
	if err := os.WriteFile(filepath.Join(dir, "servers.json"), []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := openServers(t, dir).check("127.0.0.1:1", red); err != nil || !found.verified {
		t.Errorf("what a link had told is %+v, %v", found, err)
	}
}

// A link with another key than an earlier link told is asked about, with both
// keys; who connects by it once more has said yes.
func TestALinkReplacesAnotherOnesKeyOnlyWhenAsked(t *testing.T) {
	s := openServers(t, t.TempDir())
	connects := func(key wire.Fingerprint) error { // and finds the link's server
		defer s.Expect(wire.Link{Address: "lab3:6667", Key: key})()
		if _, err := s.check("LAB3:6667", key); err != nil {
			return err
		}
		return s.pin("lab3:6667", key)
	}
	if err := connects(red); err != nil {
		t.Fatal(err)
	}
	err := connects(blue)
	if changed, ok := errors.AsType[*KeyChanged](err); !ok || !changed.Asks || changed.Before != red || changed.Now != blue ||
		!strings.Contains(changed.Error(), string(red)) || !strings.Contains(changed.Error(), string(blue)) {
		t.Fatalf("another link comes to %v", err)
	}
	if found, err := s.check("lab3:6667", red); err != nil || !found.verified {
		t.Errorf("the server that was known is %+v, %v", found, err)
	}
	if err := connects(red); err != nil { // who goes back to the first link has said no
		t.Fatal(err)
	}
	if err := connects(blue); err == nil {
		t.Fatal("the other link is not asked about a second time")
	}
	if err := connects(blue); err != nil {
		t.Fatalf("once more, the other link comes to %v", err)
	}
	if found, err := s.check("lab3:6667", blue); err != nil || !found.verified {
		t.Errorf("the new server is %+v, %v", found, err)
	}
}
