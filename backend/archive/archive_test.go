package archive

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"confab/server/wire"
)

// Every version that was ever released has its file in testdata, with what
// waits in it, and none is ever changed.
func TestAnArchiveOfEveryVersionCanBeOpened(t *testing.T) {
	fresh := t.TempDir()
	if err := open(t, fresh).Close(); err != nil {
		t.Fatal(err)
	}
	newest := dump(t, connectTo(t, fresh))
	for version := 1; version <= schema.Newest(); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			frozen, err := os.ReadFile(fmt.Sprintf("testdata/version-%d.sql", version))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			db := connectTo(t, dir)
			if err := db.Exec(string(frozen)); err != nil {
				t.Fatal(err)
			}
			a := open(t, dir)
			wantKeys(t, a, "k1", "k4")
			zoe, err := a.Pending("K1", "j1", "Zoë")
			if server := wire.Fingerprint(map[bool]string{true: "K1"}[version >= 3]); len(zoe) == 1 && zoe[0].Server != server {
				t.Errorf("Zoë's is for the server %q, want %q", zoe[0].Server, server)
			}
			if err != nil || len(zoe) != 1 || zoe[0].At.UnixMilli() != 1772366402500 || string(zoe[0].Line) != `{"type":"join","room":"tea","id":"k3"}`+"\n" {
				t.Errorf("Zoë has %+v, %v", zoe, err)
			}
			add(t, a, pending("k5", "K1", "alice"))
			wantKeys(t, a, "k1", "k4", "k5")
			if version >= 2 {
				wantKept(t, a)
			}
			if got := dump(t, db); got != newest {
				t.Errorf("after opening it is\n%swant what a new one is:\n%s", got, newest)
			}
		})
	}
}

// wantKept looks for what was said in the archives of testdata, and whether it
// can be changed.
func wantKept(t *testing.T, a *Archive) {
	t.Helper()
	p, err := a.Recall("127.0.0.1:6667", "alice")
	if err != nil || p == nil {
		t.Fatalf("alice is recalled as %v, %v", p, err)
	}
	d := &diary{t: t, p: p, seq: 2, last: map[string]int64{"lobby": 2}}
	if r := d.room("lobby"); r.Unread != 1 || r.Draft != "and" || r.Notify != NotifyAll {
		t.Errorf("the lobby is %+v", r)
	}
	d.store(d.change("lobby", "bob", wire.EditType, "k2", "Zoë, dinner?"))
	if got := lines(d.page(Ask{}).Rows); !slices.Equal(got, []string{"1 bob join", "2 bob: Zoë, dinner? (edited)"}) {
		t.Errorf("in the lobby is %q", got)
	}
	for query, want := range map[string][]string{"lunch": nil, "zoe dinner from:bob in:lobby on:2026-03-01": {"k2"}, "-zoe": nil} {
		if got := d.keysOf(query, ""); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func TestWhatIsNotAnArchiveOfOursIsLeftAlone(t *testing.T) {
	for name, c := range map[string]struct {
		script, want string
		err          error
	}{
		"newer": {script: fmt.Sprintf("CREATE TABLE x (y); PRAGMA application_id = %d; PRAGMA user_version = 99", schema.ApplicationID),
			want: "use a newer program", err: ErrNewer},
		"another program's":              {script: "CREATE TABLE bookmarks (url)", want: "some other SQLite file", err: ErrForeign},
		"another program's, with a mark": {script: "CREATE TABLE events (seq); PRAGMA application_id = 7; PRAGMA user_version = 1", want: "some other SQLite file", err: ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, fileName)
			if err := connectTo(t, dir).Exec(c.script); err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			a, err := Open(dir)
			if err == nil {
				_ = a.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) || c.err != nil && !errors.Is(err, c.err) {
				t.Errorf("Open returned %v, want %q and which file it is", err, c.want)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
				t.Errorf("the file has changed, %v", err)
			}
		})
	}
}

func TestThereIsNoPlaceForAnArchive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if a, err := Open(filepath.Join(file, "archive")); err == nil {
		_ = a.Close()
		t.Error("there is an archive in a file")
	}
}

// The names of folders are not part of an address.
func TestAFolderMayHaveAnyName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "50% of ü?mode=memory#x & more")
	add(t, open(t, dir), pending("k1", "K1", "alice"))
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		t.Error(err)
	}
	wantKeys(t, open(t, dir), "k1")
}

// Up to version 6 a request's identity was its key, and a reply named its
// message in the member re.
func TestWhatWaitedInAnOldArchiveIsSentInTodaysWords(t *testing.T) {
	frozen, err := os.ReadFile("testdata/version-6.sql")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	old := `UPDATE outbox SET line = CAST('{"type":"say","room":"lobby","key":"k1","text":"the \"key\": é","re":"k0"}' || char(10) AS BLOB) WHERE key = 'k1';`
	if err := connectTo(t, dir).Exec(string(frozen) + old); err != nil {
		t.Fatal(err)
	}
	waiting, err := open(t, dir).Pending("K1", "j1", "alice")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(waiting[0].Line), `{"type":"say","room":"lobby","text":"the \"key\": é","id":"k1","reply_to":"k0"}`+"\n"; got != want {
		t.Errorf("it is sent as %s, want %s", got, want)
	}
}
