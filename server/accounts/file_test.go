package accounts

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"confab/server/atomicfile"
)

func TestNobodyElseReadsTheAccounts(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // which has no such modes
	}
	dir := filepath.Join(t.TempDir(), "b ?#%41ü")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s := open(t, Config{Dir: dir})
	bind(t, s, visit("alice", "laptop"))
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 3 { // accounts.db, -wal, -shm
		t.Errorf("there are the files %v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o, %v, want 600", f.Name(), info.Mode().Perm(), err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("a close leaves %v, %v, want one whole file", left, err)
	}

	file := filepath.Join(dir, FileName)
	for mode, ok := range map[fs.FileMode]bool{0o600: true, 0o640: false, 0o604: false, 0o660: false} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		s, err := Open(Config{Dir: dir})
		if err == nil {
			err = s.Close()
		}
		if ok && err != nil || !ok && (!errors.Is(err, atomicfile.ErrMode) || !strings.Contains(err.Error(), "chmod 600 "+file)) {
			t.Errorf("with mode %o it comes to %v", mode, err)
		}
	}
}

func TestWithoutTheFolderThereAreNoAccounts(t *testing.T) {
	if _, err := Open(Config{Dir: filepath.Join(t.TempDir(), "missing")}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it comes to %v", err)
	}
}

func TestWhatIsInMemoryIsNowhereElse(t *testing.T) {
	t.Chdir(t.TempDir())
	one, other := open(t, Config{Memory: true}), open(t, Config{Memory: true})
	bind(t, one, visit("alice", "laptop"))
	bind(t, other, visit("alice", "somebody else's"))
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("in memory leaves %v, %v", left, err)
	}
}
