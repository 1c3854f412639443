package accounts

import (
	"os"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// Up to version 1 names were compared by one key, in which l, I, i and 1 were
// one letter. What was one name then and is two now, and the other way round,
// stays whose it is.
func TestAccountsOfTheOldRuleGoOn(t *testing.T) {
	frozen, err := os.ReadFile("testdata/version-1.sql")
	if err != nil {
		t.Fatal(err)
	}
	dir := makeFile(t, string(frozen)+`
		INSERT INTO accounts VALUES (10, 'neii', 'Neil', 'member', 1), (11, 'ηeν', 'ΝΕΥ', 'member', 1), (12, 'ney', 'ney', 'member', 1), (13, 'ian', 'ian', 'moderator', 1);
		INSERT INTO devices VALUES (10, '`+string(device("neil's"))+`', '', 1, 0), (11, '`+string(device("nu's"))+`', '', 1, 0), (12, '`+string(device("ney's"))+`', '', 1, 0), (13, '`+string(device("ian's"))+`', '', 1, 0);
		INSERT INTO sanctions VALUES (10, 'mute', 'neii', 'NEII', NULL, '', 'server', 1, 0, 'as NEII'), (11, 'ban', 'iiiy', 'Lily', NULL, '', 'server', 1, 0, 'a guest');`)
	s := open(t, Config{Dir: dir})
	if problems, err := Check(t.Context(), dir); err != nil || len(problems) > 0 {
		t.Errorf("its problems are %q, %v", problems, err)
	}
	for _, v := range []struct{ name, with, is string }{
		{"NEIL", "neil's", "Neil"},
		{"νευ", "nu's", "ΝΕΥ"}, {"NEY", "ney's", "ney"}, // which look alike, and are two all the same
		{"ian", "ian's", "ian"},
	} {
		e, err := s.Admit(t.Context(), visit(v.name, v.with))
		if err != nil || e.Account.Name != v.is || e.Binds() {
			t.Errorf("%s with %s comes to %+v, %v, want %s", v.name, v.with, e, err, v.is)
		}
	}
	if a := account(t, s, "neil"); a.Mute.Reason != "as NEII" {
		t.Errorf("neil is %+v, want the mute that was imposed by another name", a)
	}
	for _, name := range []string{"lily", "LILY"} {
		_, err := s.Admit(t.Context(), visit(name, ""))
		wantReply(t, name, err, wire.Banned, "a guest")
	}
	for _, name := range []string{"Nell", "lan", "liiy"} { // which nobody could have
		if a := bind(t, s, visit(name, name+"'s")); a.Name != name {
			t.Errorf("%s is bound as %+v", name, a)
		}
	}
	_, err = s.Admit(t.Context(), visit("NeiI", "another's"))
	wantReply(t, "NeiI", err, wire.NameTaken, "")
}

func TestANewNameIsRefusedThatLooksLikeAnother(t *testing.T) {
	s := open(t, Config{})
	alice := bind(t, s, visit("alice", "laptop"))
	for _, name := range []string{"alice", "ALICE", "aIice", "a1ice", "al1ce", "A11CE", "аӏісе"} {
		_, err := s.Admit(t.Context(), visit(name, "another's"))
		wantReply(t, name, err, wire.NameTaken, "")
		_, err = s.Admit(t.Context(), visit(name, ""))
		wantReply(t, name+" as a guest", err, wire.NameTaken, "")
		if e, err := s.Admit(t.Context(), visit(name, "laptop")); err != nil || e.Account.ID != alice.ID || e.Account.Name != "alice" {
			t.Errorf("%s with alice's device comes to %+v, %v", name, e, err)
		}
		if a := account(t, s, name); a.ID != alice.ID {
			t.Errorf("%s means %+v", name, a)
		}
	}
	// An account whose name has the digit keeps the letter from others, too.
	bind(t, s, visit("v1c0", "tablet"))
	_, err := s.Admit(t.Context(), visit("Vico", ""))
	wantReply(t, "Vico beside v1c0", err, wire.NameTaken, "")
	// A ban holds however the name is typed, also against a device to be added.
	token := pair(t, s, alice.ID)
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Name: "ALICE"})
	for _, name := range []string{"alice", "a1ice"} {
		_, err := s.Admit(t.Context(), bringing(visit(name, "phone"), token))
		wantReply(t, name, err, wire.Banned, "")
	}
}
