package main

import (
	"bytes"
	"confab/server/admin"
	"confab/server/datadir"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the stories in testdata/script run this very program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"confab-server": main})
}

// A screen is what a server has written so far.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer  // guarded by mu
	more chan struct{} // closed and renewed by Write; guarded by mu
}

func (o *screen) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.more != nil {
		close(o.more)
		o.more = nil
	}
	return o.text.Write(b)
}

func (o *screen) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// wait returns the first match of pattern, once there is one.
func (o *screen) wait(pattern string) ([]string, error) {
	re := regexp.MustCompile(pattern)
	late := time.After(patience)
	for {
		o.mu.Lock()
		found := re.FindStringSubmatch(o.text.String())
		if o.more == nil {
			o.more = make(chan struct{})
		}
		more := o.more
		o.mu.Unlock()
		if found != nil {
			return found, nil
		}
		select {
		case <-more:
		case <-late:
			return nil, fmt.Errorf("the server does not write %q; it wrote\n%s", pattern, o)
		}
	}
}

// patience is how long a test waits for what must happen before it fails. It
// is long, because test machines are busy; nothing waits that long by design.
const patience = 20 * time.Second

// A running server, in this process.
type running struct {
	address string // 127.0.0.1:port
	out     *screen
	stop    func() error // Ctrl-C; returns what run does
}

// serve runs a server with these flags until the test ends or stop is called.
func serve(t *testing.T, flags ...string) *running {
	t.Helper()
	cfg, err := readConfig(append([]string{"-listen", "127.0.0.1:0", "-data", datadir.Memory}, flags...), func(string) string { return "" }, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	out := &screen{}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, cfg, out) }()
	stop := sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	port, err := out.wait(`listening on port (\d+)`)
	if err != nil {
		t.Fatal(err)
	}
	return &running{"127.0.0.1:" + port[1], out, stop}
}

// execute runs the program in this process, with nothing in its environment but env.
func execute(env map[string]string, args ...string) (code int, stdout, stderr string) {
	var out, errs strings.Builder
	code = start(args, func(name string) string { return env[name] }, &out, &errs)
	return code, out.String(), errs.String()
}

func TestHelpDescribesEverySettingOnce(t *testing.T) {
	code, out, _ := execute(nil, "-help")
	if code != 0 {
		t.Errorf("-help ends with %d, want 0", code)
	}
	for _, name := range []string{"listen", "name", "plaintext", "rate", "burst", "max-clients", "max-per-address", "max-conn-rate", "max-line", "send-queue", "log-messages", "data", "retention", "retention-force", "replace-missing", "metrics", "pprof", "announce", "ready-file"} {
		if n := strings.Count(out, "  -"+name+" ") + strings.Count(out, "  -"+name+"\n"); n != 1 {
			t.Errorf("-%s is described %d times, want once", name, n)
		}
		if !strings.Contains(out, " "+envName(name)+" in the environment") {
			t.Errorf("%s is not mentioned", envName(name))
		}
	}
}

// The guide shows every command that -help has.
func TestTheGuideHasEveryCommand(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range admin.Commands() {
		if !regexp.MustCompile(`(?m)^    confab-server ` + name + `( |$)`).Match(text) {
			t.Errorf("README.md does not show confab-server %s", name)
		}
	}
}

func TestHelpIsACommandToo(t *testing.T) {
	for _, args := range [][]string{{}, {"ban"}, {"backup"}} {
		_, want, _ := execute(nil, append(slices.Clone(args), "-help")...)
		code, out, errs := execute(nil, append([]string{"help"}, args...)...)
		if code != 0 || errs != "" || out != want || want == "" {
			t.Errorf("help %q: exit %d, %q, %q", args, code, out, errs)
		}
	}
}

func TestTheProgramSaysItsVersion(t *testing.T) {
	for _, args := range [][]string{{"-version"}, {"--version"}, {"-listen", ":0", "-version"}} {
		code, out, errs := execute(nil, args...)
		if code != 0 || errs != "" || !regexp.MustCompile(`^confab-server \S+ \(.*go1\.\S+, \w+/\w+\)\n$`).MatchString(out) {
			t.Errorf("%q: exit %d, %q, %q", args, code, out, errs)
		}
	}
	if code, _, errs := execute(map[string]string{"CONFAB_VERSION": "nonsense"}, "-help"); code != 0 {
		t.Errorf("the version is a setting: exit %d, %s", code, errs)
	}
}

func TestEveryCommandSaysHowItIsWritten(t *testing.T) {
	for name := range admin.Commands() {
		for _, help := range []string{"-help", "--help", "-h"} {
			code, out, errs := execute(nil, name, help)
			if code != 0 || errs != "" || !strings.HasPrefix(out, "usage: confab-server "+name+" [-data folder]") || !strings.HasSuffix(out, ".\n") {
				t.Errorf("%s %s: exit %d, %q, %q", name, help, code, out, errs)
			}
		}
	}
}

