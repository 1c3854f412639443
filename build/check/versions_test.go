package check

import (
	"encoding/json"
	"io/fs"
	"os/exec"
	"regexp"
	"testing"
)

// The command that makes the bindings and the package that the program is
// built with are one thing in two modules.
func TestWailsIsOneVersion(t *testing.T) {
	const wails = "github.com/wailsapp/wails/v2"
	program, tools := required(t, "../../go.mod", wails), required(t, "../tools/go.mod", wails)
	if program == "" || program != tools {
		t.Errorf("go.mod has Wails %q and build/tools/go.mod has %q", program, tools)
	}
}

// build/setup asks the person for the Go and the Node that the modules ask for.
func TestSetupAsksForTheRightVersions(t *testing.T) {
	setup, err := fs.ReadFile(top, "build/setup")
	if err != nil {
		t.Fatal(err)
	}
	var frontend struct{ Engines struct{ Node string } }
	text, err := fs.ReadFile(top, "frontend/package.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &frontend); err != nil {
		t.Fatal(err)
	}

	wanted := regexp.MustCompile(`go_wanted=(\S+) node_wanted=(\S+)`).FindSubmatch(setup)
	if wanted == nil {
		t.Fatal("build/setup does not say go_wanted and node_wanted")
	}
	if module := edit(t, "../../go.mod").Go; module != string(wanted[1]) && module != string(wanted[1])+".0" {
		t.Errorf("build/setup wants Go %s, go.mod %s", wanted[1], module)
	}
	if got := frontend.Engines.Node; got != ">="+string(wanted[2]) {
		t.Errorf("build/setup wants Node %s, frontend/package.json %s", wanted[2], got)
	}
}

type goMod struct {
	Go      string
	Require []struct{ Path, Version string }
}

func required(t *testing.T, file, path string) string {
	t.Helper()
	for _, r := range edit(t, file).Require {
		if r.Path == path {
			return r.Version
		}
	}
	return ""
}

func edit(t *testing.T, file string) (m goMod) {
	t.Helper()
	out, err := exec.Command("go", "mod", "edit", "-json", file).Output()
	if err != nil {
		t.Fatalf("go mod edit -json %s: %v", file, err)
	}
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
