package check

import (
	"io/fs"
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

func TestWhatTheREADMEPointsToIsThere(t *testing.T) {
	text := readme(t)
	targets := append(link.FindAllStringSubmatch(text, -1), source.FindAllStringSubmatch(text, -1)...)
	for _, found := range targets {
		target, _, _ := strings.Cut(found[1], "#")
		if target == "" || strings.Contains(target, "://") {
			continue
		}
		if _, err := fs.Stat(top, strings.TrimSuffix(strings.TrimPrefix(target, "./"), "/")); err != nil {
			t.Errorf("README.md points to %s: %v", target, err)
		}
	}
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := fs.ReadFile(top, "README.md")
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
