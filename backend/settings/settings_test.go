package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"confab/server/atomicfile"
)

// with returns the defaults with something else in them.
func with(change func(s *Settings)) Settings {
	s := Default()
	change(&s)
	return s
}

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

func TestLeavingEndsAConnectThatIsAboutToBeRemembered(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	used := f.Connecting()
	must(t, f.Left())
	must(t, used("lab3:6667", "alice"))
	if got := open(t, dir).Get(); got.Connected || got.Name != "alice" || !slices.Equal(got.Servers, []string{"lab3:6667"}) {
		t.Errorf("the settings are %+v, want alice and lab3 remembered and no reconnecting", got)
	}
	must(t, f.Connecting()("lab3:6667", "alice"))
	if !open(t, dir).Get().Connected {
		t.Error("after a later connection the next start does not reconnect")
	}
}

func TestAFirstStartHasDefaultsAndWritesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "confab")
	got := open(t, dir).Get()
	if want := (Settings{System, 100, Sends, SystemLanguage, Mentions, false, false, false, false, Default().Emoji, "", []string{}, false, Window{}}); !reflect.DeepEqual(got, want) {
		t.Errorf("the settings are %+v, want %+v", got, want)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder is there (%v), want nothing written", err)
	}
	if b, _ := json.Marshal(got); string(b) != `{"theme":"system","textSize":100,"enter":"send","language":"system","notify":"mentions","doNotDisturb":false,"autostart":false,`+
		`"tray":false,"keepAll":false,"emoji":["👍","❤️","😂","🎉","👀","✅","🙏","👎"],"name":"","servers":[],"connected":false,"window":{"x":0,"y":0,"width":0,"height":0,"maximised":false}}` {
		t.Errorf("a page gets %s", b)
	}
}

func TestWhatIsRememberedIsThereAtTheNextStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "confab")
	f := open(t, dir)
	chosen := Settings{Dark, 200, NewLine, German, All, true, true, true, true, nil, "", nil, false, Window{}}
	must(t, f.Save(chosen))
	must(t, f.Connecting()("lab3:6667", "Zoë"))
	must(t, f.SetWindow(Window{-8, 20, 800, 600, true}))
	want := Settings{Dark, 200, NewLine, German, All, true, true, true, true, Default().Emoji, "Zoë", []string{"lab3:6667"}, true, Window{-8, 20, 800, 600, true}}
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
		must(t, f.Connecting()(fmt.Sprintf("lab%d:1", i), "alice"))
	}
	must(t, f.Connecting()(" chat://lab9:1/", "bob"))
	for _, spelled := range []string{"bücher.example:1", "Bücher.example:1", "xn--bcher-kva.example:1"} {
		must(t, f.Connecting()(spelled, "bob"))
	}
	want := []string{"xn--bcher-kva.example:1", "lab9:1", "lab11:1", "lab10:1", "lab8:1", "lab7:1", "lab6:1", "lab5:1"}
	if got := f.Get(); !reflect.DeepEqual(got.Servers, want) || got.Name != "bob" {
		t.Errorf("%q and %q are remembered, want bob and %q", got.Name, got.Servers, want)
	}
}

