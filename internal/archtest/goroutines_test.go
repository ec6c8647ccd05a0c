package archtest

import (
	"go/ast"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// goroutines are the places that start one and how many they start. A panic that no
// goroutine recovers ends the program with its terminal as the screen had it, so each
// place says why it cannot bring one.
func goroutines() map[string]int {
	return map[string]int{
		"apiclient/conn.go":             1, // cancels a context
		"apiclient/odin/trunks.go":      1, // each list is guarded
		"apiclient/pipe/pipe.go":        1, // of a server, in tests alone
		"apiclient/simulator/server.go": 3, // of a fault, in tests alone, and net/http, which recovers what a handler panics with
		"capacity/collect/collect.go":   2, // recovered makes a failure of it; the call is guarded, and nothing else is done there
		"capacity/collect/walk.go":      1, // reading a tenant is guarded, and nothing else is done there
		"internal/apply/service.go":     1, // applying is guarded, and nothing else is done there
		"internal/apply/reader.go":      1, // each read is guarded
		"internal/change/service.go":    2, // the save is guarded; drafts.run, where each write is guarded
		"internal/cli/credentials.go":   2, // a prompt, before there is a screen; the login is guarded
		"internal/cli/list.go":          1, // guarded
		"internal/cli/tenantstate.go":   1, // guarded
		"internal/find/search.go":       2, // each source is guarded; what joins them recovers
		"internal/history/keeper.go":    1, // each reading is guarded
		"internal/hotspots/reread.go":   1,
		"internal/hotspots/scanner.go":  2, // both recover and say so on the screen
		"internal/terminal/crash.go":    1, // Crash.Go itself
		"internal/terminal/resize.go":   1, // sends a message
		"internal/terminal/screen.go":   4, // Crash.Go, a message, one write to a file, and the end of the process
		"internal/terminal/signal.go":   1, // waits for signals
	}
}

func TestGoroutinesStartWhereTheirPanicsAreCaught(t *testing.T) {
	t.Parallel()
	started := make(map[string]int)
	for _, source := range sources(t) {
		for node := range ast.Preorder(source.file) {
			switch n := node.(type) {
			case *ast.GoStmt:
				started[source.name]++
			case *ast.CallExpr:
				method, ok := n.Fun.(*ast.SelectorExpr)
				if ok && (method.Sel.Name == "Go" || method.Sel.Name == "AfterFunc") {
					started[source.name]++
				}
			}
		}
	}
	if diff := cmp.Diff(goroutines(), started); diff != "" {
		t.Errorf("goroutines that are known (-) and started (+): let crash.Go start them, recover in them, and say so here\n%s", diff)
	}
}
