package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What is broken is kept each time, with what belongs to it, and nothing is replaced.
func TestWhatIsSetAsideIsKeptEachTime(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "archive.db")
	why := errors.New("it makes no sense")
	seen := map[string]bool{}
	for _, content := range []string{"one", "two", "three"} {
		for _, ending := range []string{"", "-wal"} {
			if err := os.WriteFile(path+ending, []byte(content+ending), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := SetAside(path, why, "-wal", "-shm")
		d, ok := errors.AsType[*Damaged](err)
		if !ok || d.Path != path || seen[d.Aside] || !errors.Is(err, why) || !strings.Contains(err.Error(), filepath.Base(d.Aside)) {
			t.Fatalf("it came to %v", err)
		}
		seen[d.Aside] = true
		if !regexp.MustCompile(`/archive\.db\.broken-\d{4}-\d\d-\d\d-\d{6}(-\d)?$`).MatchString(d.Aside) {
			t.Errorf("it is kept as %s", d.Aside)
		}
	}
	for aside := range seen {
		kept, err := os.ReadFile(aside)
		if err != nil {
			t.Fatal(err)
		}
		if wal, err := os.ReadFile(aside + "-wal"); err != nil || string(wal) != string(kept)+"-wal" {
			t.Errorf("beside %q is %q, %v", kept, wal, err)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
	if err := SetAside(path, why); !errors.Is(err, why) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not there comes to %v", err)
	}
}
