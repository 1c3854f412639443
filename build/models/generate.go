package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"confab/server/wire"
)

// dirs are the packages that the types are of.
var dirs = []string{".", "backend/archive", "backend/client", "backend/discovery", "backend/doctor", "backend/invite", "backend/session", "backend/settings", "backend/text", "backend/transfer", "backend/keys", "server/wire"}

// A source is what was read of the packages.
type source struct {
	types  map[string]*ast.TypeSpec // by package.Name
	docs   map[string]string
	values map[string][]string // the words of a type, quoted as TypeScript has them, in their order
}

// Generate returns the text of File for the project in dir.
func Generate(dir string) ([]byte, error) {
	s := source{map[string]*ast.TypeSpec{}, map[string]string{}, map[string][]string{}}
	for _, d := range dirs {
		if err := s.read(filepath.Join(dir, d)); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	b.WriteString("// Written by build/models from Go's structs. Change those and run build/test bindings.\n")
	for _, u := range unions {
		fmt.Fprintf(&b, "\n/** %s */\nexport type %s =%s;\n", u.doc, u.name, list(strings.Split(u.words, " | "), u.name))
	}
	changes, err := s.changes()
	if err != nil {
		return nil, err
	}
	b.WriteString(changes)
	wanted, done, declared := slices.Clone(roots), map[string]bool{}, map[string]string{}
	for len(wanted) > 0 {
		name := wanted[0]
		wanted = wanted[1:]
		if done[name] {
			continue
		}
		done[name] = true
		text, needs, err := s.declare(name)
		if err != nil {
			return nil, err
		}
		if other := declared[nameOf(name)]; other != "" { // two types of the same words are one to the page
			if _, words, _ := strings.Cut(text, "*/"); !strings.HasSuffix(other, words) {
				return nil, fmt.Errorf("%s and another type are called %s: give one of them a name", name, nameOf(name))
			}
			continue
		}
		declared[nameOf(name)] = text
		b.WriteString(text)
		wanted = append(wanted, needs...)
	}
	return b.Bytes(), nil
}

// changes writes the type of what App.Change takes: a request of the protocol that
// changes something about a message, without the room, which is said beside it.
func (s *source) changes() (string, error) {
	var b strings.Builder
	b.WriteString("\n/** A change of a room that is about a message: a request of the protocol, see PROTOCOL.md. */\nexport type Change =")
	for _, k := range wire.Requests() {
		if k.Class != wire.MessageChange {
			continue
		}
		name := "wire." + reflect.TypeOf(k.Value()).Elem().Name()
		fields, ok := s.types[name].Type.(*ast.StructType)
		if !ok {
			return "", fmt.Errorf("%s is no struct", name)
		}
		members := []string{"type: '" + k.Type + "'"}
		for _, f := range fields.Fields.List {
			tag, _ := strconv.Unquote(f.Tag.Value)
			member, options, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
			if member == "-" || member == "room" || member == "first" || member == "files" { // the page has attachments, and Go makes files of them
				continue
			}
			kind, _, err := s.kind("wire", f.Type)
			if err != nil {
				return "", fmt.Errorf("%s.%s: %w", name, member, err)
			}
			if strings.Contains(options, "omitempty") {
				member += "?"
			}
			members = append(members, member+": "+kind)
		}
		b.WriteString("\n\t| { " + strings.Join(members, "; ") + " }")
	}
	b.WriteString(";\n")
	return b.String(), nil
}

// read reads a package, tests aside.
func (s *source) read(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if d, ok := d.(*ast.GenDecl); ok {
				s.take(file.Name.Name, d)
			}
		}
	}
	return nil
}

func (s *source) take(pkg string, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			name := pkg + "." + spec.Name.Name
			s.types[name] = spec
			if s.docs[name] = comment(spec.Doc); s.docs[name] == "" {
				s.docs[name] = comment(d.Doc)
			}
		case *ast.ValueSpec:
			of, isNamed := spec.Type.(*ast.Ident)
			if d.Tok != token.CONST || !isNamed {
				continue
			}
			for _, v := range spec.Values {
				if word, ok := v.(*ast.BasicLit); ok && word.Kind == token.STRING {
					text, _ := strconv.Unquote(word.Value)
					s.values[pkg+"."+of.Name] = append(s.values[pkg+"."+of.Name], "'"+text+"'")
				}
			}
		}
	}
}

// declare returns the TypeScript of a type, and what else it needs.
func (s *source) declare(name string) (text string, needs []string, err error) {
	spec, called := s.types[name], nameOf(name)
	if spec == nil {
		return "", nil, fmt.Errorf("there is no type %s", name)
	}
	pkg, _, _ := strings.Cut(name, ".")
	var b strings.Builder
	b.WriteString("\n")
	if doc := s.docs[name]; doc != "" {
		fmt.Fprintf(&b, "/** %s */\n", doc)
	}
	fields, isStruct := spec.Type.(*ast.StructType)
	if !isStruct {
		values := s.values[name]
		if maybeEmpty[name] && !slices.Contains(values, "''") {
			values = append([]string{"''"}, values...)
		}
		if len(values) == 0 {
			return "", nil, fmt.Errorf("%s has no words", name)
		}
		fmt.Fprintf(&b, "export type %s =%s;\n", called, list(values, called))
		return b.String(), nil, nil
	}
	fmt.Fprintf(&b, "export interface %s {\n", called)
	needs, err = s.members(&b, name, pkg, fields)
	b.WriteString("}\n")
	return b.String(), needs, err
}

