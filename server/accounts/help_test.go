package accounts

import (
	"database/sql"
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
func open(t testing.TB, cfg Config) *Book {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Memory = true
	}
	b, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
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

func bind(t testing.TB, b *Book, v model.Visit) model.Account {
	t.Helper()
	a, err := b.Bind(t.Context(), v)
	if err != nil {
		t.Fatalf("%s is not bound: %v", v.Name, err)
	}
	return a
}

// settle makes a name with a role, on a device that is called as the name is.
func settle(t testing.TB, b *Book, name string, role wire.Role) model.Account {
	t.Helper()
	a := bind(t, b, visit(name, name))
	do(t, b, model.Console, &wire.Moderate{Act: wire.ActRole, Name: name, Role: role})
	a.Role = role
	return a
}

// do does an act that has to succeed.
func do(t testing.TB, b *Book, by int64, r *wire.Moderate) []wire.Fingerprint {
	t.Helper()
	devices, err := b.Moderate(t.Context(), by, r)
	if err != nil {
		t.Fatalf("%+v: %v", *r, err)
	}
	return devices
}

func account(t testing.TB, b *Book, name string) model.Account {
	t.Helper()
	a, err := b.Account(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func invite(t testing.TB, b *Book, by int64, role wire.Role) string {
	t.Helper()
	i, err := b.Invite(t.Context(), by, role)
	if err != nil {
		t.Fatal(err)
	}
	return i.Token
}

func pair(t testing.TB, b *Book, account int64) string {
	t.Helper()
	i, err := b.Pair(t.Context(), account)
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
func acts(t testing.TB, b *Book) (acts []string) {
	t.Helper()
	a, err := b.Audit(t.Context(), model.Console, &wire.Audit{Limit: wire.MaxEntries})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range a.Entries {
		what := strings.Join(strings.Fields(fmt.Sprint(e.By, " ", e.Act, " ", e.Name, e.Address, " ", e.Role)), " ")
		acts = append([]string{what}, acts...)
	}
	return acts
}

// A querier is a database or a transaction.
type querier interface {
	Query(q string, args ...any) (*sql.Rows, error)
}

// dump is all that is stored: rows can be compared before and after.
func dump(t testing.TB, db querier) string {
	t.Helper()
	var out strings.Builder
	add := func(q string) {
		rows, err := db.Query(q)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		for rows.Next() {
			if err := rows.Scan(row...); err != nil {
				t.Fatal(err)
			}
			for _, v := range row {
				fmt.Fprintf(&out, "%v|", *v.(*any))
			}
			out.WriteByte('\n')
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	add("PRAGMA application_id")
	add("PRAGMA user_version")
	add("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
	for _, table := range []string{"accounts", "devices", "tokens", "sanctions", "audit", "state", "blocks"} {
		if strings.Contains(out.String(), "table|"+table+"|") {
			fmt.Fprintln(&out, table)
			add("SELECT * FROM " + table)
		}
	}
	return out.String()
}

// beside opens dir's file as another program does.
func beside(t testing.TB, dir string) *sql.DB {
	t.Helper()
	db, err := sqlite.OpenDB(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
