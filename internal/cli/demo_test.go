package cli

import (
	"context"
	"io"
	"testing"

	"banyan/internal/change"
)

// A signal ends the session's context; the demo's own platform is still there for the
// save that runs then, until the connection is closed.
func TestADemoOutlivesTheSignalForASaveThatRuns(t *testing.T) {
	t.Parallel()
	signalled, signal := context.WithCancel(t.Context())
	p := programIn(nil, nil, io.Discard)
	c, err := p.connect(signalled, parsed(t, "--demo --write"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if err := p.openEdits(c); err != nil {
		t.Fatal(err)
	}
	edit := raise(t, c, "foo", 150)
	signal()
	result, err := save(t.Context(), t, c, edit)
	if err != nil || result.Verdict != change.Saved {
		t.Errorf("%s, %v, %v; want it saved", result.Verdict, result.Err, err)
	}
}
