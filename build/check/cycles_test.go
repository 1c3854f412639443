package check

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// An import or a re-export of a module, as Prettier writes it: at the beginning of a line. Types alone are not
// matched, because nothing of them is left when the page runs.
var (
	imported = regexp.MustCompile(`(?m)^\s*(?:import|export)\s(?:([\w$*{][^'";]*?)\sfrom\s+)?['"]([^'"]+)['"]`)
	onDemand = regexp.MustCompile(`\bimport\(\s*['"]([^'"]+)['"]`)
)

// importsOf returns what a module or a component imports.
func importsOf(source string) (paths []string) {
	for _, m := range imported.FindAllStringSubmatch(source, -1) {
		if !strings.HasPrefix(m[1], "type ") {
			paths = append(paths, m[2])
		}
	}
	for _, m := range onDemand.FindAllStringSubmatch(source, -1) {
		paths = append(paths, m[1])
	}
	return paths
}

func TestImportsAreFound(t *testing.T) {
	const source = `<script lang="ts" module>
	import './a';
	import b from "./b";
	import { one, type Two } from './c';
</script>
import {
	three,
	four as five,
} from './d';
import * as e from './e';
import $f, { g } from './f';
export { six } from './g';
export * from './h';
import type { Seven } from './type';
import type {
	Eight,
} from './type';
export type { Nine } from './type';
export const ten = 'from';
const i = () => import('./i');
`
	if got, want := importsOf(source), strings.Split("./a ./b ./c ./d ./e ./f ./g ./h ./i", " "); !slices.Equal(got, want) {
		t.Errorf("the imports are %q, want %q", got, want)
	}
}

const (
	page    = "frontend/src"
	library = page + "/lib" // $lib
)

// modulesOf returns the modules and components in tree, each with those that it imports.
func modulesOf(tree fs.FS) (map[string][]string, error) {
	modules := map[string][]string{}
	err := fs.WalkDir(tree, page, func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".ts" && path.Ext(name) != ".svelte" {
			return err
		}
		source, err := fs.ReadFile(tree, name)
		for _, imported := range importsOf(string(source)) {
			file, ok := path.Join(path.Dir(name), imported), strings.HasPrefix(imported, ".")
			if below, is := strings.CutPrefix(imported, "$lib/"); is {
				file, ok = path.Join(library, below), true
			}
			if ok && strings.HasPrefix(file, page) {
				modules[name] = append(modules[name], file)
			}
		}
		return err
	})
	for name, files := range modules {
		for i, file := range files {
			at := slices.IndexFunc([]string{"", ".ts", "/index.ts"}, func(end string) bool {
				info, err := fs.Stat(tree, file+end)
				return err == nil && !info.IsDir()
			})
			if at < 0 {
				return nil, fmt.Errorf("%s imports %s, which is not there", name, file)
			}
			files[i] = file + []string{"", ".ts", "/index.ts"}[at]
		}
	}
	return modules, err
}

// cycleIn returns a way from a module back to itself, or nothing.
func cycleIn(modules map[string][]string) []string {
	done := map[string]bool{}
	var way []string
	var follow func(name string) []string
	follow = func(name string) []string {
		if at := slices.Index(way, name); at >= 0 {
			return append(way[at:], name)
		}
		if done[name] {
			return nil
		}
		way = append(way, name)
		for _, next := range modules[name] {
			if cycle := follow(next); cycle != nil {
				return cycle
			}
		}
		way = way[:len(way)-1]
		done[name] = true
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		if cycle := follow(name); cycle != nil {
			return cycle
		}
	}
	return nil
}

// A module without a cycle can be read and tested from below.
func TestNoModuleOfThePageImportsItself(t *testing.T) {
	modules, err := modulesOf(top)
	if err != nil {
		t.Fatal(err)
	}
	if len(modules) < 100 {
		t.Errorf("only %d modules import others", len(modules))
	}
	if cycle := cycleIn(modules); cycle != nil {
		t.Errorf("a module imports itself:\n%s", strings.Join(cycle, "\n"))
	}
}

func TestACycleIsFound(t *testing.T) {
	tree := fstest.MapFS{
		"frontend/src/App.svelte":           {Data: []byte("<script>\n\timport { a } from '$lib/a';\n\timport './app.css';\n</script>")},
		"frontend/src/app.css":              {},
		"frontend/src/lib/a.ts":             {Data: []byte("import B from '../ui/B.svelte';\nimport type { C } from './c';")},
		"frontend/src/lib/c.ts":             {Data: []byte("import { a } from './a';")},
		"frontend/src/ui/B.svelte":          {Data: []byte("<script>\n\timport { d } from './d';\n</script>")},
		"frontend/src/ui/d/index.ts":        {Data: []byte("import { state } from './state.svelte';")},
		"frontend/src/ui/d/state.svelte.ts": {},
	}
	for source, want := range map[string]string{
		"":                                   "",
		"import { a } from '$lib/a';":        "frontend/src/lib/a.ts frontend/src/ui/B.svelte frontend/src/ui/d/index.ts frontend/src/ui/d/state.svelte.ts frontend/src/lib/a.ts",
		"const d = () => import('.');":       "frontend/src/ui/d/index.ts frontend/src/ui/d/state.svelte.ts frontend/src/ui/d/index.ts",
		"export * from './state.svelte';":    "frontend/src/ui/d/state.svelte.ts frontend/src/ui/d/state.svelte.ts",
		"import type { A } from '$lib/a';\n": "",
	} {
		tree["frontend/src/ui/d/state.svelte.ts"] = &fstest.MapFile{Data: []byte(source)}
		modules, err := modulesOf(tree)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(cycleIn(modules), " "); got != want {
			t.Errorf("%q makes the cycle %q, want %q", source, got, want)
		}
	}
	tree["frontend/src/lib/c.ts"] = &fstest.MapFile{Data: []byte("import './nothing';")}
	if _, err := modulesOf(tree); err == nil {
		t.Error("an import that leads nowhere is no error")
	}
}
