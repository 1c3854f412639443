package keys

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// noLinks is os.Link on a disk that knows none, such as a memory card.
func noLinks(string, string) error { return errors.ErrUnsupported }

// Of many windows that write a new file at once one has written it, and the
// others learn that, whatever the disk can do.
func TestANewFileIsNobodyElses(t *testing.T) {
	for what, link := range map[string]func(from, to string) error{"links": os.Link, "no links": noLinks} {
		dir := t.TempDir()
		path := filepath.Join(dir, "new")
		var errs [8]error
		var writing sync.WaitGroup
		for i := range errs {
			writing.Go(func() { errs[i] = writeNewFile(path, i, link) })
		}
		writing.Wait()
		var winners []int
		for i, err := range errs {
			if err == nil {
				winners = append(winners, i)
			} else if !errors.Is(err, fs.ErrExist) {
				t.Errorf("%s: window %d is told %v", what, i, err)
			}
		}
		text, err := os.ReadFile(path)
		if len(winners) != 1 || err != nil || string(text) != fmt.Sprintln(winners[0]) {
			t.Errorf("%s: %v have written the file, which has %q, %v", what, winners, text, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 1 {
			t.Errorf("%s: left behind is %v", what, left)
		}
	}
}

func TestAFileThatCannotBeFilledIsNotLeft(t *testing.T) {
	path, full := filepath.Join(t.TempDir(), "new"), errors.New("the disk is full")
	err := claim(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, full)
	})
	if !errors.Is(err, full) {
		t.Errorf("it came to %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a file is left: %v", err)
	}
}

// While another window writes the key there is half of it.
func TestAKeyThatIsBeingWrittenIsWaitedFor(t *testing.T) {
	made := t.TempDir()
	want := openDevice(t, made, none())
	text, err := os.ReadFile(filepath.Join(made, "device.json"))
	if err != nil || !json.Valid(text) {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, len(text) / 2} {
		synctest.Test(t, func(t *testing.T) {
			dir := t.TempDir()
			write := func(half []byte) {
				if err := os.WriteFile(filepath.Join(dir, "device.json"), half, 0o600); err != nil {
					t.Error(err)
				}
			}
			write(text[:n])
			var writing sync.WaitGroup
			writing.Go(func() { <-time.After(wholeFor / 2); write(text) })
			if d, err := OpenDevice(dir, none()); err != nil || d.Fingerprint != want.Fingerprint {
				t.Errorf("with %d bytes of it there, it is %v, %v", n, d, err)
			}
			writing.Wait()
		})
	}
	synctest.Test(t, func(t *testing.T) { // and the other one has not managed to
		dir := t.TempDir()
		path := filepath.Join(dir, "device.json")
		if err := os.WriteFile(path, text[:9], 0o600); err != nil {
			t.Fatal(err)
		}
		var writing sync.WaitGroup
		writing.Go(func() { <-time.After(wholeFor / 2); _ = os.Remove(path) })
		if d, err := OpenDevice(dir, none()); err != nil || d.Fingerprint == want.Fingerprint {
			t.Errorf("after the other one has given up, it is %v, %v", d, err)
		}
		writing.Wait()
	})
}