func TestWrongSettingsAreOneSentenceThatNamesThem(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		args []string
		want string
	}{
		{nil, []string{"-max-line", "ten"}, "-max-line"},
		{nil, []string{"-max-line", "1"}, "-max-line"},
		{nil, []string{"-max-line", "65537"}, "-max-line"}, // no client takes a longer one
		{nil, []string{"-listen", "54307"}, "-listen"},
		{nil, []string{"-listen", "127.0.0.1:x"}, "-listen"},
		{nil, []string{"-listen", ":65536"}, "-listen"},
		{nil, []string{"-metrics", "9100"}, "-metrics"},
		{nil, []string{"-metrics", "127.0.0.1:x"}, "-metrics"},
		{nil, []string{"-pprof"}, "-metrics"},
		{map[string]string{"CONFAB_PPROF": "true"}, nil, "-metrics"},
		{nil, []string{"-rate", "1e-10"}, "-rate"},
		{nil, []string{"-send-queue", "1000"}, "-send-queue"},
		{nil, []string{"-rate", "-1"}, "-rate"},
		{nil, []string{"-rate", "NaN"}, "-rate"},
		{nil, []string{"-max-clients", "-1"}, "-max-clients"},
		{nil, []string{"-name", ""}, "-name"},
		{nil, []string{"-name", "two\nlines"}, "-name"},
		{nil, []string{"-plaintext", "maybe"}, "-plaintext"},
		{nil, []string{"-rate", "abc"}, "-rate: write a number"},
		{nil, []string{"-burst", "2.5"}, "-burst: write a whole number"},
		{nil, []string{"-pprof=maybe"}, "-pprof: write true or false"},
		{nil, []string{"-max-line", "99999999999999"}, "-max-line is 99999999999999, and must be from 64 to 65536"},
		{nil, []string{"-retention", "1ns"}, "at least 1h"},
		{nil, []string{"-retention", "59m"}, "at least 1h"},
		{nil, []string{"-retention", "-1h"}, "at least 1h"},
		{nil, []string{"-listen", "http://127.0.0.1:0"}, "without http://"},
		{nil, []string{"-listen", "127.0.0.1:0/"}, "without http://"},
		{nil, []string{"-listen", "fe80::1:54307"}, "in brackets"},
		{nil, []string{"-metrics", "http://127.0.0.1:9100/metrics"}, "without http://"},
		{nil, []string{"-announce", ""}, "-announce"},
		{nil, []string{"-announce", "eth0,"}, "-announce"},
		{nil, []string{"-announce", "on,eth0"}, "-announce"},
		{nil, []string{"-announce", "eth0, eth1"}, "-announce"},
		{nil, []string{"-colour"}, "-colour"},
		{nil, []string{"54307"}, "54307"},
		{map[string]string{"CONFAB_BURST": "many"}, nil, "CONFAB_BURST"},
		{map[string]string{"CONFAB_RATE": "foo"}, nil, "write a number"},
		{map[string]string{"CONFAB_LOG_MESSAGES": "foo"}, nil, "write true or false"},
		{map[string]string{"CONFAB_PLAINTEXT": "maybe"}, nil, "CONFAB_PLAINTEXT"},
	} {
		code, out, errs := execute(c.env, c.args...)
		if code != exitUsage || out != "" {
			t.Errorf("%v %q: exit %d and %q on standard output, want %d and nothing", c.env, c.args, code, out, exitUsage)
		}
		if strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%v %q: standard error is %q, want one line that names %s", c.env, c.args, errs, c.want)
		}
	}
}

func TestAFlagWinsOverTheEnvironment(t *testing.T) {
	env := map[string]string{"CONFAB_NAME": "Lab 1", "CONFAB_BURST": "7", "CONFAB_LOG_MESSAGES": "true"}
	cfg, err := readConfig([]string{"-name", "Lab 3"}, func(s string) string { return env[s] }, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Name != "Lab 3" || cfg.Burst != 7 || !cfg.LogMessages {
		t.Errorf("the settings are %+v, want the name of the flag and the rest of the environment", cfg)
	}
}

func TestNoPortIsOneSentence(t *testing.T) {
	s := serve(t)
	for address, want := range map[string]string{
		s.address:        "in use",
		"192.0.2.77:0":   "not an address of this machine",
		"nowhere.test:0": "nowhere.test",
	} {
		for flag, args := range map[string][]string{
			"-listen":  {"-listen", address, "-metrics", "127.0.0.1:0"},
			"-metrics": {"-listen", "127.0.0.1:0", "-metrics", address}, // and nobody could connect
		} {
			code, out, errs := execute(nil, args...)
			if code != exitFailed || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, want) || !strings.Contains(errs, flag) {
				t.Errorf("%q: exit %d, %q, %q; want %d, nothing and one line with %q and %s", args, code, out, errs, exitFailed, want, flag)
			}
		}
	}
}

func TestTheFirstLineHasThePortAndThenComeTheAddresses(t *testing.T) {
	s := serve(t, "-name", "Lab 3")
	_, port, _ := strings.Cut(s.address, ":")
	lines := strings.Split(s.out.String(), "\n")
	if want := "Lab 3 is listening on port " + port; lines[0] != want {
		t.Errorf("the first line is %q, want %q", lines[0], want)
	}
	if !strings.Contains(s.out.String(), "chat://"+s.address) {
		t.Errorf("there is no URL in\n%s", s.out)
	}
}

func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: begin, Cmds: verbs, RequireExplicitExec: true})
}
