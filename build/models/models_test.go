package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestThePageHasGosTypes(t *testing.T) {
	want, err := Generate("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("../..", File))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what Go's structs say (%v): go run ./build/models writes it", File, err)
	}
}

// What a method of App takes or returns has to be among the roots, or in one.
func TestWhatAppTakesAndReturnsIsGenerated(t *testing.T) {
	text, err := Generate("../..")
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "../../app.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, d := range file.Decls {
		method, ok := d.(*ast.FuncDecl)
		if !ok || method.Recv == nil || !method.Name.IsExported() {
			continue
		}
		fields := method.Type.Params.List
		if method.Type.Results != nil {
			fields = slices.Concat(fields, method.Type.Results.List)
		}
		for _, f := range fields {
			if at, ok := f.Type.(*ast.SelectorExpr); ok {
				found = append(found, at.X.(*ast.Ident).Name+"."+at.Sel.Name)
			}
		}
	}
	if len(found) < 8 {
		t.Fatalf("App takes and returns %q: this test looks in the wrong place", found)
	}
	for _, name := range found {
		if called := nameOf(name); !strings.Contains(string(text), "export interface "+called+" {") {
			t.Errorf("App takes or returns a %s, and the page has no %s: it is to be one of the roots", name, called)
		}
	}
}

func TestWhatCannotBeWrittenIsAnError(t *testing.T) {
	for what, text := range map[string]string{
		"a type that is not there": "type A struct { B Missing `json:\"b\"` }",
		"a channel":                "type A struct { B chan int `json:\"b\"` }",
		"words that there are not": "type A struct { B Words `json:\"b\"` }\ntype Words string",
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "a.go", "package p\n"+text, 0)
		if err != nil {
			t.Fatal(err)
		}
		s := source{map[string]*ast.TypeSpec{}, map[string]string{}, map[string][]string{}}
		for _, d := range file.Decls {
			s.take("p", d.(*ast.GenDecl))
		}
		_, needs, err := s.declare("p.A")
		if err == nil && len(needs) == 1 {
			_, _, err = s.declare(needs[0])
		}
		if err == nil {
			t.Errorf("%s is written", what)
		}
	}
}
