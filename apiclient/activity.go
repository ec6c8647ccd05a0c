package apiclient

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// recentKept is how many requests Recent goes back.
const recentKept = 256

// Activity is one try of a request, as it ended.
type Activity struct {
	At       time.Time // when it was sent
	Method   string
	Path     string // escaped, without the query
	Status   int    // 0 when there was no answer
	Attempt  int    // 1 for the first try
	Duration time.Duration
	Err      error // nil when the answer was as it should be
}

// activities is a ring of the latest requests. The zero value is empty.
type activities struct {
	mu   sync.Mutex
	ring []Activity
	next int
}

func (a *activities) add(activity Activity) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.ring) < recentKept {
		a.ring = append(a.ring, activity)
		return
	}
	a.ring[a.next] = activity
	a.next = (a.next + 1) % recentKept
}

// newest returns a copy, newest first.
func (a *activities) newest() []Activity {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make([]Activity, len(a.ring))
	for i := range a.ring {
		out[len(out)-1-i] = a.ring[(a.next+i)%len(a.ring)]
	}
	return out
}

// record keeps and logs one try. It never sees a body, a header or a query.
func (c *Conn) record(ctx context.Context, activity Activity) {
	c.activities.add(activity)
	level, outcome := slog.LevelInfo, "ok"
	var problem *Error
	if errors.As(activity.Err, &problem) {
		level, outcome = slog.LevelWarn, problem.Kind.String()
	}
	c.cfg.Log.LogAttrs(ctx, level, "request",
		slog.String("method", activity.Method),
		slog.String("path", activity.Path),
		slog.Int("status", activity.Status),
		slog.Int64("ms", activity.Duration.Milliseconds()),
		slog.Int("attempt", activity.Attempt),
		slog.String("outcome", outcome),
	)
}
