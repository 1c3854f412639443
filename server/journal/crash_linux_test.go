//go:build crash

// These tests need root, strace and ext4 to make disks that are full, broken or
// cut off from power. Where they cannot run they fail: go test -tags crash.

package journal

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"confab/build/repeat"
	"confab/server/wire"

	"golang.org/x/sys/unix"
)

// tool runs one of the system's programs.
func tool(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%sThe crash tests need root, strace and e2fsprogs.", name, strings.Join(args, " "), err, out)
	}
}

// mount mounts until the test ends or the mount is taken away.
func mount(t *testing.T, what string, options ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	tool(t, "mount", append(options, what, dir)...)
	t.Cleanup(func() {
		_ = unix.Unmount(dir, unix.MNT_DETACH) // EINVAL if it has been taken away
	})
	return dir
}

func TestOnAFullDisk(t *testing.T) {
	disk := mount(t, "tmpfs", "-t", "tmpfs", "-o", "size=6m,mode=700")
	dir := filepath.Join(disk, "data")
	j := open(t, Config{Dir: dir})
	var stored []*wire.Event
	fill := func() {
		for {
			e := line("lobby", "alice", strings.Repeat("x", 3000))
			err := j.Append(t.Context(), []*wire.Event{e})
			if errors.Is(err, ErrFull) && e.Seq == 0 {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, e)
		}
	}
	storable := func(want bool) {
		t.Helper()
		if err := j.Storable(); (err == nil) != want || err != nil && !errors.Is(err, unix.ENOSPC) {
			t.Errorf("the journal says %v, want that it can store is %v", err, want)
		}
	}
	ballast := filepath.Join(disk, "ballast")
	for _, size := range []int{2 << 20, 1 << 20, 0} {
		if err := os.WriteFile(ballast, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		before := len(stored)
		storable(true)
		fill()
		storable(false)
		if len(stored) == before {
			t.Errorf("with %d bytes in the way nothing was stored although there is room again", size)
		}
		t.Logf("with %d bytes in the way there is room for %d events", size, len(stored))
		wantSame(t, all(t, j), stored)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
	j = open(t, Config{Dir: dir})
	wantSame(t, all(t, j), stored)
}

// From some fsync on the disk answers every one with an error. The journal must
// not call it again. Opening a new one takes eight or so.
func TestOnADiskThatCannotSync(t *testing.T) {
	for _, when := range []int{12, 20, 60} {
		dir, trace := newDir(t), filepath.Join(t.TempDir(), "trace")
		h := runHelper(t, "append", exec.Command("strace", "-f", "-qq", "-o", trace,
			"-e", "trace=fsync,fdatasync", "-e", "signal=none", "-e", fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d+", when),
			os.Args[0], dir))
		last := h.drain()
		err := h.cmd.Wait()
		if h.cmd.ProcessState.ExitCode() != 3 || !strings.Contains(last, "ended: "+ErrFailed.Error()) {
			t.Errorf("the process ended with %v and said %q, want exit code 3 and %q", err, last, ErrFailed)
		}
		calls, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(calls), "INJECTED"); n != 1 {
			t.Errorf("%d calls of fsync failed, want 1 and none after it:\n%s", n, calls)
		}
		t.Logf("%d events were acknowledged before %q", len(h.acks), last)
		wantStored(t, dir, h.acks)
	}
}

// powerCut appends on a file system of its own and returns a copy of what was on
// its disk at one moment, with the keys that had been acknowledged by then.
func powerCut(t *testing.T, pragmas ...string) (dir string, acknowledged []string) {
	t.Helper()
	image := filepath.Join(t.TempDir(), "disk")
	tool(t, "truncate", "-s", "64M", image)
	tool(t, "mkfs.ext4", "-q", image)
	disk := mount(t, image, "-o", "loop")
	h := startHelper(t, "append", filepath.Join(disk, "data"), pragmas...)
	h.want("open")
	for range 400 {
		h.line()
	}
	// Nothing more is said while the copy is made. What the process has
	// written but not synced is with the file system, not in the image.
	if err := h.cmd.Process.Signal(unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	acknowledged = append(acknowledged, h.acks...)
	tool(t, "cp", image, image+".copy")
	h.kill()
	if err := unix.Unmount(disk, 0); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(mount(t, image+".copy", "-o", "loop"), "data"), acknowledged
}

func TestWhatWasAcknowledgedOutlivesAPowerCut(t *testing.T) {
	for range repeat.Times(2) {
		dir, keys := powerCut(t)
		t.Logf("%d events were acknowledged", len(keys))
		wantStored(t, dir, keys)
	}
}

// The test above would find it out if a commit did not wait for the disk.
func TestAPowerCutLosesWhatIsNotSynced(t *testing.T) {
	dir, keys := powerCut(t, "synchronous = NORMAL")
	n := len(lost(t, dir, keys))
	t.Logf("%d of %d acknowledged events are lost", n, len(keys))
	if n == 0 {
		t.Errorf("with synchronous=NORMAL nothing of %d events is lost: the power cut is none", len(keys))
	}
}
