package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestOnlyItsOwnerMayEnter(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // has no modes, see private
	}
	for mode, dirOK := range map[fs.FileMode]bool{
		0o700: true, 0o500: true, 0o701: false, 0o710: false, 0o740: false, 0o750: false, 0o755: false, 0o770: false, 0o777: false,
	} {
		dir := newDir(t)
		if err := errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, mode)); err != nil {
			t.Fatal(err)
		}
		wantMode(t, dir, dirOK || mode == 0o500 && os.Geteuid() != 0, "chmod 700 "+dir)
	}
	for mode, fileOK := range map[fs.FileMode]bool{0o600: true, 0o640: false, 0o604: false, 0o644: false, 0o660: false, 0o666: false} {
		dir := newDir(t)
		file := filepath.Join(dir, FileName)
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(file, nil, 0o600), os.Chmod(file, mode)); err != nil {
			t.Fatal(err)
		}
		wantMode(t, dir, fileOK, "chmod 600 "+file)
	}
}

// wantMode checks that a journal opens in dir, or that ErrMode says what to do.
func wantMode(t *testing.T, dir string, ok bool, mend string) {
	t.Helper()
	j, err := Open(Config{Dir: dir})
	if err == nil {
		err = errors.Join(err, j.Close())
	}
	switch {
	case ok && err != nil:
		t.Errorf("Open returned %v, want nil", err)
	case !ok && (!errors.Is(err, ErrMode) || !strings.Contains(err.Error(), mend)):
		t.Errorf("Open returned %v, want %v with %q", err, ErrMode, mend)
	}
}

func TestWhatAJournalMakesIsItsOwners(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b ?#%41ü", "data")
	j := open(t, Config{Dir: dir})
	say(t, j, "lobby", "hi")
	n := 0
	err := filepath.WalkDir(filepath.Dir(filepath.Dir(dir)), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n++
		if m := info.Mode().Perm(); runtime.GOOS != "windows" && m&0o077 != 0 {
			t.Errorf("%s has mode %o", path, m)
		}
		return nil
	})
	if err != nil || n != 3+4 { // journal.db, -wal, -shm, journal.lock
		t.Errorf("there are %d files and directories, want 7: %v", n, err)
	}
}

func TestACloseLeavesOneWholeFile(t *testing.T) {
	dir := newDir(t)
	j := open(t, Config{Dir: dir})
	say(t, j, "lobby", "hi")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, FileName+"-*")); err != nil || len(left) > 0 {
		t.Errorf("beside the journal there are %v, %v", left, err)
	}
}

func TestADirectoryHasOneJournal(t *testing.T) {
	dir := newDir(t)
	holder := startHelper(t, "hold", dir)
	holder.want("open")
	for range 2 { // the refused one has taken nothing away
		_, err := Open(Config{Dir: dir})
		if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), holder.pid()) {
			t.Fatalf("Open returned %v, want %v and process %s", err, ErrLocked, holder.pid())
		}
	}
	holder.kill()
	j := open(t, Config{Dir: dir}) // however it ended
	if _, err := Open(Config{Dir: dir}); !errors.Is(err, ErrLocked) {
		t.Errorf("a second Open in the same process returned %v, want %v", err, ErrLocked)
	}
	say(t, j, "lobby", "all is well")
}
