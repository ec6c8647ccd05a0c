package collect

import (
	"context"
	"errors"
	"strings"
	"testing"

	"banyan/apiclient"
)

// A fault where answers are merged, which no request's own guard covers.
func TestAPanicOfTheCollectionItselfEndsItWithAFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := newCollection(nil, apiclient.Tenant{ID: "foo"}, Options{Concurrency: 1}.withDefaults())
	c.cancel, c.inFlight = cancel, 1
	c.answers <- answer{} // one that cannot be merged
	c.sent.Requests = Progress{Done: 3, Known: 5}
	c.snapshots <- c.sent

	c.collect(ctx)
	s, open := <-c.Snapshots()
	if !open || !s.Done || s.Requests.Done != 3 {
		t.Errorf("the last snapshot is %+v, %v; want what was read before", s, open)
	}
	var fault *PanicError
	if len(s.Failures) != 1 || s.Failures[0].Path[0] != "foo" || !errors.As(s.Failures[0].Err, &fault) || !strings.Contains(fault.Error(), "nil pointer") {
		t.Errorf("failures %+v", s.Failures)
	}
	if _, open := <-c.Snapshots(); open {
		t.Error("the snapshots go on")
	}
	c.Close()
	if ctx.Err() == nil {
		t.Error("the requests were not cancelled")
	}
}
