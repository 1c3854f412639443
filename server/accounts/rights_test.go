package accounts

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// whoMay says who may do what to whom, in the order of the columns in toWhom:
// yes, or the code it is refused with. Members and guests may nothing of it.
const whoMay = `
	mute                moderator      yes             yes             above-you       above-you       own-name
	mute                administrator  yes             yes             yes             yes             own-name
	mute                console        yes             yes             yes             yes             -
	kick                moderator      yes             yes             above-you       above-you       own-name
	kick                administrator  yes             yes             yes             yes             own-name
	kick                console        yes             yes             yes             yes             -
	ban                 moderator      yes             yes             above-you       above-you       own-name
	ban                 administrator  yes             yes             yes             yes             own-name
	ban                 console        yes             yes             yes             yes             -
	unregister          moderator      no-account      yes             above-you       above-you       own-name
	unregister          administrator  no-account      yes             yes             yes             own-name
	unregister          console        no-account      yes             yes             yes             -
	unmute              moderator      yes             yes             above-you       above-you       own-name
	unmute              administrator  yes             yes             yes             yes             own-name
	unmute              console        yes             yes             yes             yes             -
	unban               moderator      yes             yes             above-you       above-you       own-name
	unban               administrator  yes             yes             yes             yes             own-name
	unban               console        yes             yes             yes             yes             -
	remove              moderator      yes             yes             above-you       above-you       yes
	remove              administrator  yes             yes             yes             yes             yes
	remove              console        yes             yes             yes             yes             -
	role=member         moderator      role-above-you  role-above-you  above-you       above-you       above-you
	role=member         administrator  no-account      same            yes             yes             yes
	role=member         console        no-account      same            yes             yes             -
	role=moderator      moderator      no-account      yes             above-you       above-you       above-you
	role=moderator      administrator  no-account      yes             same            yes             yes
	role=moderator      console        no-account      yes             same            yes             -
	role=administrator  moderator      role-above-you  role-above-you  above-you       above-you       above-you
	role=administrator  administrator  no-account      yes             yes             same            same
	role=administrator  console        no-account      yes             yes             same            -
`

var toWhom = []string{"aguest", "amember", "amoderator", "anadministrator", "self"}

// rows are the lines of a table like whoMay, and each again for those who may nothing.
func rowsOf(table string) (rows [][]string) {
	least := map[string]bool{}
	for line := range strings.Lines(strings.TrimSpace(table)) {
		row := strings.Fields(line)
		rows = append(rows, row)
		least[row[0]] = true
	}
	for _, act := range slices.Sorted(maps.Keys(least)) {
		for _, nobody := range []string{"member", "guest"} {
			rows = append(rows, []string{act, nobody, "no-role", "no-role", "no-role", "no-role", "no-role"})
		}
	}
	return rows
}

// people opens accounts with one of each role besides the one who acts.
func people(t *testing.T, by string) (s *Store, actor int64) {
	t.Helper()
	s = open(t, Config{})
	settle(t, s, "amember", wire.Member)
	settle(t, s, "amoderator", wire.Moderator)
	settle(t, s, "anadministrator", wire.Administrator)
	switch by {
	case "console":
		return s, model.Console
	case "guest":
		return s, model.Guest
	}
	return s, settle(t, s, "self", wire.Role(by)).ID
}

func TestWhoMayDoWhatToWhom(t *testing.T) {
	type opened struct {
		s     *Store
		actor int64
	}
	stores := map[string]opened{} // by who acts
	for _, row := range rowsOf(whoMay) {
		if _, ok := stores[row[1]]; !ok {
			s, actor := people(t, row[1])
			stores[row[1]] = opened{s, actor}
		}
		s, by := stores[row[1]].s, stores[row[1]].actor
		for i, whom := range toWhom {
			if want := row[2+i]; want != "-" {
				try(t, s, by, row[1], row[0], whom, want)
			}
		}
	}
}

var errUndo = errors.New("undo it")

