package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"confab/server/accounts"
	"confab/server/journal"
	"confab/server/sqlite"
	"confab/server/wire"
)

// welcomed is come, and returns what the server says of itself.
func (s *running) welcomed(t *testing.T, m *member) *wire.Welcome {
	t.Helper()
	m.hears("200 Registration successful")
	m.tells(wire.Hello{Client: "test/1", Rooms: map[string]int64{"lobby": 0}})
	return next[*wire.Welcome](m)
}

// body is that of an event that changes a room.
func body(t *testing.T, e *wire.Event) (b wire.RoomBody) {
	t.Helper()
	if err := json.Unmarshal(e.Body, &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnAccountHasOneSpelling(t *testing.T) {
	s := serve(t)
	desk := s.come(t, "alice", newDevice(), "")
	said := desk.says("from the desk")
	for _, spelled := range []string{"Alice", "ALICE", "a1ice", "aIice"} {
		m := s.knock(t, spelled, desk.device, "")
		if you := s.welcomed(t, m).You; you != "alice" {
			t.Errorf("who comes as %s is %s, want alice", spelled, you)
		}
		m.tells(wire.Edit{Room: wire.Lobby, ID: m.key(), Target: said.ID, Text: "by " + spelled})
		for {
			if e := next[*wire.Event](m); e.Type == wire.EditType && strings.Contains(string(e.Body), spelled) {
				if e.From != "alice" {
					t.Errorf("the edit of %s is from %s", spelled, e.From)
				}
				break
			}
		}
	}
	// A further device, too, and it hears what everybody hears.
	laptop := s.knock(t, "aLiCe", newDevice(), desk.pairs())
	laptop.hears("100 Confirm this on your other device")
	desk.confirms(laptop.fingerprint(), true)
	if you := s.welcomed(t, laptop).You; you != "alice" {
		t.Errorf("the laptop is %s", you)
	}
	if e := laptop.says("from the laptop"); e.From != "alice" {
		t.Errorf("the laptop speaks as %s", e.From)
	}
	// In CHAT/1.0 as well: its program puts in front what it has registered.
	old, err := dial(s.address, "Bob")
	if err != nil {
		t.Fatal(err)
	}
	bob := s.come(t, "bob", newDevice(), "")
	if err := old.sealWith(bob.device); err != nil {
		t.Fatal(err)
	}
	_ = bob.Conn.Conn.Close()
	if _, err := s.out.wait("msg=left .*name=bob"); err != nil {
		t.Fatal(err)
	}
	if err := old.Send("REGISTER Bob CHAT/1.0\n@Bob: hi\n"); err != nil {
		t.Fatal(err)
	}
	for {
		if e := next[*wire.Event](desk); e.From == "bob" {
			if string(e.Body) != `{"text":"hi"}` {
				t.Errorf("the line is %s", e.Body)
			}
			break
		}
	}
	_ = old.Conn.Conn.Close()
}

func TestARequestNamesPeopleAsTheySpellThemselves(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	alice, dave := s.come(t, "alice", newDevice(), ""), s.come(t, "Dave", newDevice(), "")

	dave.tells(wire.Direct{ID: "d1", Name: "a1ice"})
	room := next[*wire.RoomInfo](alice)
	if want := []string{"Dave", "alice"}; !slices.Equal(room.With, want) || room.Name != "@alice,dave" {
		t.Errorf("alice is told of %+v, want a room of %q", room, want)
	}
	if e := next[*wire.Event](alice); !slices.Equal(body(t, e).With, room.With) {
		t.Errorf("it is opened by %s", e.Body)
	}
	dave.tells(wire.Direct{ID: "d2", Name: "ALICE"})
	for {
		if again := next[*wire.RoomInfo](dave); again.ID == "d2" {
			if again.Name != room.Name {
				t.Errorf("alice in capitals has another room, %s", again.Name)
			}
			break
		}
	}

	alice.tells(wire.Open{ID: "o1", Room: "tea"})
	next[*wire.RoomInfo](alice)
	alice.tells(wire.Invite{ID: "i1", Room: "tea", Name: "dAvE"})
	for {
		if e := next[*wire.Event](alice); e.Type == wire.InviteType {
			if got := body(t, e).Name; got != "Dave" {
				t.Errorf("the event names %s, want Dave", got)
			}
			break
		}
	}
	dave.tells(wire.Join{ID: "j1", Room: "tea"})
	for {
		if e := next[*wire.Event](alice); e.Type == wire.JoinType {
			break
		}
	}
	alice.tells(wire.Who{Room: "tea"})
	for {
		if p := next[*wire.Names](alice); p.Room == "tea" {
			if want := []string{"alice", "Dave"}; !slices.Equal(p.Names, want) {
				t.Errorf("in the room are %q, want %q", p.Names, want)
			}
			break
		}
	}

	for _, r := range []wire.Moderate{
		{Act: wire.ActRole, Name: "a1ice", Role: wire.Moderator}, {Act: wire.ActMute, Name: "dAve"}, {Act: wire.ActUnmute, Name: "DAVE"}, {Act: wire.ActKick, Name: "aIice"},
		{Act: wire.ActBan, Name: "davE"}, {Act: wire.ActUnban, Name: "davE"}, {Act: wire.ActUnregister, Name: "DAVE"},
	} {
		ann.acts(r)
	}
	ann.tells(wire.Sanctions{ID: "s", Limit: 10})
	if held := next[*wire.SanctionList](ann); len(held.Entries) != 0 {
		t.Errorf("there hold %+v", held.Entries)
	}
	ann.tells(wire.Audit{ID: "a", Limit: 7})
	for _, e := range next[*wire.AuditLog](ann).Entries {
		if e.Name != "alice" && e.Name != "Dave" {
			t.Errorf("the audit names %q: %+v", e.Name, e)
		}
	}
}

func TestNamesExcludeEachOtherByTheirLooks(t *testing.T) {
	s := serve(t)
	for _, name := range []string{"Neil", "mail", "ian", "lan", "guest", "bot", "me", "host", "root"} {
		s.come(t, name, newDevice(), "")
	}
	for name, want := range map[string]string{
		"Nell": "200", "mali": "200", "lia": "200", // real names that only a program took for others
		"NEIL": "401", "neil": "401", "NeiI": "401", "maiI": "401", "mai1": "401", "Ian": "401", "1an": "401", "b0t": "401",
		"adm1n": "402", "EVERYONE": "402", "a11": "402", "adrnin": "402", "àdmin": "402", "systém": "402", "Admin-Team": "402", "Confab-Server": "402",
	} {
		if got, err := s.reply(name, newDevice()); err != nil || got != want {
			t.Errorf("%s gets %s, %v, want %s", name, got, err, want)
		}
	}
	// Guests are told apart as accounts are, from these and from each other.
	s.guest(t, "Ivan")
	s.guest(t, "rnark")
	s.guest(t, "wendy")
	for name, want := range map[string]string{"mark": "401", "vvendy": "401", "lvan": "401", "1van": "401", "lia2": "200", "mai1": "401"} {
		if got, err := s.reply(name); err != nil || got != want {
			t.Errorf("the guest %s gets %s, %v, want %s", name, got, err, want)
		}
	}
}

// older makes the data of a server of the time when names were compared by one
// key, with what sql adds to its accounts and to its journal.
func older(t *testing.T, inAccounts, inJournal string) (data string) {
	t.Helper()
	data = t.TempDir() + "/data"
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	for file, script := range map[string][2]string{
		accounts.FileName: {"accounts/testdata/version-1.sql", inAccounts},
		journal.FileName:  {"journal/testdata/version-2.sql", inJournal},
	} {
		frozen, err := os.ReadFile(script[0])
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(data, file)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := sqlite.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(c.Exec(string(frozen)+script[1]), c.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

// An older server gave away names that are reserved by now. Their owners come
// back, and others can name them.
func TestAnAccountKeepsANameThatNobodyGetsAnyMore(t *testing.T) {
	device := newDevice()
	data := older(t, fmt.Sprintf("INSERT INTO accounts VALUES (10, 'admin-team', 'Admin-Team', 'member', 3); INSERT INTO devices VALUES (10, '%s', '', 1, 0);",
		(&member{device: device}).fingerprint()), "")
	s := serve(t, "-data", data, "-replace-missing")
	if w := s.welcomed(t, s.knock(t, "admin-team", device, "")); w.You != "Admin-Team" {
		t.Errorf("they are %s, want Admin-Team", w.You)
	}
	for name, want := range map[string]string{"Admin-Team": "401", "Adm1n-Team": "402", "Admin-Crew": "402", "admin": "402"} {
		if got, err := s.reply(name, newDevice()); err != nil || got != want {
			t.Errorf("%s gets %s, %v, want %s", name, got, err, want)
		}
	}
	bob := s.come(t, "bob", newDevice(), "")
	bob.tells(wire.Direct{ID: "d1", Name: "ADMIN-team"})
	if room := next[*wire.RoomInfo](bob); !slices.Contains(room.With, "Admin-Team") {
		t.Errorf("the room is %+v", room)
	}
}

// An older server stored each name as somebody had typed it. Its data is served
// as if it had not: for two starts, since the first one changes it.
func TestWhatAnOlderServerHasStoredIsSpelledInOneWay(t *testing.T) {
	neil, ann := newDevice(), newDevice()
	account := func(id int, key, name string, device wire.Fingerprint, since int) string {
		return fmt.Sprintf("INSERT INTO accounts VALUES (%d, '%s', '%s', 'member', %d); INSERT INTO devices VALUES (%d, '%s', '', 1, 0);\n", id, key, name, since, id, device)
	}
	data := older(t,
		account(10, "neii", "Neil", (&member{device: neil}).fingerprint(), 3)+account(11, "ann", "ann", (&member{device: ann}).fingerprint(), 3),
		`INSERT INTO rooms VALUES (3, '@ann,neii', 6), (4, 'tea', 9);
		UPDATE rooms SET last = 10 WHERE name = 'lobby';
		INSERT INTO events VALUES
			(4, 3, 1, 1, 'message', 'NEIL', 'n1', CAST('{"text":"one"}' AS BLOB)),
			(5, 0, 1, 3, 'open', 'ann', 'n2', CAST('{"private":true,"with":["ann","neiI"]}' AS BLOB)),
			(6, 5, 1, 3, 'message', 'neil', 'n3', CAST('{"text":"two"}' AS BLOB)),
			(7, 0, 1, 4, 'open', 'ann', 'n4', CAST('{}' AS BLOB)),
			(8, 7, 1, 4, 'invite', 'Ann', 'n5', CAST('{"name":"NEIL"}' AS BLOB)),
			(9, 8, 1, 4, 'leave', 'ANN', 'n6', CAST('{}' AS BLOB)),
			(10, 4, 1, 1, 'message', 'NEII', 'n7', CAST('{"guest":true,"text":"three"}' AS BLOB));
		INSERT INTO reads VALUES ('neii', 'lobby', 3), ('neii', 'tea', 8);`)
	for range 2 {
		s := serve(t, "-data", data, "-replace-missing")
		m := s.knock(t, "nEIL", neil, "")
		w := s.welcomed(t, m)
		var rooms []string
		for _, r := range w.Rooms {
			rooms = append(rooms, fmt.Sprintf("%s %d %q", r.Name, r.Read, r.With))
		}
		if want := []string{`lobby 3 []`, `@ann,neii 0 ["Neil" "ann"]`, `tea 8 []`}; w.You != "Neil" || !slices.Equal(rooms, want) {
			t.Errorf("%s is welcomed to %q, want Neil to %q", w.You, rooms, want)
		}
		m.tells(wire.Direct{ID: m.key(), Name: "ANN"})
		if r := next[*wire.RoomInfo](m); r.Name != "@ann,neii" {
			t.Errorf("the room with ann is %s, want the one that there was", r.Name)
		}
		for room, want := range map[string]string{
			"lobby":     `Zoë message, Neil message, NEII message`,
			"@ann,neii": `ann open, Neil message`,
			"tea":       `ann open, ann invite Neil, ann leave`,
		} {
			m.tells(wire.History{Room: room, Limit: 10})
			var got []string
			for _, raw := range next[*wire.Page](m).Events {
				answer, err := wire.ParseAnswer(raw)
				if err != nil {
					t.Fatal(err)
				}
				e := answer.(*wire.Event)
				got = append(got, strings.TrimSpace(e.From+" "+e.Type+" "+body(t, e).Name))
			}
			if got := strings.Join(got, ", "); !strings.HasPrefix(got, want) { // an edit is behind it at the second start
				t.Errorf("%s has %s, want %s", room, got, want)
			}
		}
		m.tells(wire.Who{Room: "tea"})
		for {
			if p := next[*wire.Names](m); p.Room == "tea" {
				if want := []string{"Neil"}; !slices.Equal(p.Names, want) {
					t.Errorf("in the room are %q, want %q", p.Names, want)
				}
				break
			}
		}
		m.tells(wire.Edit{Room: "@ann,neii", ID: "e1", Target: "n3", Text: "changed"}) // which is Neil's
		for {
			if e := next[*wire.Event](m); e.ID == "e1" {
				break
			}
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
	}
}
