package apiclient

import (
	"context"
	"slices"
	"sync"
	"time"
)

// backgroundSlots is how many slots background work may hold at most.
const backgroundSlots = 4

type backgroundKey struct{}

// Background marks the requests of ctx as background work: they start after every
// interactive one that waits, and hold at most 4 slots, fewer where many answers are a 429 or 503.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

// IsBackground reports whether ctx is marked so.
func IsBackground(ctx context.Context) bool { return ctx.Value(backgroundKey{}) != nil }

// gate is the semaphore of a host.
type gate struct {
	mu sync.Mutex

	free       int
	background int       // slots that background work holds
	allowed    allowance // slots that it may hold

	urgent  []chan struct{} // waiting, first come first served
	patient []chan struct{}

	paused time.Time // nothing leaves before
}

func newGate(slots int) *gate {
	most := float64(min(backgroundSlots, slots))
	return &gate{free: slots, allowed: allowance{now: most, least: 1, most: most, step: 1}}
}

// enter waits for a slot.
func (g *gate) enter(ctx context.Context, background bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	granted := make(chan struct{})
	g.mu.Lock()
	queue := g.queue(background)
	*queue = append(*queue, granted)
	g.admit()
	g.mu.Unlock()

	select {
	case <-granted:
		return nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(*queue, granted); i >= 0 {
		*queue = slices.Delete(*queue, i, i+1)
	} else {
		g.release(background) // granted at the same moment
	}
	return ctx.Err()
}

// leave gives the slot back.
func (g *gate) leave(background bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.release(background)
}

// note learns from the answer to the try that left at start how much background work the host
// stands; problem is nil after a good one.
func (g *gate) note(start, now time.Time, problem *Error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.allowed.learn(start, now, problem) {
		g.admit()
	}
}

// pause keeps everything back until then.
func (g *gate) pause(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.paused) {
		g.paused = until
	}
}

// pausedFor is how long nothing may leave yet.
func (g *gate) pausedFor(now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.paused.Sub(now)
}

func (g *gate) queue(background bool) *[]chan struct{} {
	if background {
		return &g.patient
	}
	return &g.urgent
}

func (g *gate) release(background bool) {
	g.free++
	if background {
		g.background--
	}
	g.admit()
}

// admit hands out the free slots, to interactive requests first.
func (g *gate) admit() {
	for g.free > 0 {
		switch {
		case len(g.urgent) > 0:
			close(g.urgent[0])
			g.urgent = slices.Delete(g.urgent, 0, 1)
		case len(g.patient) > 0 && g.background < int(g.allowed.now):
			close(g.patient[0])
			g.patient = slices.Delete(g.patient, 0, 1)
			g.background++
		default:
			return
		}
		g.free--
	}
}

// An allowance looks at the latest tries, so many at most. It is halved once so many of them were
// refused and that is a third or more, and wins a step back after so many that were answered.
const (
	latestTries  = 48
	fewestTries  = 10
	recoverAfter = 16
)

// allowance is an amount of background work that a host stands: slots, or requests a second. It
// is halved where the host refuses much of what is asked, not where it refuses now and then, and
// comes back in steps.
type allowance struct {
	now, least, most, step float64

	cutAt    time.Time // when it was halved last
	latest   []bool    // tries since then, oldest first: whether the host refused
	answered int       // tries since the latest step
}

// learn takes in how a try fared that left at start, and reports whether the allowance changed. A
// try that left before it was halved says nothing about what is allowed now, nor does one that
// the host did not answer.
func (a *allowance) learn(start, now time.Time, problem *Error) bool {
	refused := isSlowDown(problem)
	if a.cutAt.After(start) || problem != nil && !refused && (problem.Status == 0 || problem.Status >= 500) {
		return false
	}
	before := a.now
	a.latest = append(a.latest, refused)
	a.latest = a.latest[max(0, len(a.latest)-latestTries):]
	if !refused {
		a.answered++
	}
	switch refusals := a.refusals(); {
	case refusals >= fewestTries && refusals*3 >= len(a.latest):
		a.now, a.cutAt = max(a.least, a.now/2), now
		a.latest, a.answered = nil, 0
	case a.answered >= recoverAfter:
		a.now, a.answered = min(a.most, a.now+a.step), 0
	}
	return a.now != before
}

func (a *allowance) refusals() (n int) {
	for _, refused := range a.latest {
		if refused {
			n++
		}
	}
	return n
}

// isSlowDown reports whether the host asks for fewer requests.
func isSlowDown(problem *Error) bool {
	return problem != nil && (problem.Kind == RateLimited || problem.Status == 503)
}
