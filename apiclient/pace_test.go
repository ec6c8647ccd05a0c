package apiclient

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"
)

// turnstile lets one try through for each pass that it holds, and remembers what it
// was told.
type turnstile struct {
	passes  chan struct{}
	waiting chan struct{} // told of everyone who comes; nil when nobody listens

	mu    sync.Mutex
	notes []Kind
}

func (s *turnstile) Wait(ctx context.Context) error {
	if s.waiting != nil {
		s.waiting <- struct{}{}
	}
	select {
	case <-s.passes:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *turnstile) Note(_ time.Time, problem *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := Unknown
	if problem != nil {
		kind = problem.Kind
	}
	s.notes = append(s.notes, kind)
}

func TestEveryTryOfAPacedRequestWaitsAndIsNoted(t *testing.T) {
	conn, seen, _ := start(t, func(w http.ResponseWriter, _ *http.Request, nth int) {
		if nth == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte(`{}`))
	})
	pace := &turnstile{passes: make(chan struct{}, 2)}
	pace.passes <- struct{}{}
	pace.passes <- struct{}{}
	if _, err := get(Paced(t.Context(), pace), conn); err != nil {
		t.Fatal(err)
	}
	if seen.count() != 2 || len(pace.passes) != 0 {
		t.Errorf("%d tries took %d passes", seen.count(), 2-len(pace.passes))
	}
	if len(pace.notes) != 2 || pace.notes[0] != Unavailable || pace.notes[1] != Unknown {
		t.Errorf("noted %v", pace.notes)
	}
}

// A paced request that may not leave yet holds no slot: with a single one, an
// interactive request passes it.
func TestAPacedRequestThatWaitsHoldsNoSlot(t *testing.T) {
	conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		_, _ = w.Write([]byte(`{}`))
	}, func(cfg *Config) { cfg.Concurrency = 1 })
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	pace := &turnstile{waiting: make(chan struct{})}
	go func() {
		_, err := get(Paced(ctx, pace), conn)
		ended <- err
	}()
	<-pace.waiting
	if _, err := get(t.Context(), conn); err != nil {
		t.Error(err)
	}
	cancel()
	if err := <-ended; err == nil {
		t.Error("a request left that was never let through")
	}
}
