package viewtest

import (
	"testing"

	"banyan/internal/change"
)

// Service saves to nothing: it keeps its journal in a room of its own.
func Service(t *testing.T) *change.Service {
	service := change.New(change.Options{Dir: t.TempDir(), Who: "anna"})
	t.Cleanup(func() { _, _ = service.Close() })
	return service
}
