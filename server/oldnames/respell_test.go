package oldnames

import (
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

func TestOldNamesOfOneClassHaveOneKey(t *testing.T) {
	for key, names := range map[string][]string{
		"aiice": {"alice", "ALICE", "a1ice", "aIice"}, "neii": {"Neil", "Nell", "NEIL"}, "ian": {"Ian", "lan"}, "pax": {"pax", "рах", "ΡΑΧ"},
		"hock": {"HOCK", "носк"}, "zoë": {"Zoë", "ZOE\u0308"}, "weiss": {"Weiß"}, "nona": {"νονα"},
	} {
		for _, name := range names {
			if got := Key(name); got != key {
				t.Errorf("Key(%q) = %q, want %q", name, got, key)
			}
		}
	}
}

// No two names that were two are one account now.
func TestOldKeysAreCoarserThanTodays(t *testing.T) {
	names := []string{"alice", "ALICE", "a1ice", "Neil", "NELL", "Ian", "lan", "носк", "HOCK", "Σίσυφος", "ΣΊΣΥΦΟΣ", "Weiß", "WEISS", "İbo", "ıbo", "ibo", "Γάγα", "гага"}
	for _, a := range names {
		for _, b := range names {
			if wire.NameKey(a) == wire.NameKey(b) && Key(a) != Key(b) {
				t.Errorf("%q and %q are one name, and were two", a, b)
			}
		}
	}
}

func FuzzOldKeysAreCoarserThanTodays(f *testing.F) {
	for _, name := range []string{"Neil", "Σίσυφος", "İbo", "ẞ", "ﬁ", "Ǆ"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if key := wire.NameKey(name); Key(key) != Key(name) {
			t.Errorf("%q had the key %q, and %q of its key %q", name, Key(name), Key(key), key)
		}
	})
}

func TestNamesAreSpelledAsTheirAccountsSpellThem(t *testing.T) {
	s := NewSpeller([]model.Account{{ID: 1, Name: "Neil", Since: 5}, {ID: 2, Name: "ann"}})
	guest := func(text string) []byte { return wire.ByGuest(wire.Encode(wire.Message{Text: text})) }
	for _, c := range []struct {
		e          wire.Event
		from, body string
	}{
		{wire.Event{Seq: 1, Type: wire.OpenType, Room: "tea", From: "NEII", Body: []byte(`{}`)}, "NEII", `{}`}, // who had the name before
		{wire.Event{Seq: 2, Type: wire.InviteType, Room: "tea", From: "ANN", Body: []byte(`{"name":"Ann"}`)}, "ann", `{"name":"ann"}`},
		{wire.Event{Seq: 5, Type: wire.LeaveType, Room: "tea", From: "neil", Body: []byte(`{}`)}, "NEII", `{}`}, // left as the one that came
		{wire.Event{Seq: 6, Type: wire.JoinType, Room: "tea", From: "neil", Body: []byte(`{}`)}, "Neil", `{}`},
		{wire.Event{Seq: 7, Type: wire.MessageType, Room: "tea", From: "ne1l", Body: []byte(`{"text":"ne1l"}`)}, "Neil", `{"text":"ne1l"}`},
		{wire.Event{Seq: 8, Type: wire.MessageType, Room: "tea", From: "ne1l", Body: guest("x")}, "ne1l", string(guest("x"))},
		{wire.Event{Seq: 9, Type: wire.OpenType, Room: "@ann,neii", From: "ann", Body: []byte(`{"private":true,"with":["ann","neiI"]}`)}, "ann", `{"private":true,"with":["Neil","ann"]}`},
		{wire.Event{Seq: 10, Type: wire.LeaveType, Room: "tea", From: "NEIL", Body: []byte(`{}`)}, "Neil", `{}`},
	} {
		was := c.e
		changed := s.Event(&c.e)
		if c.e.From != c.from || string(c.e.Body) != c.body {
			t.Errorf("event %d is from %s with %s, want %s with %s", c.e.Seq, c.e.From, c.e.Body, c.from, c.body)
		}
		if is := was.From != c.e.From || string(was.Body) != string(c.e.Body); changed != is {
			t.Errorf("event %d is changed: %v, want %v", c.e.Seq, changed, is)
		}
	}
	if a, b := s.User("neii"), s.User("eve"); a != "neil" || b != "eve" {
		t.Errorf("what was read is noted of %s and %s", a, b)
	}
}
