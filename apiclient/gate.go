package apiclient

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Slots of background work, and how many good answers in a row win one back.
const (
	backgroundSlots = 4
	recoverAfter    = 16
)

type backgroundKey struct{}

// Background marks the requests of ctx as background work: they start after every
// interactive one that waits, and hold at most 4 slots, fewer after a 429 or 503.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

func isBackground(ctx context.Context) bool {
	background, _ := ctx.Value(backgroundKey{}).(bool)
	return background
}

// gate is the semaphore of a host.
type gate struct {
	mu sync.Mutex

	free       int
	background int // slots that background work holds
	allowed    int // slots that it may hold
	most       int // of allowed
	calm       int // good answers in a row

	urgent  []chan struct{} // waiting, first come first served
	patient []chan struct{}

	paused time.Time // nothing leaves before
}

func newGate(slots int) *gate {
	most := min(backgroundSlots, slots)
	return &gate{free: slots, allowed: most, most: most}
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

// note learns from an answer how much background work the host stands.
func (g *gate) note(kind Kind, failed bool, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case kind == RateLimited || status == 503:
		g.allowed = max(1, g.allowed/2)
		g.calm = 0
	case failed && strains(kind):
		g.calm = 0
	case failed: // the host is well and says no, or nobody waited for it
	case g.allowed < g.most:
		if g.calm++; g.calm >= recoverAfter {
			g.allowed++
			g.calm = 0
			g.admit()
		}
	}
}

// strains reports whether a failure may come of too much work: not when the host
// answers that it will not do a thing, which it does all the time.
func strains(kind Kind) bool {
	switch kind {
	case Unreachable, Timeout, Unavailable, ServerFault, BadBody:
		return true
	}
	return false
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
		case len(g.patient) > 0 && g.background < g.allowed:
			close(g.patient[0])
			g.patient = slices.Delete(g.patient, 0, 1)
			g.background++
		default:
			return
		}
		g.free--
	}
}
