package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// arrows says which of our packages a package may import; a pattern ending in
// /... stands for a tree. A package that is not named may import nothing of ours.
func arrows() map[string][]string {
	return map[string][]string{
		".":                       {"..."},
		"internal/cli":            {"apiclient/...", "capacity/...", "internal/..."},
		"views":                   {"ui", "apiclient", "capacity/...", "internal/routing", "internal/change", "internal/hotspots", "internal/report", "internal/safetext"},
		"apiclient/...":           {"apiclient/...", "capacity", "internal/routing", "internal/redact", "internal/safetext"},
		"capacity/collect":        {"capacity", "apiclient"},
		"internal/change":         {"internal/routing", "internal/statefile", "capacity", "apiclient"},
		"internal/hotspots":       {"internal/statefile", "apiclient", "capacity", "capacity/collect"},
		"internal/report":         {"capacity", "internal/safetext"},
		"ui":                      {"internal/safetext"},
		"internal/config":         {},
		"internal/terminal":       {"internal/redact"},
		"internal/terminal/quiet": {},
		"capacity":                {},
		"internal/routing":        {},
		"internal/safetext":       {},
		"internal/redact":         {},
		"internal/statefile":      {},
		"internal/soak":           {},
	}
}

func TestPackagesImportOnlyAlongTheArrows(t *testing.T) {
	forEachFile(t, func(t *testing.T, name string, file *ast.File) {
		dir := path.Dir(name)
		allowed, known := lookup(arrows(), dir)
		if !known {
			t.Errorf("%s: package %s has no arrows: name it in arrows_test.go and .golangci.yml", name, dir)
		}
		for _, imported := range imports(file) {
			if ours, isOurs := strings.CutPrefix(imported, "banyan/"); isOurs && !matchesAny(allowed, ours) {
				t.Errorf("%s imports %s, against the arrows", name, imported)
			}
		}
	})
}

func TestOnlyTheWireSpeaksHTTP(t *testing.T) {
	forEachFile(t, func(t *testing.T, name string, file *ast.File) {
		if matchesAny([]string{"apiclient/..."}, path.Dir(name)) {
			return
		}
		for _, imported := range imports(file) {
			if imported == "net/http" || strings.HasPrefix(imported, "github.com/go-resty/") {
				t.Errorf("%s imports %s: only apiclient speaks HTTP", name, imported)
			}
		}
	})
}

func TestTheBinaryHoldsNoTestCode(t *testing.T) {
	forEachFile(t, func(t *testing.T, name string, file *ast.File) {
		for _, imported := range imports(file) {
			if imported == "testing" || imported == "net/http/httptest" {
				t.Errorf("%s imports %s", name, imported)
			}
		}
	})
}

// A goroutine that panics leaves the terminal raw, and a timer of Bubble Tea's
// outlives the program: screens start nothing of their own.
func TestScreensStartNoGoroutinesAndNoLeakingTimers(t *testing.T) {
	forEachFile(t, func(t *testing.T, name string, file *ast.File) {
		if dir := path.Dir(name); dir != "ui" && dir != "views" && dir != "." {
			return
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: a go statement beside a screen", name)
			case *ast.CallExpr:
				if method, ok := n.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "Go" {
					t.Errorf("%s: a goroutine by a call of Go beside a screen", name)
				}
			case *ast.SelectorExpr:
				from, ok := n.X.(*ast.Ident)
				if ok && from.Name == "tea" && slices.Contains([]string{"Sequence", "Tick", "Every", "Exec", "ExecProcess"}, n.Sel.Name) {
					t.Errorf("%s uses tea.%s", name, n.Sel.Name)
				}
			}
			return true
		})
	})
}

// Colours and keys have one room each.
func TestOnlyTheThemeMakesStylesAndOnlyTheKeyMapMakesKeys(t *testing.T) {
	forEachFile(t, func(t *testing.T, name string, file *ast.File) {
		if name == "theme.go" || name == "keymap.go" {
			return
		}
		ast.Inspect(file, func(node ast.Node) bool {
			call, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, ok := call.X.(*ast.Ident)
			if !ok {
				return true
			}
			switch from.Name + "." + call.Sel.Name {
			case "lipgloss.NewStyle", "lipgloss.Color", "key.WithKeys":
				t.Errorf("%s uses %s.%s", name, from.Name, call.Sel.Name)
			}
			return true
		})
	})
}

func TestArrowPatterns(t *testing.T) {
	for _, test := range []struct {
		pattern, dir string
		want         bool
	}{
		{"...", "ui", true},
		{"ui", "ui", true},
		{"ui", "uix", false},
		{"apiclient/...", "apiclient", true},
		{"apiclient/...", "apiclient/apio", true},
		{"apiclient/...", "apiclients", false},
		{"capacity", "capacity/collect", false},
	} {
		if got := matches(test.pattern, test.dir); got != test.want {
			t.Errorf("matches(%q, %q) = %v", test.pattern, test.dir, got)
		}
	}
}

func lookup(table map[string][]string, dir string) (allowed []string, known bool) {
	for pattern, targets := range table {
		if pattern != "..." && matches(pattern, dir) {
			return targets, true
		}
	}
	return nil, false
}

func matchesAny(patterns []string, dir string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, dir) })
}

func matches(pattern, dir string) bool {
	tree, isTree := strings.CutSuffix(pattern, "...")
	if !isTree {
		return pattern == dir
	}
	return tree == "" || dir == strings.TrimSuffix(tree, "/") || strings.HasPrefix(dir, tree)
}

func imports(file *ast.File) []string {
	paths := make([]string, 0, len(file.Imports))
	for _, spec := range file.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}
	return paths
}

// forEachFile parses every Go file of the module that goes into the binary.
func forEachFile(t *testing.T, check func(t *testing.T, name string, file *ast.File)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		seen++
		check(t, filepath.ToSlash(name), file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 10 {
		t.Fatalf("only %d files were read: is this the module's root?", seen)
	}
}
