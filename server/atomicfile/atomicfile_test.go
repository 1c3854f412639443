package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestAFileIsReplacedAsAWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "name")
	for _, text := range []string{"old", "and new", ""} {
		if err := Write(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		info, bad := os.Stat(path)
		if err != nil || bad != nil || string(got) != text {
			t.Fatalf("the file has %q, %v, want %q", got, errors.Join(err, bad), text)
		}
		if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("its mode is %o, want 600", mode)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("the folder has %v, %v, want the file alone", left, err)
	}
}

func TestAFileThatCannotBeReplacedStays(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "name")
	if err := os.MkdirAll(filepath.Join(path, "a folder with something in it"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, []byte("new")); err == nil {
		t.Error("a folder has been replaced")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("behind it stays %v, %v", left, err)
	}
	if err := Write(filepath.Join(dir, "missing", "name"), nil); err == nil {
		t.Error("a file is written in a folder that there is not")
	}
}

func TestWhatOthersMayOpenIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // which has no such modes
	}
	path := filepath.Join(t.TempDir(), "name")
	if err := Write(path, nil); err != nil {
		t.Fatal(err)
	}
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o601: false, 0o700: true} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		err := Private(path, "read it")
		if ok && err != nil || !ok && (!errors.Is(err, ErrMode) || !strings.Contains(err.Error(), "could read it; run chmod 600 "+path)) {
			t.Errorf("with mode %o it comes to %v", mode, err)
		}
	}
	if err := Private(filepath.Join(t.TempDir(), "missing"), "read it"); err == nil || errors.Is(err, ErrMode) {
		t.Errorf("what there is not comes to %v", err)
	}
}
