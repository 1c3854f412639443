//go:build !windows

package desktop

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runtimeDir is a folder as the system has it for sockets, until the test ends.
func runtimeDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_RUNTIME_DIR", dir)
	return dir
}

// tempDir is the folder for what is temporary, until the test ends.
func tempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "t") // and not the test's own, which is too long for the name of a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Setenv("TMPDIR", dir)
	return dir
}

// served claims data and shows that a second start is told of it.
func served(t *testing.T, data string) *Instance {
	t.Helper()
	i, err := claim(Args{Data: data}, long)
	if err != nil {
		t.Fatalf("the first start came to %v", err)
	}
	t.Cleanup(func() { _ = i.Close() })
	shown := make(chan Args, 1)
	i.Serve(func(a Args) { shown <- a })
	if _, err := claim(Args{Data: data, Name: "bob"}, long); !errors.Is(err, ErrOpen) {
		t.Fatalf("a second start came to %v, want %v", err, ErrOpen)
	}
	if got := <-shown; got.Name != "bob" {
		t.Errorf("shown is %+v", got)
	}
	return i
}

// at is where an instance listens.
func at(i *Instance) string { return i.listener.Addr().String() }

func TestADataFolderMayHaveALongPath(t *testing.T) {
	runtime := runtimeDir(t)
	data := filepath.Join(t.TempDir(), strings.Repeat("y", 110), strings.Repeat("z", 200))
	if got := at(served(t, data)); filepath.Dir(got) != runtime {
		t.Errorf("the socket is %s, want it in %s", got, runtime)
	}
}

// A session without a runtime directory, or with another user's, has a folder of ours.
func TestWithoutARuntimeDirectoryTheSocketIsInAFolderOfOurs(t *testing.T) {
	data, tmp := t.TempDir(), tempDir(t)
	open := t.TempDir()
	if err := os.Chmod(open, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, runtime := range []string{"", "not/absolute", "/nowhere/at/all", open, file, "/" + strings.Repeat("long", 30)} {
		t.Setenv("XDG_RUNTIME_DIR", runtime)
		i := served(t, data)
		dir := filepath.Dir(at(i))
		if filepath.Dir(dir) != tmp {
			t.Errorf("with the runtime directory %q the socket is %s, want it in a folder of %s", runtime, at(i), tmp)
		}
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("its folder: %v, %v, want mode 700", info.Mode(), err)
		}
		if err := i.Close(); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("afterwards there is %v, %v", left, err)
		}
	}
}

// What somebody else has put where our folder belongs is not used.
func TestAFolderOfOthersIsNotUsed(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", "")
	others := map[string]func(path string) error{
		"one that others can open": func(path string) error { return errors.Join(os.Mkdir(path, 0o700), os.Chmod(path, 0o777)) },
		"a link":                   func(path string) error { return os.Symlink(t.TempDir(), path) },
		"a file":                   func(path string) error { return os.WriteFile(path, nil, 0o600) },
	}
	if os.Geteuid() == 0 { // nobody else can make one
		others["another user's"] = func(path string) error { return errors.Join(os.Mkdir(path, 0o700), os.Chown(path, 65534, 65534)) }
	}
	for what, make := range others {
		tempDir(t)
		ours := socketFolders()[0]
		if err := make(ours); err != nil {
			t.Fatal(err)
		}
		if got := at(served(t, t.TempDir())); filepath.Dir(got) == ours {
			t.Errorf("the socket is in %s", what)
		}
		if err := ownFolder(ours); err == nil {
			t.Errorf("%s counts as ours", what)
		}
	}
}

// The second start may have another environment, and another way to the folder.
func TestASecondStartFindsTheSocketWithoutTheEnvironmentOfTheFirst(t *testing.T) {
	data := t.TempDir()
	runtimeDir(t)
	i, err := claim(Args{Data: data}, long)
	if err != nil {
		t.Fatal(err)
	}
	defer i.Close()
	i.Serve(func(Args) {})
	t.Setenv("XDG_RUNTIME_DIR", "")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	if _, err := claim(Args{Data: link}, long); !errors.Is(err, ErrOpen) {
		t.Errorf("a second start came to %v, want %v", err, ErrOpen)
	}
}

// Where nothing can hold a socket there is a window all the same.
func TestWithoutASocketThereIsAWindow(t *testing.T) {
	data := t.TempDir()
	runtimeDir(t)
	if err := os.Mkdir(filepath.Join(data, socketFile), 0o700); err != nil { // so that it cannot be noted
		t.Fatal(err)
	}
	i, err := claim(Args{Data: data}, long)
	if i == nil || err == nil || errors.Is(err, ErrOpen) {
		t.Fatalf("it came to %v, %v, want both", i, err)
	}
	defer i.Close()
	i.Serve(func(Args) { t.Error("somebody asks") })
	if second, err := claim(Args{Data: data}, 2*pause); second != nil || err == nil || errors.Is(err, ErrOpen) {
		t.Errorf("a second start came to %v, %v", second, err)
	}
}
