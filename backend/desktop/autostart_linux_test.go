package desktop

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// on returns what a wants said about it, and fails if that has an error.
func isOn(t *testing.T, a *Autostart) bool {
	t.Helper()
	on, err := a.On()
	if err != nil {
		t.Fatal(err)
	}
	return on
}

func TestTheProgramStartsWithTheSystemIfThePersonWants(t *testing.T) {
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	a := NewAutostart(filepath.Join(config, "confab"))
	if !a.Can() || isOn(t, a) {
		t.Fatalf("at first it can be switched on: %t", a.Can())
	}
	for range 2 { // twice is once
		if err := a.Set(true); err != nil || !isOn(t, a) {
			t.Fatalf("switching it on came to %v", err)
		}
	}
	entry := filepath.Join(config, "autostart", "confab.desktop")
	text, err := os.ReadFile(entry)
	if err != nil || !strings.Contains(string(text), "\nExec=\""+os.Args[0]+"\" -minimized\n") {
		t.Errorf("the entry says %s, %v", text, err)
	}
	for range 2 {
		if err := a.Set(false); err != nil || isOn(t, a) {
			t.Fatalf("switching it off came to %v", err)
		}
	}
	if _, err := os.Stat(entry); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the entry stays: %v", err)
	}
}

// The desktop's own settings switch an entry off without deleting it.
func TestWhatTheDesktopHasSwitchedOffIsOff(t *testing.T) {
	a := &Autostart{"/usr/bin/confab", filepath.Join(t.TempDir(), "autostart", "confab.desktop")}
	for _, line := range []string{"Hidden=true", "hidden = True", "X-GNOME-Autostart-enabled=false"} {
		if err := a.Set(true); err != nil || !isOn(t, a) {
			t.Fatal(err)
		}
		text, err := os.ReadFile(a.entry)
		if err == nil {
			err = os.WriteFile(a.entry, append(text, line+"\n"...), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		if isOn(t, a) {
			t.Errorf("with %s it is on", line)
		}
	}
}

func TestAProgramWithAFolderOfItsOwnDoesNotStartWithTheSystem(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	a := NewAutostart(t.TempDir())
	if a.Can() || isOn(t, a) {
		t.Error("it can be switched on")
	}
	if err := a.Set(true); !errors.Is(err, ErrNoAutostart) {
		t.Errorf("switching it on came to %v, want %v", err, ErrNoAutostart)
	}
	if err := a.Set(false); err != nil {
		t.Errorf("switching it off came to %v", err)
	}
}

func TestAnEntryThatCannotBeWrittenOrReadIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a := &Autostart{"/usr/bin/confab", filepath.Join(file, "confab.desktop")}
	_, reading := a.On()
	for what, err := range map[string]error{"reading": reading, "writing": a.Set(true), "deleting": a.Set(false)} {
		if err == nil {
			t.Errorf("%s worked", what)
		}
	}
	if err := (&Autostart{"/bin/con\nfab", file}).Set(true); err == nil {
		t.Error("a line break is in the entry")
	}
}

// What the entry starts is what reads it, and there are several of those: here
// the two steps of the specification, undone by hand and by a shell, whose
// quotes the inner step's are.
func TestAPathIsQuotedAsTheSpecificationWants(t *testing.T) {
	for _, path := range []string{"/usr/bin/confab", "/opt/a b/confab", `/o"p\t/$HOME/` + "`ls`" + `/100%/confab`, "/ü/'confab'", `/\\/\n`} {
		if strings.Contains(strings.ReplaceAll(execQuoted(path), "%%", ""), "%") {
			t.Errorf("%s has a field code", execQuoted(path))
		}
		unescaped := strings.NewReplacer(`\\`, `\`, "%%", "%").Replace(execQuoted(path))
		out, err := exec.Command("sh", "-c", "printf %s "+unescaped).Output()
		if err != nil || string(out) != path {
			t.Errorf("%q is quoted as %s, which is %q, %v", path, execQuoted(path), out, err)
		}
	}
}
