package export

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"confab/backend/archive"
	"confab/server/wire"
)

// A disk that is full in the middle leaves nothing; here a file may not become
// larger, which the system says in the same place.
func TestAFullDiskLeavesNoHalfFile(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ) // so that writing fails, and not the program
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "lab.html")
	if err := os.WriteFile(path, []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	many := room("lab")
	many.Rows = func(f func(archive.Row) error) error {
		for range 20_000 {
			if err := f(archive.Row{Kind: "message", Content: wire.Content{Text: "hello"}}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 200 << 10, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	var failed []error
	for _, format := range []Format{HTML, JSON, Text} {
		failed = append(failed, File(path, format, about, []Room{many}))
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	for i, err := range failed {
		if !errors.Is(err, syscall.EFBIG) {
			t.Errorf("%d came to %v, want %v", i, err, syscall.EFBIG)
		}
	}
	onlyFile(t, path, "older")
}
