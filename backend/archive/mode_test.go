//go:build !windows

package archive

import (
	"os"
	"path/filepath"
	"testing"
)

func wantMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %o, want %o", filepath.Base(path), got, want)
	}
}

// What waits is nobody else's to read, in none of the files.
func TestNobodyElseReadsAnArchive(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "of", "confab")
	a := open(t, dir)
	add(t, a, pending("k1", "K1", "alice"))
	wantMode(t, dir, 0o700)
	for _, name := range []string{fileName, fileName + "-wal", fileName + "-shm"} {
		wantMode(t, filepath.Join(dir, name), 0o600)
	}
}

// A file that somebody has opened to others is closed to them again.
func TestAFileThatIsTooWideIsRepaired(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fileName)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	add(t, open(t, dir), pending("k1", "K1", "alice"))
	wantMode(t, path, 0o600)
}
