package apiclient

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// enterAll queues n requests, each in line before the next, and tells each entry
// to entered. It needs a bubble around it.
func enterAll(g *gate, n int, background bool, entered chan<- bool) {
	for range n {
		go func() {
			if g.enter(context.Background(), background) == nil {
				entered <- background
			}
		}()
		synctest.Wait()
	}
}

// waiting counts who entered or stands in line.
func waiting(g *gate) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.urgent) + len(g.patient) - g.free
}

func TestInteractiveRequestsGoBeforeBackgroundOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		ok(t, g.enter(t.Context(), false))
		entered := make(chan bool)
		enterAll(g, 2, true, entered)
		enterAll(g, 2, false, entered)
		background := false
		for i, want := range []bool{false, false, true, true} {
			g.leave(background)
			if background = <-entered; background != want {
				t.Fatalf("number %d to enter is in the background: %v, want %v", i+1, background, want)
			}
		}
		g.leave(background)
		if g.free != 1 || g.background != 0 {
			t.Errorf("%d slots free, %d in the background", g.free, g.background)
		}
	})
}

func TestBackgroundWorkHoldsAtMostFourSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(16)
		entered := make(chan bool, 16)
		enterAll(g, 10, true, entered)
		for range 4 {
			<-entered
		}
		if g.background != 4 || len(g.patient) != 6 {
			t.Errorf("%d in, %d in line", g.background, len(g.patient))
		}
		ok(t, g.enter(t.Context(), false))
		g.leave(false)
		for range 6 {
			g.leave(true)
			<-entered
		}
		for range 4 {
			g.leave(true)
		}
		if g.free != 16 || g.background != 0 {
			t.Errorf("%d slots free, %d in the background", g.free, g.background)
		}
	})
}

func TestBackgroundSlotsHalveUnderPressureAndRecover(t *testing.T) {
	t.Parallel()
	g, now := newGate(16), time.Now()
	note := func(n int, problem *Error) {
		for range n {
			now = now.Add(time.Second)
			g.note(now, now, problem)
		}
	}
	for _, tt := range []struct {
		name  string
		n     int
		kind  Kind
		other int // status
		want  float64
	}{
		{"a few 429", fewestTries - 1, RateLimited, 429, 4},
		{"another one", 1, RateLimited, 429, 2},
		{"many 503", 3 * fewestTries, Unavailable, 503, 1},
		{"not enough good answers", recoverAfter - 1, Unknown, 0, 1},
		{"no answer at all", 100, Timeout, 0, 1},
		{"a fault", 100, ServerFault, 500, 1},
		{"a refusal that says that it is well", 1, Forbidden, 403, 2},
		{"calm", 10 * recoverAfter, Unknown, 0, backgroundSlots},
	} {
		problem := &Error{Kind: tt.kind, Status: tt.other}
		if tt.kind == Unknown {
			problem = nil
		}
		if note(tt.n, problem); g.allowed.now != tt.want {
			t.Errorf("%s: %v allowed, want %v", tt.name, g.allowed.now, tt.want)
		}
	}
}

func TestAConnOfOneSlotStillDoesBackgroundWork(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, fine(), func(c *Config) { c.Concurrency = 1 })
	if _, err := get(Background(t.Context()), conn); err != nil {
		t.Error(err)
	}
}

func TestWhoGivesUpInLineLeavesNoSlotBehind(t *testing.T) {
	t.Parallel()
	g := newGate(1)
	ok(t, g.enter(t.Context(), false))
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	for i := range 20 {
		wg.Go(func() {
			if g.enter(ctx, i%2 == 0) == nil {
				g.leave(i%2 == 0)
			}
		})
	}
	wg.Go(func() { g.leave(false) }) // at the same moment
	cancel()
	wg.Wait()
	ok(t, g.enter(t.Context(), false))
	if g.free != 0 || g.background != 0 || len(g.urgent)+len(g.patient) != 0 {
		t.Errorf("%+v", g)
	}
	if err := g.enter(ctx, false); !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up before may enter: %v", err)
	}
}

func TestASlotGrantedToWhoJustGaveUpIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		for range 100 {
			ok(t, g.enter(t.Context(), false))
			ctx, cancel := context.WithCancel(t.Context())
			left := make(chan struct{})
			go func() {
				defer close(left)
				if g.enter(ctx, true) == nil {
					g.leave(true)
				}
			}()
			synctest.Wait()
			g.mu.Lock() // the one in line wakes up to both at once
			cancel()
			g.release(false)
			g.mu.Unlock()
			<-left
			if waiting(g) != -1 {
				t.Fatalf("the slot is lost: %+v", g)
			}
		}
	})
}

// crowd holds every request until it is let go, and counts how many it holds.
type crowd struct {
	now, most  atomic.Int64
	came, goes chan struct{}
}

func newCrowd() *crowd { return &crowd{came: make(chan struct{}), goes: make(chan struct{})} }

func (c *crowd) serve(w http.ResponseWriter, _ *http.Request, _ int) {
	n := c.now.Add(1)
	for old := c.most.Load(); n > old && !c.most.CompareAndSwap(old, n); old = c.most.Load() {
	}
	c.came <- struct{}{}
	<-c.goes
	c.now.Add(-1)
	say(w, `{}`)
}

func TestNoMoreRequestsAreInFlightThanConfigured(t *testing.T) {
	const requests = 60
	for _, test := range []struct {
		what        string
		concurrency int
		ctx         context.Context
		want        int
	}{
		{"interactive, 3", 3, t.Context(), 3},
		{"interactive, by default", 0, t.Context(), DefaultConcurrency},
		{"background", 16, Background(t.Context()), backgroundSlots},
	} {
		t.Run(test.what, func(t *testing.T) {
			crowd := newCrowd()
			conn, _, _ := start(t, crowd.serve, func(c *Config) { c.Concurrency = test.concurrency })
			var wg sync.WaitGroup
			for range requests {
				wg.Go(func() {
					if _, err := get(test.ctx, conn); err != nil {
						t.Error(err)
					}
				})
			}
			for range test.want {
				<-crowd.came
			}
			for range requests - test.want { // one goes, the next comes
				crowd.goes <- struct{}{}
				<-crowd.came
			}
			for range test.want {
				crowd.goes <- struct{}{}
			}
			wg.Wait()
			if got := crowd.most.Load(); got != int64(test.want) {
				t.Errorf("%d at once, want %d", got, test.want)
			}
		})
	}
}

func TestTheRateIsKept(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, fine(), func(c *Config) { c.Rate = 100 })
	begin := time.Now()
	for range 6 {
		must(get(t.Context(), conn))(t)
	}
	if took := time.Since(begin); took < 45*time.Millisecond || seen.count() != 6 {
		t.Errorf("6 requests at 100 a second took %v", took)
	}
}

func TestADeadlineBeforeTheRatesNextSlotIsATimeout(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, fine(), func(c *Config) { c.Rate = 0.01 })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	must(get(ctx, conn))(t)
	fails(get(ctx, conn))(t, Timeout)
	seen.expects(t, 1)
	if conn.gate.free != conn.cfg.Concurrency {
		t.Errorf("%d of %d slots are free", conn.gate.free, conn.cfg.Concurrency)
	}
}

// Two answers may ask for a pause at once, the one that asks for less after the other.
func TestAShorterPauseDoesNotShortenALongerOne(t *testing.T) {
	g, now := newGate(1), time.Now()
	for _, asked := range []time.Duration{time.Second, time.Minute, 2 * time.Second, 0, -time.Hour} {
		g.pause(now.Add(asked))
	}
	if left := g.pausedFor(now); left != time.Minute {
		t.Errorf("paused for %v, want a minute", left)
	}
}