func TestWhatCannotBeChosenIsASentenceAndChangesNothing(t *testing.T) {
	f := open(t, t.TempDir())
	before := with(func(s *Settings) { s.Theme = Light })
	must(t, f.Save(before))
	for says, wrong := range map[string]func(s *Settings){
		`there is no theme ""`:                 func(s *Settings) { s.Theme = "" },
		`there is no theme "Dark"`:             func(s *Settings) { s.Theme = "Dark" },
		`there is no theme "dark\n"`:           func(s *Settings) { s.Theme = "dark\n" },
		"text cannot have 79 % of its size":    func(s *Settings) { s.TextSize = 79 },
		"text cannot have 201 % of its size":   func(s *Settings) { s.TextSize = 201 },
		"text cannot have 0 % of its size":     func(s *Settings) { s.TextSize = 0 },
		`the Enter key cannot do "explode"`:    func(s *Settings) { s.Enter = "explode" },
		`there is no language "fr"`:            func(s *Settings) { s.Language = "fr" },
		`nobody can be told of "everything": `: func(s *Settings) { s.Notify = "everything" },
	} {
		asked := with(wrong)
		asked.Tray = true
		if err := f.Save(asked); err == nil || !strings.HasPrefix(err.Error(), says) || strings.HasSuffix(err.Error(), ".") {
			t.Errorf("saving came to %v, want %q and what can be chosen", err, says)
		}
	}
	if got := f.Get(); !reflect.DeepEqual(got, before) {
		t.Errorf("the settings are %+v, want %+v", got, before)
	}
	for _, size := range []int{80, 200} {
		must(t, f.Save(with(func(s *Settings) { s.TextSize = size })))
	}
}

// The page gives everything back that it got, however old that is.
func TestWhatThePageMayNotChangeStays(t *testing.T) {
	f := open(t, t.TempDir())
	must(t, f.Connecting()("lab1:1", "alice"))
	must(t, f.SetWindow(Window{1, 2, 800, 600, false}))
	must(t, f.Save(Settings{Dark, 90, Sends, English, Nothing, false, false, true, false, Default().Emoji, "mallory", []string{"elsewhere:1"}, false, Window{9, 9, 9, 9, true}}))
	want := Settings{Dark, 90, Sends, English, Nothing, false, false, true, false, Default().Emoji, "alice", []string{"lab1:1"}, true, Window{1, 2, 800, 600, false}}
	if got := f.Get(); !reflect.DeepEqual(got, want) {
		t.Errorf("the settings are %+v, want %+v", got, want)
	}
}

// Who was connected comes back by itself; who has left does not.
func TestWhetherTheNextStartComesBack(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	for _, step := range []struct {
		what string
		do   func() error
		want bool
	}{
		{"a first start", func() error { return nil }, false},
		{"being connected", func() error { return f.Connecting()("lab1:1", "alice") }, true},
		{"changing the theme", func() error { return f.Save(with(func(s *Settings) { s.Theme = Dark })) }, true},
		{"leaving", f.Left, false},
		{"leaving again", f.Left, false},
		{"being connected again", func() error { return f.Connecting()("lab1:1", "alice") }, true},
	} {
		must(t, step.do())
		if got := open(t, dir).Get(); got.Connected != step.want || f.Get().Connected != step.want {
			t.Errorf("after %s connected is %t, and %t in the file, want %t", step.what, f.Get().Connected, got.Connected, step.want)
		}
	}
}

// The window's place is told often, and mostly it is where it was.
func TestWhatIsNotChangedIsNotWritten(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	must(t, f.SetWindow(Window{1, 2, 800, 600, false}))
	must(t, os.Remove(filepath.Join(dir, "settings.json")))
	must(t, f.SetWindow(Window{1, 2, 800, 600, false}))
	if _, err := os.Stat(filepath.Join(dir, "settings.json")); err == nil {
		t.Error("the same place is written twice")
	}
	must(t, f.SetWindow(Window{1, 3, 800, 600, false}))
	if got := open(t, dir).Get().Window; got != (Window{1, 3, 800, 600, false}) {
		t.Errorf("the window was at %+v", got)
	}
}

// Who gets the settings can do with them what they like.
func TestWhatIsGotIsACopy(t *testing.T) {
	f := open(t, t.TempDir())
	must(t, f.Connecting()("lab1:1", "alice"))
	f.Get().Servers[0] = "elsewhere:1"
	if got := f.Get().Servers[0]; got != "lab1:1" {
		t.Errorf("the server is %q, want lab1:1", got)
	}
}

