package check

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"confab/backend/catalog"
	"confab/backend/session"
	"confab/server/wire"
)

// What went wrong is a code, and its words are in the window's catalogs.

// A coded is what the catalogs have to have words for: a code, and the values
// that they can put in.
type coded map[string][]string

// protocolCodes returns the codes of the protocol, with the params that
// PROTOCOL.md names: of two of them the window has words of its own.
func protocolCodes(t *testing.T) coded {
	t.Helper()
	text, err := fs.ReadFile(top, "server/wire/PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|[^|]*\\|([^|]*)\\|").FindAllStringSubmatch(string(text), -1) {
		for _, name := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(row[2], -1) {
			rows[row[1]] = append(rows[row[1]], map[string]string{"for": "until", "reason": "end"}[name[1]], name[1])
		}
	}
	all := coded{}
	for _, code := range wire.ErrorCodes {
		all[string(code)] = rows[string(code)]
	}
	for _, code := range wire.ByeCodes {
		all[string(session.ByeCode(code))] = rows[string(code)]
	}
	return all
}

// goCodes returns the codes that Go declares, with the values that it gives
// where it makes a Problem of one. Where it makes one of a code that it has in a
// variable, the values are every code's.
func goCodes(t *testing.T) coded {
	t.Helper()
	declared, given, always := map[string]string{}, map[string][]string{}, []string{}
	each(t, func(name string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if of := nameOf(n.Type); of == "Code" && !strings.HasPrefix(name, "server/") {
					for i, id := range n.Names {
						declared[id.Name] = literal(n.Values[i])
					}
				}
			case *ast.CallExpr:
				if f := nameOf(n.Fun); f != "problem" && f != "NewProblem" || len(n.Args) == 0 {
					return true
				}
				var names []string
				for _, arg := range n.Args[1:] {
					if s := literal(arg); s != "" {
						names = append(names, s)
					}
				}
				if code := nameOf(n.Args[0]); code != "" && strings.ToUpper(code[:1]) == code[:1] {
					given[code] = append(given[code], names...)
				} else {
					always = append(always, names...)
				}
			}
			return true
		})
	})
	all := coded{}
	for name, code := range declared {
		all[code] = append(given[name], always...)
	}
	return all
}

func TestEveryCodeHasWordsInEachLanguage(t *testing.T) {
	codes := protocolCodes(t)
	if len(codes) < 50 {
		t.Errorf("the protocol has %d codes: this test looks in the wrong place", len(codes))
	}
	ours := goCodes(t)
	if len(ours) < 80 {
		t.Errorf("Go has %d codes: this test looks in the wrong places", len(ours))
	}
	maps.Copy(codes, ours)
	codes["unknown"] = []string{"code"} // the window's own, for one that it does not know

	for _, language := range catalog.Languages {
		words := problems(t, language)
		for _, code := range slices.Sorted(maps.Keys(codes)) {
			text, ok := words[code]
			if !ok {
				t.Errorf("%s has no words for %s", language, code)
				continue
			}
			wants, err := catalog.Wants(text)
			if err != nil {
				t.Errorf("%s: %s: %v", language, code, err)
			}
			for _, name := range wants {
				if !slices.Contains(codes[code], name) {
					t.Errorf("%s: the words for %s want %s, which nobody gives: it has %q", language, code, name, codes[code])
				}
			}
		}
		for code := range words {
			if _, ok := codes[code]; !ok {
				t.Errorf("%s has words for %s, which is no code", language, code)
			}
		}
		for code, faults := range map[string][]string{"invalid-address": wire.AddressFaults, "invalid-name": wire.NameFaults} {
			for _, fault := range faults {
				if !strings.Contains(words[code], " "+fault+" {") {
					t.Errorf("%s: the words for %s do not say what is wrong that is %s", language, code, fault)
				}
			}
		}
	}
}

// Go says what is in the catalogs, with the values that it wants, and all of what
// they have for Go.
func TestGoSaysWhatTheCatalogsHave(t *testing.T) {
	used := map[string]bool{}
	for _, language := range catalog.Languages {
		keys := catalog.In(language).Keys()
		each(t, func(name string, file *ast.File) {
			ast.Inspect(file, func(n ast.Node) bool {
				if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(name, "backend/doctor/") {
					before := map[string]string{"Cause": "doctor.", "Kind": "doctor.kinds."}[nameOf(spec.Type)]
					for _, value := range spec.Values {
						used[before+literal(value)] = true
					}
				}
				call, ok := n.(*ast.CallExpr)
				if !ok || nameOf(call.Fun) != "Text" || len(call.Args) == 0 {
					return true
				}
				key := literal(call.Args[0])
				if !slices.ContainsFunc([]string{"tray.", "notices.", "exported."}, func(p string) bool { return strings.HasPrefix(key, p) }) {
					return true
				}
				used[key] = true
				wants, ok := keys[key]
				if !ok {
					t.Errorf("%s says %s, which %s does not have", name, key, language)
				}
				var given []string
				for i := 1; i < len(call.Args); i += 2 {
					given = append(given, literal(call.Args[i]))
				}
				for _, want := range wants {
					if !slices.Contains(given, want) {
						t.Errorf("%s says %s without %s", name, key, want)
					}
				}
				return true
			})
		})
		page, err := fs.ReadFile(top, "backend/export/page.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\.Text "([^"]+)"`).FindAllStringSubmatch(string(page), -1) {
			used[m[1]] = true
		}
		dialog, err := fs.ReadFile(top, "frontend/src/features/doctor/DoctorDialog.svelte")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\bt\('(doctor\.[\w-]+)'`).FindAllStringSubmatch(string(dialog), -1) {
			used[m[1]] = true
		}
		for key := range keys {
			if !used[key] && !strings.HasPrefix(key, "exported.did.") { // types of events
				t.Errorf("%s has %s, which Go does not say", language, key)
			}
		}
	}
}

// problems returns what a catalog has for codes.
func problems(t *testing.T, language string) map[string]string {
	t.Helper()
	text, err := fs.ReadFile(top, "frontend/src/lib/text/messages/"+language+".json")
	if err != nil {
		t.Fatal(err)
	}
	var words struct{ Problems map[string]string }
	if err := json.Unmarshal(text, &words); err != nil {
		t.Fatal(err)
	}
	return words.Problems
}

// each calls f for every file of Go's that is no test's.
func each(t *testing.T, f func(name string, file *ast.File)) {
	t.Helper()
	for name, text := range files(t) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "build/") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		f(name, file)
	}
}

// nameOf returns the name of a type, a function or a constant.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// literal returns the text of a literal, or "".
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value)
	return text
}
