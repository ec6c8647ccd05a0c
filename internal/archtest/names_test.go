package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"testing"
)

// vague are words that tell nothing as a name, as they stand in one.
var vague = regexp.MustCompile(`^ways?$|^(told|said|untold|unsaid|lacks?|troubles?|wants)([A-Z]|$)|(Told|Said|Lacks?|Troubles?|Wants)([A-Z]|$)`)

// A name tells what it is of, not that somebody told it.
func TestNamesTellWhatTheyAreOf(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"told", "IsTold", "way", "lacksCountry", "wants"} {
		if !vague.MatchString(name) {
			t.Errorf("%s passes", name)
		}
	}
	for _, source := range sources(t) {
		check := func(names ...*ast.Ident) {
			for _, name := range names {
				if vague.MatchString(name.Name) {
					t.Errorf("%s: the name %s is vague: say what it is", source.name, name.Name)
				}
			}
		}
		for node := range ast.Preorder(source.file) {
			switch n := node.(type) {
			case *ast.FuncDecl:
				check(n.Name)
			case *ast.TypeSpec:
				check(n.Name)
			case *ast.ValueSpec:
				check(n.Names...)
			case *ast.Field:
				check(n.Names...)
			case *ast.AssignStmt:
				if n.Tok == token.DEFINE {
					for _, left := range n.Lhs {
						if name, ok := left.(*ast.Ident); ok {
							check(name)
						}
					}
				}
			}
		}
	}
}
