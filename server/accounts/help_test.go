package accounts

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"confab/server/model"
	"confab/server/sqlite"
	"confab/server/wire"
)

// open opens accounts until the test ends: in memory unless a test is about the file.
func open(t testing.TB, cfg Config) *Store {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Memory = true
	}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// device is the fingerprint of a device that tests call by a name.
func device(name string) wire.Fingerprint { return wire.FingerprintOf([]byte(name)) }

// visit is somebody who comes with a device, or as a guest with "".
func visit(name, with string) model.Visit {
	v := model.Visit{Name: name, Key: wire.NameKey(name), Address: "192.0.2.1", Seq: 1}
	if with != "" {
		v.Device = device(with)
	}
	return v
}

// bringing is v with a token.
func bringing(v model.Visit, token string) model.Visit {
	v.Token = token
	return v
}

func bind(t testing.TB, s *Store, v model.Visit) model.Account {
	t.Helper()
	a, err := s.Bind(t.Context(), v)
	if err != nil {
		t.Fatalf("%s is not bound: %v", v.Name, err)
	}
	return a
}

// settle makes a name with a role, on a device that is called as the name is.
func settle(t testing.TB, s *Store, name string, role wire.Role) model.Account {
	t.Helper()
	a := bind(t, s, visit(name, name))
	do(t, s, model.Console, &wire.Moderate{Act: wire.ActRole, Name: name, Role: role})
	a.Role = role
	return a
}

// do does an act that has to succeed.
func do(t testing.TB, s *Store, by int64, r *wire.Moderate) []wire.Fingerprint {
	t.Helper()
	devices, err := s.Moderate(t.Context(), by, r)
	if err != nil {
		t.Fatalf("%+v: %v", *r, err)
	}
	return devices
}

func account(t testing.TB, s *Store, name string) model.Account {
	t.Helper()
	a, err := s.Account(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func invite(t testing.TB, s *Store, by int64, role wire.Role) string {
	t.Helper()
	i, err := s.Invite(t.Context(), by, role)
	if err != nil {
		t.Fatal(err)
	}
	return i.Token
}

func pair(t testing.TB, s *Store, account int64) string {
	t.Helper()
	i, err := s.Pair(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	return i.Token
}

// wantReply checks that err is a reply with the code of want whose text has says.
func wantReply(t testing.TB, what string, err error, want wire.Reply, says string) {
	t.Helper()
	var r wire.Reply
	if !errors.As(err, &r) || r.Code != want.Code || !strings.Contains(r.Text, says) {
		t.Errorf("%s comes to %v, want %v with %q", what, err, want, says)
	}
}

// wantCode checks that err has a code and a sentence; "" is no error.
func wantCode(t testing.TB, what string, err error, want wire.Code) {
	t.Helper()
	var e *wire.Error
	switch {
	case want == "" && err != nil:
		t.Errorf("%s comes to %v, want no error", what, err)
	case want != "" && (!errors.As(err, &e) || e.Code != want):
		t.Errorf("%s comes to %v, want a sentence with the code %s", what, err, want)
	}
}

// acts is the audit in short, the oldest first: who did what to whom.
func acts(t testing.TB, s *Store) (acts []string) {
	t.Helper()
	a, err := s.Audit(t.Context(), model.Console, &wire.Audit{Limit: wire.MaxEntries})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range a.Entries {
		what := strings.Join(strings.Fields(fmt.Sprint(e.By, " ", e.Act, " ", e.Name, e.Address, " ", e.Role)), " ")
		acts = append([]string{what}, acts...)
	}
	return acts
}

// onFile calls f with the writer's connection.
func onFile(t testing.TB, s *Store, f func(*sqlite.Conn) error) {
	t.Helper()
	if err := s.writes.Use(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// exec runs a script on the accounts.
func exec(t testing.TB, s *Store, script string) {
	t.Helper()
	onFile(t, s, func(c *sqlite.Conn) error { return c.Exec(script) })
}

// number reads the number that q finds.
func number(t testing.TB, s *Store, q string, a ...any) (n int) {
	t.Helper()
	if err := s.change(t.Context(), func(t *tx) (err error) { n, err = t.count(q, a...); return err }); err != nil {
		t.Fatal(err)
	}
	return n
}

// dump is everything that is stored: rows can be compared before and after.
func dump(t testing.TB, s *Store) (all string) {
	t.Helper()
	onFile(t, s, func(c *sqlite.Conn) error { all = dumpOf(t, c); return nil })
	return all
}

// dumpOf is dump within a transaction.
func dumpOf(t testing.TB, c *sqlite.Conn) string {
	t.Helper()
	var out strings.Builder
	add := func(q string, columns int64) {
		row := make([]sqlite.Value, columns)
		stmt, err := c.Prepare(q)
		if err == nil {
			err = stmt.Each(row, func() error {
				for _, v := range row {
					fmt.Fprintf(&out, "%v|", v)
				}
				out.WriteByte('\n')
				return nil
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("PRAGMA application_id", 1)
	add("PRAGMA user_version", 1)
	add("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name", 3)
	for _, table := range []string{"accounts", "devices", "tokens", "sanctions", "audit", "state", "blocks"} {
		if !strings.Contains(out.String(), "table|"+table+"|") {
			continue
		}
		var columns int64
		if err := c.Ints("SELECT count(*) FROM pragma_table_info('"+table+"')", &columns); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&out, table)
		add("SELECT * FROM "+table, columns)
	}
	return out.String()
}

// beside opens dir's file as another program does.
func beside(t testing.TB, dir string) *sqlite.Conn {
	t.Helper()
	c, err := sqlite.Open(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}
