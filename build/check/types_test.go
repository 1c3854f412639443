package check

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
	"testing"
)

// maxMethods is how many methods a type may have: one with more has a second job,
// which wants a type of its own.
const maxMethods = 26

// large are the types that may have more, how many, and why. A figure that
// has to grow is a reason to split the type.
var large = map[string]struct {
	methods int
	why     string
}{
	"App":                     {62, "a switchboard: one method for each call of the page, because Wails binds the methods of a struct"},
	"backend/archive.Archive": {27, "the file with its connections, and the session's outbox, which is an interface of the session"},
	"backend/archive.storing": {35, "one change of the archive: what an event leads to is applied in its transaction"},
	"backend/archive.tx":      {50, "every query of the archive runs in a transaction"},
	"backend/session.Session": {28, "one method for each request that a client can make"},
	"server/accounts.Store":   {34, "one method for each request of the hub and the commands; it implements hub.Accounts"},
	"server/accounts.tx":      {41, "every query of the accounts runs in a transaction"},
	"server/hub.Hub":          {30, "its own 25, and the questions of server/files about who may read a file"},
	"server/journal.Journal":  {44, "one method for each request of the hub; it implements hub.Journal and owns the write loop"},
	"server/journal.disk":     {53, "every statement on the journal's file, called by the write loop alone"},
}

func TestATypeHasOneJob(t *testing.T) {
	methods := map[string]map[string]bool{}
	for name, text := range files(t) {
		if path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") {
			countMethods(t, methods, name, text)
		}
	}
	for name, all := range methods {
		most := maxMethods
		if allowed, is := large[name]; is {
			most = allowed.methods
		}
		if len(all) > most {
			t.Errorf("%s has %d methods, want at most %d: what is its second job?", name, len(all), most)
		}
	}
	for name := range large {
		if n := len(methods[name]); n <= maxMethods {
			t.Errorf("%s has %d methods and needs no exception", name, n)
		}
	}
}

// countMethods adds the methods that a Go file declares to those of their types.
// A method that several systems have in files of their own is one.
func countMethods(t *testing.T, methods map[string]map[string]bool, name, text string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	folder := path.Dir(name) + "."
	if folder == ".." {
		folder = ""
	}
	for _, decl := range parsed.Decls {
		f, is := decl.(*ast.FuncDecl)
		if !is || f.Recv == nil {
			continue
		}
		typ := folder + strings.TrimSuffix(receiver(f), ".")
		if methods[typ] == nil {
			methods[typ] = map[string]bool{}
		}
		methods[typ][f.Name.Name] = true
	}
}

// lockedByCaller matches what says that a function needs a lock of its caller, in
// a comment or as the end of a function's name.
var lockedByCaller = regexp.MustCompile(`(?i://.*\b(caller|callers|called)\b.*\b(hold|holds|holding|held)\b|//.*\b\w*mu\b[^.,;]*\b(is|be|being|stays) (held|locked)|//.*\b(with|under|holds|holding) (\w+\.)?\w*mu\b|//.*\bhold(s|ing)? the lock|//.*\block is held)|^func .*\b\w+Locked\(`)

// maxLockedByCaller is how often the two programs may say so. State that one
// goroutine or one type owns needs no such sentence.
const maxLockedByCaller = 15

func TestFewFunctionsNeedALockOfTheirCaller(t *testing.T) {
	var found []string
	for name, text := range files(t) {
		if path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") && (strings.HasPrefix(name, "server/") || strings.HasPrefix(name, "backend/")) {
			for line := range strings.Lines(unwrapped(text)) {
				if lockedByCaller.MatchString(line) {
					found = append(found, name+": "+strings.TrimSpace(line))
				}
			}
		}
	}
	if len(found) > maxLockedByCaller {
		t.Errorf("%d functions need a lock of their caller, want at most %d:\n%s", len(found), maxLockedByCaller, strings.Join(found, "\n"))
	}
}

// wrapped matches where a comment goes on in the next line.
var wrapped = regexp.MustCompile(`\n[ \t]*// ?`)

// unwrapped returns Go source with each comment on one line.
func unwrapped(text string) string {
	return wrapped.ReplaceAllStringFunc(strings.ReplaceAll(text, "\n\n", "\n;\n"), func(string) string { return " // " })
}

func TestALockOfTheCallerIsFound(t *testing.T) {
	for line, want := range map[string]bool{
		"// count counts. The caller holds mu.":                   true,
		"// count is called with mu held.":                        true,
		"// forget forgets; mu is held.":                          true,
		"// forget forgets all.  j.mu is held.":                   true,
		"// for a caller that holds the lock":                     true,
		"func (s *Servers) checkLocked(address string) error {":   true,
		"// It must not be called while roomsMu is held.":         true,
		"keys map[string]bool // guarded by mu":                   false,
		"func (b *blocking) isBlocked(name string) bool {":        false,
		"// ErrLocked means that another program uses the folder": false,
	} {
		if got := lockedByCaller.MatchString(line); got != want {
			t.Errorf("%q is found: %v, want %v", line, got, want)
		}
	}
}
