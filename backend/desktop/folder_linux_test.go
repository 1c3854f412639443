package desktop

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestAFolderIsShownAsOneArgument(t *testing.T) {
	bin, dir := t.TempDir(), filepath.Join(t.TempDir(), "-my $(things); & more")
	said := filepath.Join(bin, "said")
	if err := syscall.Mkfifo(said, 0o600); err != nil { // so that reading waits for writing
		t.Fatal(err)
	}
	script := "#!/bin/sh\nprintf '%s|' \"$#\" \"$1\" >'" + said + "'\n"
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "export.html")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	for _, path := range []string{dir, file} { // of a file its folder: nothing is run or opened
		if err := ShowFolder(path); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(said)
		if want := "1|" + dir + "|"; err != nil || string(got) != want {
			t.Errorf("for %s the file manager is given %q, %v, want %q", path, got, err, want)
		}
	}
}

// The system's opener finds out by itself that there is nothing, and says so by
// how it ends; one that goes on shows something.
func TestNothingToOpenWithIsAnError(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	for script, want := range map[string]bool{"exit 3": false, "exit 0": true, "exec sleep 2": true} {
		if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{"a folder": ShowFolder(bin), "a link": Open("http://lab/")} {
			if (err == nil) != want || err != nil && !errors.Is(err, errNone) {
				t.Errorf("%s, by %q, comes to %v", what, script, err)
			}
		}
	}
}

func TestAFolderThatCannotBeShownIsAnError(t *testing.T) {
	if err := ShowFolder(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a folder that there is not is shown")
	}
	dir := t.TempDir()
	t.Setenv("PATH", t.TempDir())
	if err := ShowFolder(dir); err == nil {
		t.Error("it is shown with nothing")
	}
}
