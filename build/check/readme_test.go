package check

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	// A row of the table "One message, eight files": | number | file | what happens | leaves by |
	row    = regexp.MustCompile(`(?m)^\| *\d+ *\| *([^|]+?) *\|(.*)\|$`)
	inCode = regexp.MustCompile("`([^`]+)`")
	link   = regexp.MustCompile(`\]\(([^)]+)\)`) // and picture
	source = regexp.MustCompile(`(?:src|srcset|href)="([^"]+)"`)
	parts  = regexp.MustCompile(`[A-Za-z_]\w*`)

	heading     = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	notInAnchor = regexp.MustCompile(`[^\p{L}\p{N}_-]`)
)

// A newcomer follows a line through the files of the README's table. So the
// files are there, and the names that a row gives in code font stand in its file.
func TestTheWayOfOneMessageIsAsTheREADMESays(t *testing.T) {
	rows := row.FindAllStringSubmatch(readme(t), -1)
	if len(rows) == 0 {
		t.Fatal("README.md has no table with rows | number | file | what happens | leaves by |")
	}
	for _, r := range rows {
		file, names := fileIn(r[1]), inCode.FindAllStringSubmatch(r[2], -1)
		content, err := fs.ReadFile(top, file)
		if err != nil {
			t.Errorf("README.md leads to %s: %v", file, err)
			continue
		}
		for _, name := range names {
			for _, part := range parts.FindAllString(name[1], -1) {
				if !regexp.MustCompile(`\b` + part + `\b`).Match(content) {
					t.Errorf("README.md promises %s in %s, which has no %s", name[1], file, part)
				}
			}
		}
	}
}

// guides are the documents for people, by their place.
var guides = []string{"README.md", "server/README.md", "frontend/README.md", "build/README.md", "server/wire/PROTOCOL.md"}

func TestWhatTheGuidesPointToIsThere(t *testing.T) {
	for _, guide := range guides {
		text := read(t, guide)
		targets := append(link.FindAllStringSubmatch(text, -1), source.FindAllStringSubmatch(text, -1)...)
		for _, found := range targets {
			target, heading, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			file := guide
			if target != "" {
				file = path.Join(path.Dir(guide), target)
			}
			if _, err := fs.Stat(top, file); err != nil {
				t.Errorf("%s points to %s: %v", guide, found[1], err)
			} else if heading != "" && !headings(read(t, file))[heading] {
				t.Errorf("%s points to %s, and there is no such heading", guide, found[1])
			}
		}
	}
}

// A README that nobody reads to its end helps nobody: details go to the guides.
func TestTheREADMEIsShort(t *testing.T) {
	const most = 130
	if lines := strings.Count(read(t, "README.md"), "\n"); lines > most {
		t.Errorf("README.md has %d lines, want at most %d", lines, most)
	}
}

// build/README.md lists every package of the two programs.
func TestTheLayoutIsComplete(t *testing.T) {
	layout := read(t, "build/README.md")
	for _, program := range []string{"backend", "server"} {
		packages, err := fs.ReadDir(top, program)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range packages {
			if p.IsDir() && p.Name() != "testdata" && !strings.Contains(layout, "\n      "+p.Name()+"/ ") {
				t.Errorf("build/README.md does not list %s/%s", program, p.Name())
			}
		}
	}
}

// headings returns the anchors that a page makes of a text's headings.
func headings(text string) map[string]bool {
	all := map[string]bool{}
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		anchor := strings.ReplaceAll(strings.ToLower(h[1]), " ", "-")
		all[notInAnchor.ReplaceAllString(anchor, "")] = true
	}
	return all
}

func readme(t *testing.T) string {
	t.Helper()
	return read(t, "README.md")
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := fs.ReadFile(top, file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fileIn finds the file's path in a cell that may be code, a link, or both.
func fileIn(cell string) string {
	if l := link.FindStringSubmatch(cell); l != nil {
		return l[1]
	}
	return strings.Trim(cell, "`")
}
