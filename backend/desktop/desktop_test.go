package desktop

import (
	"errors"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatTheProgramMayBeStartedWith(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir()) // read on Linux
	config, err := os.UserConfigDir()
	if err != nil {
		t.Fatal(err)
	}
	usual := filepath.Join(config, "confab")
	for line, want := range map[string]Args{
		"":                                    {Data: usual},
		"lab3:6667":                           {Address: "lab3:6667", Data: usual},
		"-name alice":                         {Name: "alice", Data: usual},
		"-name alice chat://lab3:6667":        {Address: "chat://lab3:6667", Name: "alice", Data: usual},
		"chat://lab3:6667 -name alice":        {Address: "chat://lab3:6667", Name: "alice", Data: usual},
		"-data /tmp/x lab3:6667 --name=alice": {Address: "lab3:6667", Name: "alice", Data: "/tmp/x"},
		"-data /tmp/x":                        {Data: "/tmp/x"},
		"-minimized":                          {Data: usual, Minimized: true},
		"lab3:6667 -minimized":                {Address: "lab3:6667", Data: usual, Minimized: true},
		"-- -odd":                             {Address: "-odd", Data: usual},
		"doctor":                              {Doctor: true, Data: usual},
		"doctor -data /tmp/x lab3:6667":       {Doctor: true, Address: "lab3:6667", Data: "/tmp/x"},
	} {
		if got, err := ParseArgs(strings.Fields(line)); err != nil || got != want {
			t.Errorf("%q is %+v, %v, want %+v", line, got, err, want)
		} else if Usual(got.Data) != (want.Data == usual) {
			t.Errorf("whether %q is the usual folder: %t", got.Data, Usual(got.Data))
		}
	}
}

func TestWhatTheProgramIsNotStartedWith(t *testing.T) {
	for line, says := range map[string]string{
		"lab3:1 lab4:1":            `only one address is allowed, "lab4:1" is another`,
		"lab3:1 -name alice bob:1": `only one address is allowed, "bob:1" is another`,
		"-port 7":                  "-port",
		"doctor lab3:1 lab4:1":     "only one address",
		"doctor -name alice":       "doctor takes",
		"doctor -minimized":        "doctor takes",
		"doctor -link chat://x:1":  "-link",
		"lab3:1 -port":             "-port",
		"-name":                    "-name",
		"lab3:1 -data":             "-data",
	} {
		_, err := ParseArgs(strings.Fields(line))
		if err == nil || errors.Is(err, flag.ErrHelp) || !strings.Contains(err.Error(), says) || strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%q gives %v, want %q in it, and no full stop", line, err, says)
		}
	}
	for _, line := range []string{"-help", "--help", "-h", "lab3:1 -help"} {
		if _, err := ParseArgs(strings.Fields(line)); !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%q gives %v, want help", line, err)
		}
	}
	for _, line := range []string{"-version", "--version", "lab3:1 -version"} {
		if _, err := ParseArgs(strings.Fields(line)); !errors.Is(err, ErrVersion) {
			t.Errorf("%q gives %v, want the version", line, err)
		}
	}
}

func TestAnAddressInTheEnvironmentIsForAProgramWithoutOne(t *testing.T) {
	env := func(name string) string { return map[string]string{"CONFAB_ADDRESS": "chat://lab:1#t=secret"}[name] }
	for given, want := range map[string]string{"": "chat://lab:1#t=secret", "lab:2": "lab:2"} {
		if got := (Args{Address: given, Name: "alice"}).WithEnv(env); got != (Args{Address: want, Name: "alice"}) {
			t.Errorf("with %q given it is %+v, want %s", given, got, want)
		}
	}
}