func TestWhatCannotBeUsedCostsOnlyItself(t *testing.T) {
	for text, want := range map[string]Settings{
		`{}`:                             Default(),
		`null`:                           Default(),
		`{"theme":"pink","name":"bob"}`:  with(func(s *Settings) { s.Name = "bob" }),
		`{"theme":7,"name":"bob"}`:       with(func(s *Settings) { s.Name = "bob" }),
		`{"theme":"dark","name":["x"]}`:  with(func(s *Settings) { s.Theme = Dark }),
		`{"theme":"dark","servers":"x"}`: with(func(s *Settings) { s.Theme = Dark }),
		`{"name":"al ice\u001b[2J"}`:     Default(),
		`{"name":"admin"}`:               Default(),
		`{"textSize":79,"enter":"x","language":"fr","notify":"x","tray":true}`:   with(func(s *Settings) { s.Tray = true }),
		`{"textSize":"big","enter":7,"tray":"yes","notify":null,"keepAll":true}`: with(func(s *Settings) { s.KeepAll = true }),
		`{"textSize":1e400,"doNotDisturb":true}`:                                 with(func(s *Settings) { s.DoNotDisturb = true }),
		`{"connected":true}`:                                                     Default(),
		`{"connected":true,"name":"bob"}`:                                        with(func(s *Settings) { s.Name = "bob" }),
		`{"connected":true,"name":"bob","servers":["a"]}`:                        with(func(s *Settings) { s.Name = "bob" }),
		`{"window":{"x":-8,"y":0,"width":800,"height":600,"maximised":true}}`:    with(func(s *Settings) { s.Window = Window{-8, 0, 800, 600, true} }),
		`{"window":{"x":5,"y":5,"width":0,"height":600,"maximised":true}}`:       with(func(s *Settings) { s.Window = Window{Maximised: true} }),
		`{"window":{"x":99999999,"y":5,"width":800,"height":600}}`:               Default(),
		`{"window":{"x":5,"y":5,"width":800,"height":99999999}}`:                 Default(),
		`{"emoji":["🦊","","🦊",7,"` + strings.Repeat("x", 65) + `","x","\u200b","1️⃣","2️⃣","3️⃣","4️⃣","5️⃣","6️⃣","7️⃣","8️⃣"]}`: with(func(s *Settings) {
			s.Emoji = []string{"🦊", "1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣"}
		}),
		`{"window":"maximised"}`: Default(),
		`{"servers":["a:1",7,"","b","chat://c:1/","a:1","javascript:alert(1)","d:1\u0000"]}`: with(func(s *Settings) { s.Servers = []string{"a:1", "c:1"} }),
		`{"servers":["a:1","b:1","c:1","d:1","e:1","f:1","g:1","h:1","i:1"]}`: with(func(s *Settings) {
			s.Servers = []string{"a:1", "b:1", "c:1", "d:1", "e:1", "f:1", "g:1", "h:1"}
		}),
		`{"servers":null,"colour":"a newer version's"}`: Default(),
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
		broken, ok := errors.AsType[*atomicfile.Damaged](err)
		if !ok || !strings.Contains(err.Error(), "settings.json") {
			t.Fatalf("opening %q came to %v, want an error that names the file", text, err)
		}
		if got := f.Get(); !reflect.DeepEqual(got, Default()) {
			t.Errorf("%q is read as %+v, want the defaults", text, got)
		}
		must(t, f.Connecting()("lab1:1", "alice"))
		if b, err := os.ReadFile(broken.Aside); string(b) != text {
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
	if err := f.Connecting()("lab1:1", "alice"); err == nil {
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
	if err := f.Save(with(func(s *Settings) { s.Theme = Dark })); err == nil {
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
	must(t, f.Connecting()("lab0:1", "alice"))
	var writers, readers sync.WaitGroup
	for i := range 4 {
		writers.Go(func() {
			for j := range 25 {
				if err := f.Connecting()(fmt.Sprintf("lab%d:%d", i, j+1), strings.Repeat("x", 1+j)); err != nil {
					t.Error(err)
				}
				if err := f.Save(with(func(s *Settings) { s.Theme = []Theme{Light, Dark}[j%2] })); err != nil {
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
