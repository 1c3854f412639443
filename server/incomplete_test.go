package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/server/accounts"
	"confab/server/datadir"
	"confab/server/journal"
	"confab/server/tlskey"
)

// served returns a folder that a server has used, with one message in it.
func served(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	s := serve(t, "-data", data)
	s.come(t, "ann", newDevice(), "").says("hello")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	return data
}

// without returns a copy of data without some of its files.
func without(t *testing.T, data string, gone ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	err := os.CopyFS(dir, os.DirFS(data))
	for _, name := range gone {
		err = errors.Join(err, os.Remove(filepath.Join(dir, name)))
	}
	if err := errors.Join(err, os.Chmod(dir, 0o700)); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{journal.FileName, tlskey.FileName, accounts.FileName} {
		if err := os.Chmod(filepath.Join(dir, f), 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAServerDoesNotStartWithoutSomeOfItsData(t *testing.T) {
	data := served(t)
	for _, gone := range [][]string{
		{journal.FileName}, {tlskey.FileName}, {accounts.FileName},
		{tlskey.FileName, accounts.FileName},
		{tlskey.FileName, accounts.FileName, datadir.AddressFile, datadir.PortFile}, // as in a backup that has neither
		{accounts.FileName, datadir.AddressFile, datadir.PortFile},
		{journal.FileName, tlskey.FileName},
	} {
		dir := without(t, data, gone...)
		before, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, command := range [][]string{{"-listen", "127.0.0.1:0"}, {"backup", dir + "-copy"}, {"check"}, {"bans"}} {
			code, out, errs := execute(nil, append(command, "-data", dir)...)
			if code != exitFailed || strings.Contains(out, "intact") || strings.Count(errs, "\n") != 1 {
				t.Errorf("%q without %q: exit %d, %q, %q", command, gone, code, out, errs)
			}
			if text := out + errs; command[0] != "bans" && !strings.Contains(text, gone[0]+" (") || strings.Contains(text, "start the server once") {
				t.Errorf("%q without %q says %q", command, gone, text)
			}
			if command[0] == "-listen" && (!strings.Contains(errs, "from a backup") || !strings.Contains(errs, "-replace-missing")) {
				t.Errorf("%q without %q says %q, which has no next step", command, gone, errs)
			}
		}
		for _, name := range gone { // a new, empty one would hide the loss
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Size() > 0 {
				t.Errorf("without %q there were %v, and now there is %s", gone, before, name)
			}
		}
		s := serve(t, "-data", dir, "-replace-missing")
		if err := s.stop(); err != nil {
			t.Errorf("without %q, on purpose: %v", gone, err)
		}
	}
}

// A database that is cut to nothing is as good as none.
func TestAnEmptyFileIsAMissingOne(t *testing.T) {
	data := served(t)
	for _, name := range []string{journal.FileName, accounts.FileName} {
		dir := without(t, data)
		if err := os.Truncate(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := execute(nil, "-listen", "127.0.0.1:0", "-data", dir); code != exitFailed || !strings.Contains(errs, name+" (") {
			t.Errorf("with an empty %s: exit %d, %q", name, code, errs)
		}
	}
}

// A first start that is killed between two of its steps is gone on with.
func TestAFirstStartThatWasKilledIsGoneOnWith(t *testing.T) {
	empty := func(name string) func(dir string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), nil, 0o600) }
	}
	steps := []func(dir string) error{ // in the order of serveAt
		empty("journal.lock"),
		empty(journal.FileName),
		func(dir string) error {
			j, err := journal.Open(journal.Config{Dir: dir})
			if err != nil {
				return err
			}
			return j.Close()
		},
		func(dir string) error { _, err := tlskey.Open(dir); return err },
		empty(accounts.FileName),
		func(dir string) error {
			b, err := accounts.Open(accounts.Config{Dir: dir})
			if err != nil {
				return err
			}
			return b.Close()
		},
	}
	for n := range len(steps) + 1 {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, step := range steps[:n] {
			if err := step(dir); err != nil {
				t.Fatal(err)
			}
		}
		s := serve(t, "-data", dir)
		if !strings.Contains(s.out.String(), "&t=") {
			t.Errorf("killed after %d steps, the next start has no link for the administrator", n)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		again := serve(t, "-data", dir)
		if err := again.stop(); err != nil {
			t.Fatal(err)
		}
	}
}

// What the advice says works: with everything moved away the server begins anew.
func TestWithAllOfItMovedAwayAServerBeginsAnew(t *testing.T) {
	dir := without(t, served(t), journal.FileName, tlskey.FileName, accounts.FileName)
	s := serve(t, "-data", dir)
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

func TestCheckSaysWhatIsDamaged(t *testing.T) {
	data := served(t)
	for _, name := range []string{journal.FileName, tlskey.FileName, accounts.FileName} {
		dir := without(t, data)
		if err := os.WriteFile(filepath.Join(dir, name), []byte("garbage, and a lot of it"), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, errs := execute(nil, "check", "-data", dir)
		if code != exitFailed || strings.Count(out, "damaged: ") != 1 || !strings.Contains(out, name) || strings.Contains(out, "intact") || !strings.Contains(errs, "go back to a backup") {
			t.Errorf("with a damaged %s: exit %d, %q, %q", name, code, out, errs)
		}
		code, _, errs = execute(nil, "-listen", "127.0.0.1:0", "-data", dir)
		if code != exitFailed || strings.Count(errs, "\n") != 1 || strings.Count(errs, "not a database") > 1 || !strings.Contains(errs, "backup") {
			t.Errorf("the start with a damaged %s: exit %d, %q", name, code, errs)
		}
		if name != tlskey.FileName && !strings.Contains(errs, "is damaged: ") {
			t.Errorf("the start with a damaged %s does not say so: %q", name, errs)
		}
		if name == tlskey.FileName {
			continue // is copied as it is
		}
		code, _, errs = execute(nil, "backup", "-data", dir, dir+"-copy")
		if code != exitFailed || strings.Count(errs, "\n") != 1 || strings.Count(errs, "no backup was made") != 1 || strings.Count(errs, "not a database") != 1 {
			t.Errorf("a backup with a damaged %s: exit %d, %q", name, code, errs)
		}
	}
	if code, out, errs := execute(nil, "check", "-data", data); code != 0 || !strings.Contains(out, "1 event in 1 room,") || !strings.Contains(out, "intact") {
		t.Errorf("of whole data: exit %d, %q, %q", code, out, errs)
	}
	if code, _, errs := execute(nil, "check", "-data", t.TempDir()); code != exitFailed || !strings.Contains(errs, "start the server once") {
		t.Errorf("of no data: exit %d, %q", code, errs)
	}
}

// A page in the middle is found when the server reads it, while it starts.
func TestADamagedJournalIsSaidToBeOne(t *testing.T) {
	data := served(t)
	file := filepath.Join(data, journal.FileName)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	copy(text[4096:], strings.Repeat("garbage.", (len(text)-4096)/8))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := execute(nil, "-listen", "127.0.0.1:0", "-data", data)
	if code != exitFailed || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "is damaged: ") || !strings.Contains(errs, "confab-server check -data "+data) || strings.Contains(errs, "Another folder") {
		t.Errorf("exit %d, %q", code, errs)
	}
}

func TestTheCommandInAHintFindsTheData(t *testing.T) {
	data := filepath.Join(t.TempDir(), "it's here")
	s := serve(t, "-data", data, "-invite-only")
	if want := "confab-server invite" + datadir.Flag(data) + "\n"; !strings.Contains(s.out.String(), want) {
		t.Errorf("the banner does not have %q:\n%s", want, s.out)
	}
	code, _, errs := execute(nil, "-listen", "127.0.0.1:0", "-data", data)
	if code != exitFailed || strings.Count(errs, "use") != 2 || !strings.Contains(errs, "process ") || strings.Contains(errs, "directory") {
		t.Errorf("a second start with the same data: exit %d, %q", code, errs)
	}
	for named, want := range map[string]string{"": "", "/srv/chat": " -data /srv/chat"} {
		if got := datadir.Flag(named); got != want {
			t.Errorf("for %q it is %q, want %q", named, got, want)
		}
	}
}