func TestWithoutAPlaceForSettingsOneIsAskedFor(t *testing.T) {
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData"} {
		t.Setenv(name, "")
	}
	if _, err := ParseArgs(nil); err == nil || !strings.Contains(err.Error(), "-data") {
		t.Errorf("it gives %v, want -data in it", err)
	}
	if Usual("") || Usual("confab") {
		t.Error("nothing is the usual folder")
	}
	if a, err := ParseArgs([]string{"-data", "here"}); err != nil || a.Data != "here" {
		t.Errorf("-data gives %+v, %v", a, err)
	}
}

func TestALinkIsHandedOverEscapedAsOneArgument(t *testing.T) {
	for link, want := range map[string]string{
		"https://example.org":             "https://example.org",
		"HTTP://Example.org:8080/a?b=c#d": "http://Example.org:8080/a?b=c#d",
		"http://[::1]:80/":                "http://[::1]:80/",
		`http://x/a b?c d"e#f g`:          "http://x/a%20b?c%20d%22e#f%20g",
		`http://x/?q='$(reboot)'`:         "http://x/?q=%27$(reboot)%27",
		`http://x/?a&calc.exe|^<>` + "`":  "http://x/?a&calc.exe%7C%5E%3C%3E%60",
		`http://a"b/`:                     "http://a%22b/",
		"http://x/ü?ü\u202e":              "http://x/%C3%BC?%C3%BC%E2%80%AE",
		"http://x/%20-already":            "http://x/%20-already",
		"https://-flag/":                  "https://-flag/",
	} {
		cmd, err := command(link)
		if err != nil {
			t.Errorf("%q is not opened: %v", link, err)
			continue
		}
		name, args := opener(want)
		if got, want := strings.Join(cmd.Args, "\n"), strings.Join(append([]string{name}, args...), "\n"); got != want {
			t.Errorf("%q runs %q, want %q", link, got, want)
		}
		if cmd.Args[len(cmd.Args)-1] != want {
			t.Errorf("the last argument for %q is %q, want the link", link, cmd.Args[len(cmd.Args)-1])
		}
	}
}

func TestWhatIsNoWebLinkIsNotOpened(t *testing.T) {
	for _, link := range []string{
		"", "example.org", "//example.org", "/etc/passwd", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x",
		"mailto:a@b", "ftp://x/", "chat://x:1", "vscode://x/", " http://x", "-flag",
		"http:", "http://", "http:///path", "http:x", "http://:80/", "https://?q",
		"http://user:pass@x/", "http://user@x/", "http://@x/",
		"http://x/\n", "http://x/\x00", "http://x/\x1b", "http://x/\x7f", "http://x y/", "http://x/%zz", "http://x\\@y/",
		"http://x/" + strings.Repeat("y", maxLink), "http://x/" + strings.Repeat("ü", maxLink/5),
	} {
		if err := Open(link); !errors.Is(err, ErrLink) {
			t.Errorf("opening %.60q came to %v, want %v", link, err, ErrLink)
		}
	}
}

func TestALinkThatNobodyCanOpenIsAnError(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := Open("http://x/"); err == nil || errors.Is(err, ErrLink) {
		t.Errorf("it came to %v, want an error about the browser", err)
	}
}

// FuzzLink: what is handed over is a web address without anything that another
// program could take for something else, and leads where the link did.
func FuzzLink(f *testing.F) {
	for _, s := range []string{"http://x/", "https://x/?a b\"", "javascript:x", "http://a\"b", "http://[::1%25eth0]/", "http://x/#\u202e", "HTTP://X:80?'", "http://%41/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, link string) {
		cmd, err := command(link)
		if err != nil {
			return
		}
		given := cmd.Args[len(cmd.Args)-1]
		if !strings.HasPrefix(given, "http://") && !strings.HasPrefix(given, "https://") || len(given) > maxLink {
			t.Errorf("%q is handed over as %q", link, given)
		}
		if strings.ContainsFunc(given, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"'`<>\\^{|}", r) }) {
			t.Errorf("%q is handed over as %q, which is not escaped", link, given)
		}
		if u, err := url.Parse(link); err == nil && u.Hostname() == "" {
			t.Errorf("%q has no host", link)
		}
	})
}
