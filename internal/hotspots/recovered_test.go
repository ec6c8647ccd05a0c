package hotspots

import (
	"context"
	"strings"
	"testing"
)

func TestAPanicOfAWatchEndsItWithAWord(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s.pace = nil // no board can be made
	for range s.Watch(ctx) {
		t.Error("a board came")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !strings.Contains(s.why, "internal fault") {
		t.Errorf("why is %q", s.why)
	}
}