// try does act to whom and undoes it, so that the next one finds all as it was.
func try(t *testing.T, s *Store, by int64, role, does, whom, want string) {
	t.Helper()
	act, gives, _ := strings.Cut(does, "=")
	what := strings.Join([]string{role, does, whom}, " ")
	if err := s.change(t.Context(), func(tx *tx) (err error) {
		if undone, ok := strings.CutPrefix(act, "un"); ok && act != wire.ActUnregister && whom != "self" {
			if _, err := tx.moderate(model.Console, &wire.Moderate{Act: undone, Name: whom}); err != nil {
				return err
			}
		}
		before, noted := dumpOf(t, tx.conn), must(tx.count("SELECT count(*) FROM audit"))
		if act == wire.ActRemove {
			if err = tx.mayRemove(by, whom, false); err == nil {
				err = tx.removed(&wire.Event{Room: "lobby", From: role, ID: "k"}, whom)
			}
		} else {
			_, err = tx.moderate(by, &wire.Moderate{Act: act, Name: whom, Role: wire.Role(gives)})
		}
		if want == "yes" || want == "same" {
			wantCode(t, what, err, "")
		} else {
			wantCode(t, what, err, wire.Code(want))
		}
		if changed := dumpOf(t, tx.conn) != before; changed != (want == "yes") {
			t.Errorf("%s: what is stored has changed: %v, want %v", what, changed, want == "yes")
		}
		if more := must(tx.count("SELECT count(*) FROM audit")) - noted; more != 1 && want == "yes" || more != 0 && want != "yes" {
			t.Errorf("%s puts %d entries into the audit", what, more)
		}
		return errUndo
	}); !errors.Is(err, errUndo) {
		t.Fatalf("%s: %v", what, err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// What is done to nobody in particular.
func TestWhoMayDoWhat(t *testing.T) {
	ctx := t.Context()
	acts := map[string]func(s *Store, by int64) error{
		"ban of an address": func(s *Store, by int64) error {
			_, err := s.Moderate(ctx, by, &wire.Moderate{Act: wire.ActBan, Address: "192.0.2.9"})
			return err
		},
		"unban of an address": func(s *Store, by int64) error {
			do(t, s, model.Console, &wire.Moderate{Act: wire.ActBan, Address: "192.0.2.9"})
			_, err := s.Moderate(ctx, by, &wire.Moderate{Act: wire.ActUnban, Address: "192.0.2.9"})
			return err
		},
		"close": func(s *Store, by int64) error {
			_, err := s.Moderate(ctx, by, &wire.Moderate{Act: wire.ActClose})
			return err
		},
		"open": func(s *Store, by int64) error {
			do(t, s, model.Console, &wire.Moderate{Act: wire.ActClose})
			_, err := s.Moderate(ctx, by, &wire.Moderate{Act: wire.ActOpen})
			return err
		},
		"look at the audit": func(s *Store, by int64) error {
			_, err := s.Audit(ctx, by, &wire.Audit{Limit: 1})
			return err
		},
		"look at the sanctions": func(s *Store, by int64) error {
			_, err := s.Sanctions(ctx, by, &wire.Sanctions{Limit: 1})
			return err
		},
		"invite somebody":         func(s *Store, by int64) error { _, err := s.Invite(ctx, by, ""); return err },
		"invite a member":         func(s *Store, by int64) error { _, err := s.Invite(ctx, by, wire.Member); return err },
		"invite a moderator":      func(s *Store, by int64) error { _, err := s.Invite(ctx, by, wire.Moderator); return err },
		"invite an administrator": func(s *Store, by int64) error { _, err := s.Invite(ctx, by, wire.Administrator); return err },
	}
	for by, may := range map[string]wire.Code{
		"guest": wire.NoRole, "member": wire.NoRole, "moderator": "", "administrator": "", "console": "",
	} {
		s, actor := people(t, by)
		for what, f := range acts {
			want := may
			if by == "moderator" && (what == "invite a moderator" || what == "invite an administrator") {
				want = wire.RoleAboveYou
			}
			wantCode(t, by+": "+what, f(s, actor), want)
		}
	}
}

// A role counts as it is when something is done with it.
func TestARoleThatIsGoneIsGoneAtOnce(t *testing.T) {
	for what, lose := range map[string]*wire.Moderate{
		"has lost it":      {Act: wire.ActRole, Name: "max", Role: wire.Member},
		"was unregistered": {Act: wire.ActUnregister, Name: "max"},
		"has been banned":  {Act: wire.ActBan, Name: "max"},
	} {
		s := open(t, Config{InviteOnly: true})
		token := invite(t, s, model.Console, wire.Moderator)
		mod := bind(t, s, bringing(visit("max", "max's"), token))
		made := invite(t, s, mod.ID, wire.Member)
		do(t, s, model.Console, lose)
		_, err := s.Moderate(t.Context(), mod.ID, &wire.Moderate{Act: wire.ActMute, Name: "eve"})
		wantCode(t, "a mute by who "+what, err, wire.NoRole)
		_, err = s.Admit(t.Context(), bringing(visit("eve", "eve's"), made))
		wantReply(t, "an invitation by who "+what, err, wire.InvitationVoid, "ask for a new one")
	}
}

// A ban, a kick or a mute meets every name on the device, so the highest of them counts.
func TestNobodyIsBannedByAnotherNameOfTheirs(t *testing.T) {
	s := open(t, Config{})
	settle(t, s, "boss", wire.Administrator)
	mod := settle(t, s, "max", wire.Moderator)
	bind(t, s, visit("bossy", "boss"))
	bind(t, s, visit("maxine", "max"))
	for _, act := range []string{wire.ActBan, wire.ActKick, wire.ActMute} {
		_, err := s.Moderate(t.Context(), mod.ID, &wire.Moderate{Act: act, Name: "bossy"})
		wantCode(t, act+" of a name on the administrator's device", err, wire.AboveYou)
		_, err = s.Moderate(t.Context(), mod.ID, &wire.Moderate{Act: act, Name: "maxine"})
		wantCode(t, act+" of a name on one's own device", err, wire.OwnName)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	s := open(t, Config{})
	ann, ben := settle(t, s, "ann", wire.Administrator), settle(t, s, "ben", wire.Administrator)
	giveUp := func(name string) *wire.Moderate {
		return &wire.Moderate{Act: wire.ActRole, Name: name, Role: wire.Member}
	}
	do(t, s, ben.ID, giveUp("BEN"))
	_, err := s.Moderate(t.Context(), ann.ID, giveUp("ann"))
	wantCode(t, "the last who gives it up", err, wire.LastAdmin)

	// One who cannot come in is none to rely on.
	do(t, s, ann.ID, &wire.Moderate{Act: wire.ActRole, Name: "ben", Role: wire.Administrator})
	do(t, s, ann.ID, &wire.Moderate{Act: wire.ActBan, Name: "ben"})
	_, err = s.Moderate(t.Context(), ann.ID, giveUp("ann"))
	wantCode(t, "the last who is not banned", err, wire.LastAdmin)
	for _, act := range []string{wire.ActBan, wire.ActUnregister} {
		_, err = s.Moderate(t.Context(), ben.ID, &wire.Moderate{Act: act, Name: "ann"})
		wantCode(t, act+" of the last by one who is banned", err, wire.NoRole)
	}

	if account(t, s, "ann").Role != wire.Administrator {
		t.Error("the last administrator has lost the role")
	}
	do(t, s, model.Console, giveUp("ann")) // the terminal may
	if account(t, s, "ann").Role != wire.Member {
		t.Error("the terminal cannot take the role from the last administrator")
	}
}

func TestWhatIsNoActIsRefused(t *testing.T) {
	s := open(t, Config{})
	for _, r := range []*wire.Moderate{
		{Act: "dance", Name: "eve"}, {Act: wire.ActInvite, Name: "eve"}, {Act: wire.ActRemove, Name: "eve"}, {Act: actLook, Name: "eve"},
		{Act: wire.ActMute, Address: "192.0.2.1"},
	} {
		_, err := s.Moderate(t.Context(), model.Console, r)
		wantCode(t, r.Act, err, wire.BadMember)
	}
	_, err := s.Moderate(t.Context(), model.Console, &wire.Moderate{Act: wire.ActBan, Name: "admin"})
	wantCode(t, "a name that nobody can have", err, wire.NoName)
	if got := acts(t, s); len(got) > 0 {
		t.Errorf("the audit has %q", got)
	}
}
