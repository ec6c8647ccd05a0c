package archtest

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// inParts are the types that have several files: the clients, and the servers of the same
// dialects, one a resource; the program, one a command.
func inParts() map[string]bool {
	return map[string]bool{
		"internal/cli.Program":  true,
		"apiclient/apio.Client": true, "apiclient/simulator.apio": true,
		"apiclient/odin.Client": true, "apiclient/simulator.odin": true,
	}
}

// A type stands with all its methods in one file.
func TestTypesStandWholeInOneFile(t *testing.T) {
	t.Parallel()
	files := make(map[string]map[string]bool) // of each type
	stands := func(source source, name string) {
		name = source.dir() + "." + name
		if files[name] == nil {
			files[name] = make(map[string]bool)
		}
		files[name][source.name] = true
	}
	for _, source := range sources(t) {
		for _, decl := range source.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					stands(source, receiver(d.Recv.List[0].Type))
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if declared, ok := spec.(*ast.TypeSpec); ok {
						stands(source, declared.Name.Name)
					}
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if len(files[name]) > 1 && !inParts()[name] {
			t.Errorf("%s stands in %d files: %s", name, len(files[name]), strings.Join(slices.Sorted(maps.Keys(files[name])), ", "))
		}
	}
}

// receiver returns the name of a method's type, without pointer and parameters.
func receiver(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
