package accounts

import (
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// What a name looks like is this program's to say: an account that an older one
// has stored keeps its name, and from the next start nobody gets one like it.
func TestWhatNamesLookLikeIsLookedAtInEveryStart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Dir: dir})
	for _, name := range []string{"rnark", "mark-2", "vvendy"} {
		bind(t, s, visit(name, name+"'s"))
	}
	exec(t, s, `UPDATE accounts SET skeleton = key;
		INSERT INTO accounts (key, skeleton, name, role, since) VALUES ('mark', 'mark', 'mark', 'member', 1), ('admin-team', 'admin-team', 'Admin-Team', 'member', 1);
		INSERT INTO devices (account, device, added) SELECT id, '`+string(device("mark's"))+`', 1 FROM accounts WHERE key = 'mark';
		INSERT INTO devices (account, device, added) SELECT id, '`+string(device("team's"))+`', 1 FROM accounts WHERE key = 'admin-team'`)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, Config{Dir: dir})
	for name, with := range map[string]string{"rnark": "rnark's", "mark": "mark's", "vvendy": "vvendy's", "Admin-Team": "team's"} {
		if e, err := s.Admit(t.Context(), visit(name, with)); err != nil || e.Account.Name != name || e.Binds() {
			t.Errorf("%s comes to %+v, %v", name, e, err)
		}
	}
	for _, name := range []string{"wendy", "Wendy", "rnark-2"} {
		_, err := s.Admit(t.Context(), visit(name, "another's"))
		wantReply(t, name, err, wire.NameTaken, "")
	}
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActMute, Name: "admin-team"})
	if a := account(t, s, "Admin-Team"); !a.Mute.On {
		t.Errorf("the account of a reserved name is %+v, want it muted", a)
	}
}
