package check

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The project's top, seen from here.
var top = os.DirFS("../..")

// notOurs are the folders that hold what others wrote or what is made here.
var notOurs = []string{".git", "build/bin", "frontend/dist", "frontend/node_modules", "frontend/test-results", "frontend/wailsjs"}

var neverWritten = []struct {
	in     string // where it may not stand; a file or a folder
	text   *regexp.Regexp
	reason string
}{
	{".", regexp.MustCompile(`/wor[k]/|/hom[e]/\w|/Use[r]s/\w`), "a path of one machine means nothing on another"},
	{".", regexp.MustCompile(`(proxy|sum)\.golang\.or[g]|registry\.npmjs\.or[g]|deb\.debian\.or[g]`), "where packages come from is for each machine to say"},
	{".", regexp.MustCompile(`\b(TOD[O]|FIXM[E]|XX[X])\b`), "what is to be done stands in the issues"},
	{".", regexp.MustCompile(`^\s*(_ )?"database/sq[l]"$`), "server/sqlite has its own connections, statements and transactions"},
	{"frontend/src", regexp.MustCompile(`\{@html|\.(inner|outer)HTML\b|insertAdjacentHTML`), "text of others is never HTML"},
}

func TestNothingIsWrittenThatDoesNotBelong(t *testing.T) {
	for name, text := range files(t) {
		for _, never := range neverWritten {
			if never.in != "." && !strings.HasPrefix(name, never.in+"/") {
				continue
			}
			for i, line := range strings.Split(text, "\n") {
				if found := never.text.FindString(line); found != "" {
					t.Errorf("%s:%d has %q: %s", name, i+1, found, never.reason)
				}
			}
		}
	}
}

// Beside the dot files only these stand at the top, so that a newcomer sees
// the whole at once.
func TestTheTopIsShort(t *testing.T) {
	allowed := []string{
		"app.go", "app_test.go", "main.go", "backend", "server", "frontend", "build",
		"wails.json", "go.mod", "go.sum", "README.md", "CHANGELOG.md", "LICENSE",
	}
	entries, err := fs.ReadDir(top, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if name := entry.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(allowed, name) {
			t.Errorf("%s stands at the top, where only %q have their place", name, allowed)
		}
	}
}

// files reads every text file of the project.
func files(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(top, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".git" && !entry.IsDir(): // a second work tree
			return nil
		case entry.IsDir() && slices.Contains(notOurs, name):
			return fs.SkipDir
		case entry.IsDir() || !entry.Type().IsRegular():
			return nil
		}
		content, err := fs.ReadFile(top, name)
		if err == nil && !slices.Contains(content, 0) {
			all[name] = string(content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
