package settings

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// open opens the settings in dir and wants no error.
func open(t *testing.T, dir string) *File {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatalf("opening came to %v, want nil", err)
	}
	return f
}

// place writes text as the settings of a new folder and returns that.
func place(t *testing.T, text string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "settings.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFirstStartHasDefaultsAndWritesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "confab")
	got := open(t, dir).Get()
	if want := (Settings{System, "", []string{}}); !reflect.DeepEqual(got, want) {
		t.Errorf("the settings are %+v, want %+v", got, want)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder is there (%v), want nothing written", err)
	}
	if b, _ := json.Marshal(got); string(b) != `{"theme":"system","name":"","servers":[]}` {
		t.Errorf("a page gets %s", b)
	}
}

func TestWhatIsRememberedIsThereAtTheNextStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "confab")
	f := open(t, dir)
	must(t, f.SetTheme(Dark))
	must(t, f.Used("lab3:6667", "Zoë"))
	want := Settings{Dark, "Zoë", []string{"lab3:6667"}}
	if got := f.Get(); !reflect.DeepEqual(got, want) {
		t.Errorf("the settings are %+v, want %+v", got, want)
	}
	if got := open(t, dir).Get(); !reflect.DeepEqual(got, want) {
		t.Errorf("after a restart the settings are %+v, want %+v", got, want)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "settings.json"): 0o600} {
		info, err := os.Stat(path)
		must(t, err)
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}

func TestServersAreRememberedLastFirstWithoutDoubles(t *testing.T) {
	f := open(t, t.TempDir())
	for i := range 12 {
		must(t, f.Used(fmt.Sprintf("lab%d:1", i), "alice"))
	}
	must(t, f.Used(" chat://lab9:1/", "bob"))
	want := []string{"lab9:1", "lab11:1", "lab10:1", "lab8:1", "lab7:1", "lab6:1", "lab5:1", "lab4:1"}
	if got := f.Get(); !reflect.DeepEqual(got.Servers, want) || got.Name != "bob" {
		t.Errorf("%q and %q are remembered, want bob and %q", got.Name, got.Servers, want)
	}
}

func TestAnUnknownThemeIsAnErrorAndChangesNothing(t *testing.T) {
	f := open(t, t.TempDir())
	must(t, f.SetTheme(Light))
	for _, theme := range []Theme{"", "Dark", "solarized", "dark\n"} {
		if err := f.SetTheme(theme); err == nil {
			t.Errorf("%q is a theme", theme)
		}
	}
	if got := f.Get().Theme; got != Light {
		t.Errorf("the theme is %q, want light", got)
	}
}

// Who gets the settings can do with them what they like.
func TestWhatIsGotIsACopy(t *testing.T) {
	f := open(t, t.TempDir())
	must(t, f.Used("lab1:1", "alice"))
	f.Get().Servers[0] = "elsewhere:1"
	if got := f.Get().Servers[0]; got != "lab1:1" {
		t.Errorf("the server is %q, want lab1:1", got)
	}
}

func TestWhatCannotBeUsedCostsOnlyItself(t *testing.T) {
	for text, want := range map[string]Settings{
		`{}`:                             {System, "", []string{}},
		`null`:                           {System, "", []string{}},
		`{"theme":"pink","name":"bob"}`:  {System, "bob", []string{}},
		`{"theme":7,"name":"bob"}`:       {System, "bob", []string{}},
		`{"theme":"dark","name":["x"]}`:  {Dark, "", []string{}},
		`{"theme":"dark","servers":"x"}`: {Dark, "", []string{}},
		`{"name":"al ice\u001b[2J"}`:     {System, "", []string{}},
		`{"name":"admin"}`:               {System, "", []string{}},
		`{"servers":["a:1",7,"","b","chat://c:1/","a:1","javascript:alert(1)","d:1\u0000"]}`: {System, "", []string{"a:1", "c:1"}},
		`{"servers":["a:1","b:1","c:1","d:1","e:1","f:1","g:1","h:1","i:1"]}`:                {System, "", []string{"a:1", "b:1", "c:1", "d:1", "e:1", "f:1", "g:1", "h:1"}},
		`{"servers":null,"colour":"a newer version's"}`:                                      {System, "", []string{}},
	} {
		if got := open(t, place(t, text)).Get(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %+v, want %+v", text, got, want)
		}
	}
}

func TestAFileThatCannotBeUnderstoodIsKept(t *testing.T) {
	for _, text := range []string{"", "{", `{"theme":"dark"`, "\x00\x00", `[1,2]`, `"dark"`} {
		dir := place(t, text)
		f, err := Open(dir)
		if err == nil || !strings.Contains(err.Error(), "settings.json") {
			t.Errorf("opening %q came to %v, want an error that names the file", text, err)
		}
		if got := f.Get(); !reflect.DeepEqual(got, Default()) {
			t.Errorf("%q is read as %+v, want the defaults", text, got)
		}
		must(t, f.Used("lab1:1", "alice"))
		if b, err := os.ReadFile(filepath.Join(dir, "settings.json.broken")); string(b) != text {
			t.Errorf("kept is %q, %v, want %q", b, err, text)
		}
		if got := open(t, dir).Get().Name; got != "alice" {
			t.Errorf("the name is %q, want alice", got)
		}
	}
}

func TestAFolderThatCannotBeUsedIsAnErrorAndDefaultsHold(t *testing.T) {
	dir := filepath.Join(place(t, "{}"), "settings.json") // a file
	f, err := Open(dir)
	if err == nil {
		t.Error("opening worked")
	}
	if err := f.Used("lab1:1", "alice"); err == nil {
		t.Error("writing worked")
	}
	if got := f.Get(); got.Theme != System || got.Name != "alice" {
		t.Errorf("the settings are %+v, want them to hold until the end", got)
	}
}

func TestAWriteThatFailsLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	inTheWay := filepath.Join(dir, "settings.json", "in the way")
	must(t, os.MkdirAll(inTheWay, 0o700))
	if err := f.SetTheme(Dark); err == nil {
		t.Error("writing worked")
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("the folder has %v, want settings.json alone", files)
	}
	if _, err := os.Stat(inTheWay); err != nil {
		t.Errorf("what was there is gone: %v", err)
	}
}

// Whoever reads the file finds it whole, whenever that is.
func TestTheFileIsAlwaysWhole(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	must(t, f.Used("lab0:1", "alice"))
	var writers, readers sync.WaitGroup
	for i := range 4 {
		writers.Go(func() {
			for j := range 25 {
				if err := f.Used(fmt.Sprintf("lab%d:%d", i, j+1), strings.Repeat("x", 1+j)); err != nil {
					t.Error(err)
				}
				if err := f.SetTheme([]Theme{Light, Dark}[j%2]); err != nil {
					t.Error(err)
				}
				f.Get().Servers[0] = "mine"
			}
		})
	}
	done := make(chan struct{})
	readers.Go(func() {
		for {
			var s Settings
			b, err := os.ReadFile(filepath.Join(dir, "settings.json"))
			if err == nil {
				err = json.Unmarshal(b, &s)
			}
			if err != nil || len(s.Servers) == 0 {
				t.Errorf("the file is %q: %v", b, err)
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	writers.Wait()
	close(done)
	readers.Wait()
	if got, want := open(t, dir).Get(), f.Get(); !reflect.DeepEqual(got, want) {
		t.Errorf("the file has %+v, want %+v", got, want)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("the folder has %v, want settings.json alone", files)
	}
}
