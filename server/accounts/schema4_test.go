package accounts

import (
	"os"
	"slices"
	"testing"
)

// Up to version 3 one act, pardon, ended a mute and a ban, and release deleted an account.
func TestTheAuditLogUsesTodaysNamesOfActs(t *testing.T) {
	frozen, err := os.ReadFile("testdata/version-3.sql")
	if err != nil {
		t.Fatal(err)
	}
	dir := makeFile(t, string(frozen)+`
		INSERT INTO audit (at, author, act, name, address, room, role, until, reason) VALUES
			(1, 'Alice', 'pardon', 'Zoë', '', '', '', 0, ''), (2, 'Alice', 'ban', 'Zoë', '', '', '', 0, ''),
			(3, 'Alice', 'pardon', 'Zoë', '', '', '', 0, ''), (4, 'server', 'pardon', '', '192.0.2.7', '', '', 0, ''),
			(5, 'server', 'release', 'Zoë', '', '', '', 0, '');`)
	want := []string{"Alice mute Zoë", "server ban 192.0.2.7", "Alice unmute Zoë", "Alice ban Zoë", "Alice unban Zoë", "server unban 192.0.2.7", "server unregister Zoë"}
	if got := acts(t, open(t, Config{Dir: dir})); !slices.Equal(got, want) {
		t.Errorf("the audit log has\n%q\nwant\n%q", got, want)
	}
}
