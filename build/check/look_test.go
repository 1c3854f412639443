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

// A row of the table "Where to look": | … **words** … | [file](link) | `identifier` |.
var lookRow = regexp.MustCompile("(?m)^\\|.*\\*\\*([^*|]+)\\*\\*.*\\| *\\[[^]]+\\]\\(([^)]+)\\) *\\| *`([^`]+)` *\\|$")

// A newcomer searches for the word that they know. So each row of "Where to
// look" has a file that declares the identifier, and the words that the row
// prints in bold are in the comment of the declaration.
func TestWhereToLookLeadsThere(t *testing.T) {
	_, section, found := strings.Cut(read(t, "build/README.md"), "\n## Where to look\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !found {
		t.Fatal("build/README.md has no section Where to look")
	}
	rows := lookRow.FindAllStringSubmatch(section, -1)
	if lines := strings.Count(section, "\n|") - 2; len(rows) < lines || lines < 6 {
		t.Errorf("%d of %d rows lead somewhere, want all, and at least 6", len(rows), lines)
	}
	for _, r := range rows {
		words, file, name := r[1], path.Join("build", r[2]), r[3]
		comments := declared(t, file)
		if comment, found := comments[name]; !found {
			t.Errorf("build/README.md promises %s in %s, which does not declare it", name, file)
		} else if !strings.Contains(strings.ToLower(comment), words) {
			t.Errorf("the comment of %s in %s has no %q, which a newcomer searches for", name, file, words)
		}
	}
}

// declared returns the comments of what a Go file declares, by name; that of a
// method is Type.method. A comment that is wrapped becomes one line.
func declared(t *testing.T, file string) map[string]string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, read(t, file), parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	comments := map[string]string{}
	add := func(name string, comment *ast.CommentGroup) {
		comments[name] = strings.Join(strings.Fields(comment.Text()), " ")
	}
	for _, decl := range parsed.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			add(receiver(d)+d.Name.Name, d.Doc)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					add(s.Name.Name, d.Doc)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						add(name.Name, d.Doc)
					}
				}
			}
		}
	}
	return comments
}

// receiver returns the type of a method with a dot behind it, and nothing for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	switch of := t.(type) { // a generic type
	case *ast.IndexExpr:
		t = of.X
	case *ast.IndexListExpr:
		t = of.X
	}
	name, _ := t.(*ast.Ident)
	return name.Name + "."
}
