package desktop

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"confab/server/atomicfile"
)

// A folder that somebody has made for us may be open to others, and one that
// has been used stays in use.
func TestAnOpenFolderGetsOneInsideUnlessItWasUsed(t *testing.T) {
	fresh, used := t.TempDir(), t.TempDir()
	if err := errors.Join(os.Chmod(fresh, 0o755), os.Chmod(used, 0o755), os.WriteFile(filepath.Join(used, "settings.json"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for data, want := range map[string]string{
		fresh:                       filepath.Join(fresh, "confab"),
		used:                        used,
		filepath.Join(fresh, "new"): filepath.Join(fresh, "new"),
	} {
		for range 2 {
			if got, err := DataFolder(data); got != want || err != nil {
				t.Errorf("%s comes to %q, %v, want %q", data, got, err, want)
			}
		}
	}
	if info, err := os.Stat(filepath.Join(fresh, "confab")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder inside is %v, %v", info, err)
	}
	if err := os.Chmod(filepath.Join(fresh, "confab"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := DataFolder(fresh); !errors.Is(err, atomicfile.ErrMode) {
		t.Errorf("a folder inside that others may open comes to %v", err)
	}
	if got, err := DataFolder("/proc"); got != "/proc" || err != nil {
		t.Errorf("a folder that cannot be written comes to %q, %v", got, err)
	}
}

func TestTheUsualFolderIsTakenAsItIs(t *testing.T) {
	base := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", base)
	usual := filepath.Join(base, "confab")
	if err := errors.Join(os.Mkdir(usual, 0o755), os.Chmod(usual, 0o755)); err != nil {
		t.Fatal(err)
	}
	if got, err := DataFolder(usual); got != usual || err != nil {
		t.Errorf("it comes to %q, %v", got, err)
	}
}