// members writes the members of a struct, and those of the structs that are
// embedded in it. It returns what they need.
func (s *source) members(b *strings.Builder, name, pkg string, fields *ast.StructType) (needs []string, err error) {
	for _, f := range fields.Fields.List {
		if f.Tag == nil && len(f.Names) == 0 {
			more, err := s.embedded(b, name, f.Type)
			if err != nil {
				return nil, err
			}
			needs = append(needs, more...)
			continue
		}
		if f.Tag == nil {
			continue
		}
		tag, _ := strconv.Unquote(f.Tag.Value)
		member, options, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		if member == "" || member == "-" {
			continue
		}
		kind, need, err := s.kind(pkg, f.Type)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", name, member, err)
		}
		if word := words[name+"."+member]; word != "" {
			kind, need = word, ""
		}
		if need != "" {
			needs = append(needs, need)
		}
		optional := ""
		if strings.Contains(options, "omitempty") {
			optional = "?"
		} else if _, isPointer := f.Type.(*ast.StarExpr); isPointer {
			kind += " | null"
		}
		if doc := comment(f.Comment); doc != "" {
			fmt.Fprintf(b, "\t/** %s */\n", doc)
		}
		fmt.Fprintf(b, "\t%s%s: %s;\n", member, optional, kind)
	}
	return needs, nil
}

// embedded writes the members of a struct that another one, called name, embeds.
func (s *source) embedded(b *strings.Builder, name string, e ast.Expr) (needs []string, err error) {
	at, ok := e.(*ast.SelectorExpr)
	if !ok {
		return nil, fmt.Errorf("%s embeds what is not of another package", name)
	}
	pkg := at.X.(*ast.Ident).Name
	spec := s.types[pkg+"."+at.Sel.Name]
	if spec == nil {
		return nil, fmt.Errorf("%s embeds %s.%s, which there is not", name, pkg, at.Sel.Name)
	}
	fields, ok := spec.Type.(*ast.StructType)
	if !ok {
		return nil, fmt.Errorf("%s embeds %s.%s, which is no struct", name, pkg, at.Sel.Name)
	}
	return s.members(b, name, pkg, fields)
}

// kind returns how TypeScript writes a Go type in a package, and the type of the
// project in it, if there is one.
func (s *source) kind(pkg string, e ast.Expr) (kind, need string, err error) {
	switch e := e.(type) {
	case *ast.StarExpr:
		return s.kind(pkg, e.X)
	case *ast.ArrayType:
		kind, need, err := s.kind(pkg, e.Elt)
		if n, fixed := e.Len.(*ast.BasicLit); fixed {
			most, _ := strconv.Atoi(n.Value)
			return "[" + strings.Join(slices.Repeat([]string{kind}, most), ", ") + "]", need, err
		}
		return kind + "[]", need, err
	case *ast.MapType:
		kind, need, err := s.kind(pkg, e.Value)
		return "Record<string, " + kind + ">", need, err
	case *ast.SelectorExpr:
		return s.named(e.X.(*ast.Ident).Name + "." + e.Sel.Name)
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "string", "", nil
		case "bool":
			return "boolean", "", nil
		case "int", "int64", "float64":
			return "number", "", nil
		case "any":
			return "unknown", "", nil
		}
		return s.named(pkg + "." + e.Name)
	}
	return "", "", fmt.Errorf("%T has no TypeScript", e)
}

func (s *source) named(name string) (kind, need string, err error) {
	if name == "millis.Time" {
		return "number", "", nil
	}
	if open[name] {
		return "string", "", nil
	}
	spec := s.types[name]
	if spec == nil {
		return "", "", fmt.Errorf("there is no type %s", name)
	}
	switch spec.Type.(type) {
	case *ast.StructType, *ast.Ident:
		return nameOf(name), name, nil
	}
	pkg, _, _ := strings.Cut(name, ".")
	return s.kind(pkg, spec.Type)
}

// nameOf is how the page calls a type.
func nameOf(name string) string {
	if called := names[name]; called != "" {
		return called
	}
	_, called, _ := strings.Cut(name, ".")
	return called
}

// list writes words as prettier does: in one line, if there is room.
func list(values []string, name string) string {
	line := " " + strings.Join(values, " | ")
	if len("export type "+name+" =")+len(line)+len(";") <= lineWidth {
		return line
	}
	return "\n\t| " + strings.Join(values, "\n\t| ")
}

// lineWidth is the page's, see its .prettierrc.
const lineWidth = 120

// comment returns a comment on one line.
func comment(c *ast.CommentGroup) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(c.Text()), " "), "*/", "* /")
}
