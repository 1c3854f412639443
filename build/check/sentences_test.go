package check

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// The window speaks German, and what Go says to people is English: the page's
// catalog has each sentence that it may show, by how it is written here.
const germanSentences = "frontend/src/lib/text/messages/de.sentences.json"

// saying are the functions whose argument with this number is what is said.
var saying = map[string]int{
	"problem":    1, // backend/session
	"cannot":     0, // backend/archive
	"badAddress": 0, // server/wire
	"lost":       1, // backend/losses
}

// notSo are sentences that no window of this program gets to see as they stand here.
var notSo = []string{
	"%s in %d rooms, and nobody can be in more. Leave one first.", // the catalog has one for oneself, and one for others
	"new connections from this address, try again in a minute",    // the reply's code says it
	"connections from this address",
	"connections that say nothing",
}

func TestEverySentenceHasAGermanOne(t *testing.T) {
	text, err := fs.ReadFile(top, germanSentences)
	if err != nil {
		t.Fatal(err)
	}
	catalog := map[string]string{}
	if err := json.Unmarshal(text, &catalog); err != nil {
		t.Fatal(err)
	}
	german, everything := map[string]bool{}, ""
	for english := range catalog {
		english = places.ReplaceAllString(english, "{}")
		german[english] = true
		everything += english + "\n"
	}

	found := 0
	for _, said := range sentences(t) {
		for _, sentence := range said.parts() {
			found++
			has := german[sentence]
			if said.kind == part {
				has = strings.Contains(everything, sentence)
			}
			if !has {
				t.Errorf("%s says %q, which %s does not have", said.at, sentence, germanSentences)
			}
		}
	}
	if found < 150 {
		t.Errorf("%d sentences were found: this test looks in the wrong places", found)
	}
}

var (
	places = regexp.MustCompile(`\{\w+\}`)
	whole  = regexp.MustCompile(`^[A-Z].*[.?!]$`)
	verbs  = regexp.MustCompile(`%(?:\[\d\])?[a-z]`)
)

// A spoken is a format of something that people read, and where it stands.
type spoken struct {
	at, format string
	kind
}

// A kind is how the catalog has a sentence.
type kind int

const (
	exact kind = iota
	why        // a server's reason, of which the window makes two sentences
	part       // somewhere in a longer one
)

// parts returns what the catalog has to have.
func (s spoken) parts() (all []string) {
	format := strings.ReplaceAll(verbs.ReplaceAllString(s.format, "{}"), "%%", "%")
	what, next, two := strings.Cut(format, "; ")
	if s.kind != why || !two {
		return []string{format}
	}
	first := []rune(next)
	first[0] = unicode.ToUpper(first[0])
	return []string{what, string(first) + "."}
}

// sentences returns what the packages say to people that the window hears from.
func sentences(t *testing.T) (all []spoken) {
	t.Helper()
	for name, text := range files(t) {
		in := strings.HasPrefix(name, "backend/") || name == "app.go" || strings.HasPrefix(name, "server/hub/") ||
			strings.HasPrefix(name, "server/accounts/") || strings.HasPrefix(name, "server/wire/") || strings.HasPrefix(name, "server/gate/")
		if !in || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		add := func(e ast.Expr, k kind) {
			format, ok := written(e)
			if ok && strings.ContainsFunc(verbs.ReplaceAllString(format, ""), unicode.IsLetter) && !slices.Contains(notSo, format) {
				all = append(all, spoken{fset.Position(e.Pos()).String(), format, k})
			}
		}
		// Of the settings and the desktop, every error that is no wrapped one is a sentence's end.
		errs := strings.HasPrefix(name, "backend/settings/") || strings.HasPrefix(name, "backend/desktop/autostart") || name == "backend/desktop/open.go" || name == "backend/desktop/folder.go"
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				f := called(n)
				if i, ok := saying[f]; ok && i < len(n.Args) {
					add(n.Args[i], exact)
				}
				if f == "Because" {
					add(n.Args[0], why)
				}
				if f == "refuse" && strings.HasPrefix(name, "server/accounts/") {
					add(n.Args[1], exact)
				}
				if errs && (f == "Errorf" || f == "New") {
					add(n.Args[0], exact)
				}
				if name == "backend/keys/errors.go" && f == "Sprintf" {
					add(n.Args[0], exact)
				}
			case *ast.BasicLit: // of what is put together, a sentence is a part
				if text, ok := written(n); ok && (strings.HasPrefix(name, "backend/session/") || strings.HasPrefix(name, "backend/client/")) && whole.MatchString(text) {
					all = append(all, spoken{fset.Position(n.Pos()).String(), text, part})
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Sentence" || key.Name == "Reason") {
					add(n.Value, exact)
				}
			}
			return true
		})
	}
	return all
}

// called returns the name of the function that is called.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// written returns the text of an expression, as far as it stands there: a
// literal, the sum of some, and the format of an fmt.Sprintf. What else is in a
// sum is a place.
func written(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := written(e.X)
		right, also := written(e.Y)
		return left + right, ok && also
	case *ast.CallExpr:
		if called(e) == "Sprintf" {
			return written(e.Args[0])
		}
	}
	return "", false
}
