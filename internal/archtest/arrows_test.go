package archtest

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// arrows says which of our packages a package may import; a pattern ending in
// /... stands for a tree. A package that is not named may import nothing of ours.
func arrows() map[string][]string {
	room := func(rooms ...string) []string {
		return append(rooms, "ui", "apiclient", "capacity/...", "internal/routing", "internal/trunkgroup", "internal/change", "internal/hotspots",
			"internal/report", "internal/safetext", "internal/plan", "internal/apply", "internal/history", "internal/find")
	}
	return map[string][]string{
		".":                       {"..."},
		"internal/cli":            {"apiclient/...", "capacity/...", "internal/..."},
		"views":                   room("views/..."),
		"views/browse":            room("views/trunks", "views/limits", "views/hotspots", "views/saving", "views/figures", "views/page"),
		"views/trunks":            room("views/saving", "views/figures", "views/page"),
		"views/limits":            room("views/saving", "views/figures", "views/page"),
		"views/hotspots":          room("views/saving", "views/figures", "views/page"),
		"views/plans":             room("views/saving", "views/figures", "views/page"),
		"views/find":              room("views/saving", "views/figures", "views/page"),
		"views/journal":           room("views/saving", "views/page"),
		"views/saving":            room("views/figures", "views/page"),
		"views/figures":           room("views/page"),
		"views/login":             room("views/page"),
		"views/activity":          room("views/page"),
		"views/history":           room("views/page"),
		"views/page":              room(),
		"apiclient/...":           {"apiclient/...", "capacity", "internal/routing", "internal/trunkgroup", "internal/redact", "internal/safetext"},
		"capacity/collect":        {"capacity", "apiclient"},
		"internal/change":         {"internal/routing", "internal/trunkgroup", "internal/statefile", "capacity", "apiclient"},
		"internal/hotspots":       {"internal/statefile", "apiclient", "capacity", "capacity/collect"},
		"internal/report":         {"capacity", "internal/safetext"},
		"internal/plan":           {"internal/change", "internal/routing", "internal/trunkgroup", "capacity", "apiclient"},
		"internal/apply":          {"internal/plan", "internal/change", "internal/routing", "internal/statefile", "capacity/collect", "apiclient"},
		"internal/tenantfile":     {"internal/routing", "internal/trunkgroup", "internal/change", "internal/statefile", "internal/strictyaml", "apiclient"},
		"internal/history":        {"internal/statefile", "internal/change", "internal/find", "internal/routing", "internal/trunkgroup", "apiclient", "capacity", "capacity/collect"},
		"internal/find":           {"internal/safetext", "internal/routing", "internal/trunkgroup", "capacity", "apiclient"},
		"ui":                      {"internal/safetext"},
		"internal/config":         {"internal/statefile", "internal/strictyaml"},
		"internal/strictyaml":     {},
		"internal/places":         {"internal/statefile", "ui"},
		"internal/terminal":       {"internal/redact"},
		"internal/terminal/quiet": {},
		"capacity":                {},
		"internal/routing":        {},
		"internal/trunkgroup":     {},
		"internal/safetext":       {},
		"internal/redact":         {},
		"internal/statefile":      {},
		"internal/soak":           {},
		"internal/viewtest":       {"..."},
		"internal/e2e":            {},
		"internal/archtest":       {},
	}
}

func TestPackagesImportOnlyAlongTheArrows(t *testing.T) {
	t.Parallel()
	for _, source := range sources(t) {
		allowed, known := lookup(arrows(), source.dir())
		if !known {
			t.Errorf("%s: package %s has no arrows: name it in arrows_test.go and .golangci.yml", source.name, source.dir())
		}
		for _, imported := range source.imports() {
			if ours, isOurs := strings.CutPrefix(imported, "banyan/"); isOurs && !matchesAny(allowed, ours) {
				t.Errorf("%s imports %s, against the arrows", source.name, imported)
			}
		}
	}
}

func TestOnlyTheWireSpeaksHTTP(t *testing.T) {
	t.Parallel()
	for _, source := range sources(t) {
		if matches("apiclient/...", source.dir()) {
			continue
		}
		for _, imported := range source.imports() {
			if imported == "net/http" || strings.HasPrefix(imported, "github.com/go-resty/") {
				t.Errorf("%s imports %s: only apiclient speaks HTTP", source.name, imported)
			}
		}
	}
}

// A package that imports testing, and those named here, may be imported from tests alone.
func TestTheBinaryHoldsNoTestCode(t *testing.T) {
	t.Parallel()
	importsTesting := func(path string) bool { return path == "testing" || path == "net/http/httptest" }
	support := map[string]bool{"banyan/internal/soak": true, "banyan/apiclient/pipe": true}
	for _, source := range sources(t) {
		if slices.ContainsFunc(source.imports(), importsTesting) {
			if source.dir() == "." {
				t.Errorf("%s imports testing", source.name)
			}
			support["banyan/"+source.dir()] = true
		}
	}
	for _, source := range sources(t) {
		for _, imported := range source.imports() {
			if support[imported] && !support["banyan/"+source.dir()] {
				t.Errorf("%s imports %s, which is for tests alone", source.name, imported)
			}
		}
	}
}

// A goroutine that panics leaves the terminal raw, and a timer of Bubble Tea's
// outlives the program: screens start nothing of their own.
func TestScreensStartNoGoroutinesAndNoLeakingTimers(t *testing.T) {
	t.Parallel()
	for _, source := range sources(t) {
		if !matchesAny([]string{"ui", "views/...", "."}, source.dir()) {
			continue
		}
		for node := range ast.Preorder(source.file) {
			switch n := node.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: a go statement beside a screen", source.name)
			case *ast.CallExpr:
				if method, ok := n.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "Go" {
					t.Errorf("%s: a goroutine by a call of Go beside a screen", source.name)
				}
			case *ast.SelectorExpr:
				switch name := qualified(n); name {
				case "tea.Sequence", "tea.Tick", "tea.Every", "tea.Exec", "tea.ExecProcess":
					t.Errorf("%s uses %s", source.name, name)
				}
			}
		}
	}
}

// Colours and keys have one room each, but for those of test support.
func TestOnlyTheThemeMakesStylesAndOnlyTheKeyMapMakesKeys(t *testing.T) {
	t.Parallel()
	for _, source := range sources(t) {
		if source.name == "theme.go" || source.name == "keymap.go" || source.dir() == "internal/viewtest" {
			continue
		}
		for node := range ast.Preorder(source.file) {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				switch name := qualified(selector); name {
				case "lipgloss.NewStyle", "lipgloss.Color", "key.WithKeys":
					t.Errorf("%s uses %s", source.name, name)
				}
			}
		}
	}
}

// qualified returns the selector of a name, such as tea.Tick, or "" for any other.
func qualified(selector *ast.SelectorExpr) string {
	from, ok := selector.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return from.Name + "." + selector.Sel.Name
}

func TestArrowPatterns(t *testing.T) {
	t.Parallel()
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
