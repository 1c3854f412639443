package identity

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	if isNew, err := s.check("lab3:6667", red); !isNew || err != nil || s.Key("lab3:6667") != "" {
		t.Errorf("a server nobody knows: %v, %v", isNew, err)
	}
	if err := s.pin("lab3:6667", red); err != nil {
		t.Fatal(err)
	}
	for what, s := range map[string]*Servers{"at once": s, "next time": openServers(t, dir)} {
		if isNew, err := s.check("LAB3:6667", red); isNew || err != nil {
			t.Errorf("%s, with its key: %v, %v", what, isNew, err)
		}
		_, err := s.check("lab3:6667", blue)
		changed, ok := errors.AsType[*KeyChanged](err)
		if !ok || *changed != (KeyChanged{Address: "lab3:6667", Before: red, Now: blue}) {
			t.Fatalf("%s, with another key: %v", what, err)
		}
		if text := changed.Error(); !strings.Contains(text, "Before: "+string(red)+", now: "+string(blue)) || !strings.Contains(text, "ask for its join link") {
			t.Errorf("it says %q", text)
		}
		if isNew, err := s.check("lab3:6668", blue); !isNew || err != nil {
			t.Errorf("%s, at another port: %v, %v", what, isNew, err)
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
	if isNew, err := s.check("lab3:6667", blue); !isNew || err != nil {
		t.Errorf("the one that the link names: %v, %v", isNew, err)
	}
	_, err := s.check("lab3:6667", red)
	if changed, ok := errors.AsType[*KeyChanged](err); !ok || !changed.Link || !strings.Contains(err.Error(), "join link") {
		t.Errorf("the one of before: %v", err)
	}
	if openServers(t, dir).Key("lab3:6667") != red {
		t.Error("the link is remembered before the server has let anybody in")
	}
	if err := s.pin("lab3:6667", blue); err != nil || openServers(t, dir).Key("lab3:6667") != blue {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAFileThatIsBrokenIsKept(t *testing.T) {
	for _, text := range []string{"", "{", `{"keys":7}`, `{"keys":{"lab3:6667":"short"}}`} {
		dir := t.TempDir()
		path := filepath.Join(dir, "servers.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := OpenServers(dir)
		if !errors.Is(err, ErrBroken) {
			t.Errorf("%q: OpenServers returned %v", text, err)
		}
		if kept, err := os.ReadFile(path + ".broken"); string(kept) != text || err != nil {
			t.Errorf("%q: %q is kept, %v", text, kept, err)
		}
		if err := s.pin("lab3:6667", red); err != nil || openServers(t, dir).Key("lab3:6667") != red {
			t.Errorf("%q: it cannot be used: %v", text, err)
		}
	}
}
