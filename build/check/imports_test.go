package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport says which packages of this project each one may import, tests
// aside. A name that ends in /... stands for everything below it too.
var mayImport = map[string][]string{
	"confab":                                {"confab/backend/...", "confab/server/version", "confab/server/wire"},
	"confab/backend/catalog":                {"confab/frontend/src/lib/text/messages"},
	"confab/backend/...":                    {"confab/backend/...", "confab/server/atomicfile", "confab/server/near", "confab/server/qr", "confab/server/sqlite", "confab/server/wire"},
	"confab/frontend/src/lib/text/messages": {},
	"confab/build/...":                      {"confab/..."},
	"confab/server":                         {"confab/server/..."},
	"confab/server/accounts":                {"confab/server/atomicfile", "confab/server/english", "confab/server/model", "confab/server/clientaddr", "confab/server/sqlite", "confab/server/wire"},
	"confab/server/admin":                   {"confab/server/accounts", "confab/server/atomicfile", "confab/server/datadir", "confab/server/doctor", "confab/server/english", "confab/server/files", "confab/server/flagvalue", "confab/server/hub", "confab/server/journal", "confab/server/tlskey", "confab/server/wire"},
	"confab/server/announce":                {"confab/server/near"},
	"confab/server/ascii":                   {},
	"confab/server/hub":                     {"confab/server/chat1", "confab/server/english", "confab/server/nonblock", "confab/server/model", "confab/server/clientaddr", "confab/server/wire"},
	"confab/server/chat1":                   {"confab/server/ascii", "confab/server/wire"},
	"confab/server/cluster":                 {"confab/server/wire"},
	"confab/server/datadir":                 {"confab/server/accounts", "confab/server/atomicfile", "confab/server/journal", "confab/server/tlskey"},
	"confab/server/doctor":                  {"confab/server/near"},
	"confab/server/english":                 {"confab/server/wire"},
	"confab/server/files":                   {"confab/server/atomicfile", "confab/server/clientaddr", "confab/server/model", "confab/server/wire"},
	"confab/server/flagvalue":               {},
	"confab/server/gate":                    {"confab/server/nonblock", "confab/server/clientaddr", "confab/server/wire"},
	"confab/server/tlskey":                  {"confab/server/atomicfile", "confab/server/wire"},
	"confab/server/journal":                 {"confab/server/atomicfile", "confab/server/model", "confab/server/sqlite", "confab/server/wire"},
	"confab/server/atomicfile":              {},
	"confab/server/metrics":                 {},
	"confab/server/model":                   {"confab/server/wire"},
	"confab/server/near":                    {"confab/server/wire"},
	"confab/server/nonblock":                {},
	"confab/server/oldnames":                {"confab/server/model", "confab/server/wire"},
	"confab/server/qr":                      {},
	"confab/server/clientaddr":              {},
	"confab/server/sqlite":                  {"confab/server/atomicfile"},
	"confab/server/version":                 {},
	"confab/server/wire":                    {},
	"confab/server/wire/wiretest":           {"confab/server/wire"},
}

// only says which packages may import what would spread otherwise: the window's
// toolkit, the tray and the bus it is on, the database, the cluster.
var only = map[string][]string{
	"fyne.io/systray/...":         {"confab/backend/desktop"},
	"github.com/godbus/...":       {"confab/backend/desktop"},
	"github.com/wailsapp/...":     {"confab"},
	"modernc.org/sqlite/...":      {"confab/server/sqlite"},
	"github.com/nats-io/...":      {"confab/server/cluster"},
	"github.com/prometheus/...":   {"confab/server/metrics"},
	"github.com/zalando/...":      {"confab/backend/keys"},
	"rsc.io/qr/...":               {"confab/server/qr"},
	"confab/build/windowhost":     {},
	"confab/build/scripted":       {},
	"confab/build/repeat":         {},
	"confab/server/wire/wiretest": {},
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		rule, allowed := ruleFor(p.ImportPath)
		if rule == "" {
			t.Errorf("%s has no place in the table of this test: add it, and what it may import", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if matches("confab/...", imported) && !matchesAny(allowed, imported) {
				t.Errorf("%s imports %s, and may import of this project only %q", p.ImportPath, imported, allowed)
			}
			for pattern, importers := range only {
				if matches(pattern, imported) && !slices.Contains(importers, p.ImportPath) {
					t.Errorf("%s imports %s, which only %q may", p.ImportPath, imported, importers)
				}
			}
		}
	}
}

// The protocol is what both programs are built on, so it stands on little.
func TestWireStandsOnTheStandardLibrary(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath != "confab/server/wire" {
			continue
		}
		for _, imported := range p.Imports {
			host, _, _ := strings.Cut(imported, "/")
			if strings.Contains(host, ".") && !matches("golang.org/x/text/...", imported) && imported != "golang.org/x/net/idna" {
				t.Errorf("%s imports %s, and may import only the standard library, golang.org/x/text and IDNA", p.ImportPath, imported)
			}
		}
	}
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

// packages lists the project's packages as they are built for each system,
// with and without a window.
func packages(t *testing.T) []goPackage {
	t.Helper()
	var all []goPackage
	for _, system := range []string{"linux", "windows", "darwin"} {
		for _, tags := range []string{"", "desktop,production,webkit2_41"} {
			list := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "-tags", tags, "confab/...")
			list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=1")
			out, err := list.Output()
			if err != nil {
				t.Fatalf("%v: %v", list, err)
			}
			for d := json.NewDecoder(bytes.NewReader(out)); ; {
				var p goPackage
				if err := d.Decode(&p); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
				all = append(all, p)
			}
		}
	}
	return all
}

// ruleFor finds the longest entry of mayImport for path.
func ruleFor(path string) (rule string, allowed []string) {
	for pattern, list := range mayImport {
		if matches(pattern, path) && len(pattern) > len(rule) {
			rule, allowed = pattern, list
		}
	}
	return rule, allowed
}

func matches(pattern, path string) bool {
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == below || strings.HasPrefix(path, below+"/")
	}
	return path == pattern
}

func matchesAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, path) })
}
