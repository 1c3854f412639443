package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/sqlite"
)

// pragma says something to the connection that writes.
func (a *Archive) pragma(t *testing.T, q string) {
	t.Helper()
	if err := withConn(a.writer, func(c *sqlite.Conn) error { return c.Exec("PRAGMA " + q) }); err != nil {
		t.Fatal(err)
	}
}

// What is wrong is told once, and its end as soon as the archive takes something,
// also when nobody has anything for it.
func TestWhatIsWrongWithADiskHasAnEnd(t *testing.T) {
	for name, c := range map[string]struct {
		begin, end string
		want       error
	}{
		"full":            {"max_page_count = 1", "max_page_count = 1000000", ErrFull},
		"write-protected": {"query_only = 1", "query_only = 0", ErrForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, err := Open(t.TempDir())
				if err != nil {
					t.Fatal(err)
				}
				defer a.Close()
				var told []error
				a.Watch(func(trouble error) { told = append(told, trouble) })
				a.pragma(t, c.begin)
				long := pending("k1", "K1", "alice")
				long.Line = []byte(strings.Repeat("x", 100_000))
				for range 3 {
					if err := a.Add(long); !errors.Is(err, c.want) {
						t.Fatalf("it came to %v, want %v", err, c.want)
					}
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				if !slices.Equal(told, []error{c.want}) || a.Trouble() != c.want {
					t.Errorf("told is %v, and it is %v", told, a.Trouble())
				}
				if _, err := a.Pending("K1", "j1", "alice"); err != nil || a.Trouble() == nil {
					t.Errorf("reading came to %v, and then %v is wrong", err, a.Trouble())
				}
				a.pragma(t, c.end)
				time.Sleep(probeEvery)
				synctest.Wait()
				if !slices.Equal(told, []error{c.want, nil}) || a.Trouble() != nil {
					t.Errorf("told is %v, and it is %v", told, a.Trouble())
				}
				if err := a.Add(long); err != nil {
					t.Error(err)
				}
				if kept, err := a.Pending("", "", ""); err != nil || len(kept) != 0 {
					t.Errorf("trying has left %v, %v", kept, err)
				}
			})
		})
	}
}

// A window that cannot write has another one's to wait for.
func TestAnArchiveThatIsUsedByAnotherProgramIsBusy(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	a.pragma(t, "busy_timeout(0)")
	other := connectTo(t, dir)
	if err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if err := a.Add(pending("k1", "K1", "alice")); !errors.Is(err, ErrBusy) || a.Trouble() != ErrBusy {
		t.Errorf("it came to %v", err)
	}
	if err := other.Exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	if err := a.Add(pending("k1", "K1", "alice")); err != nil || a.Trouble() != nil {
		t.Errorf("afterwards it came to %v, and %v is wrong", err, a.Trouble())
	}
	if err := a.Add(pending("k1", "K1", "alice")); err == nil || a.Trouble() != nil { // a fault of whoever asks
		t.Errorf("a double came to %v, and %v is wrong", err, a.Trouble())
	}
}

func TestWhatTheSystemSaysIsToldApart(t *testing.T) {
	for want, err := range map[error]error{
		ErrFull:      &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC},
		ErrDisk:      fmt.Errorf("reading: %w", syscall.EIO),
		ErrForbidden: &os.PathError{Op: "open", Path: "x", Err: fs.ErrPermission},
	} {
		if got := classify(err); troubleOf(got) != want || !errors.Is(got, err) {
			t.Errorf("%v is %v, want %v", err, got, want)
		}
	}
	if err := classify(os.ErrNotExist); troubleOf(err) != nil {
		t.Errorf("it is %v", err)
	}
}
