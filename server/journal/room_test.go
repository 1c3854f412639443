package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// The crash tests have a disk that is full indeed.
func TestAJournalKnowsWhetherThereIsRoom(t *testing.T) {
	dir := newDir(t)
	j := open(t, Config{Dir: dir})
	before := files(t, dir)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := j.Storable(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if after := files(t, dir); after != before {
		t.Errorf("after the question there are %s, want %s", after, before)
	}

	inTheWay := filepath.Join(dir, "room", "x")
	if err := os.MkdirAll(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := j.Storable(); err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("when nothing can be written it says %v, want a reason without a path", err)
	}
	if err := os.RemoveAll(filepath.Dir(inTheWay)); err != nil {
		t.Fatal(err)
	}
	if err := j.Storable(); err != nil {
		t.Errorf("when it can again it says %v", err)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
	if err := j.Storable(); !errors.Is(err, ErrClosed) {
		t.Errorf("when it is closed it says %v, want %v", err, ErrClosed)
	}
}

func TestAMemoryAlwaysHasRoom(t *testing.T) {
	j := open(t, Config{Memory: true})
	if err := j.Storable(); err != nil {
		t.Error(err)
	}
}

// files returns the names of what is in dir.
func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}
