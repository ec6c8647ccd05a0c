package apiclient

import (
	"context"
	"time"
)

// Pace spaces out the tries of background requests and learns how they fare. Its
// methods are called from any goroutine.
type Pace interface {
	// Wait returns when the next try may leave, or the error of ctx.
	Wait(ctx context.Context) error
	// Note tells how the try that left at start fared: problem is nil after a good
	// answer.
	Note(start time.Time, problem *Error)
}

type paceKey struct{}

// Paced marks the requests of ctx as background work, as Background does, whose every
// try waits for pace: a retry too. It waits before it asks for a slot, so that no slot
// is held while nothing leaves.
func Paced(ctx context.Context, pace Pace) context.Context {
	return context.WithValue(Background(ctx), paceKey{}, pace)
}

// paceOf returns the pace of a call; nil where it has none, as what is not in the
// background never has.
func paceOf(ctx context.Context, background bool) Pace {
	pace, _ := ctx.Value(paceKey{}).(Pace)
	if !background {
		return nil
	}
	return pace
}
