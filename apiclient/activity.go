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

// record keeps and logs one try. It never sees a query, and of a body and the header
// no more than an Error holds: the secrets are out of that.
func (c *Conn) record(ctx context.Context, activity Activity) {
	c.activities.add(activity)
	line := []slog.Attr{
		slog.String("method", activity.Method),
		slog.String("path", activity.Path),
		slog.Int("status", activity.Status),
		slog.Int64("ms", activity.Duration.Milliseconds()),
		slog.Int("attempt", activity.Attempt),
	}
	var problem *Error
	if !errors.As(activity.Err, &problem) {
		c.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "request", append(line, slog.String("outcome", "ok"))...)
		return
	}
	line = append(line, slog.String("outcome", problem.Kind.String()))
	c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "request", append(line, problem.attrs()...)...)
}

// attrs is what a log needs to know of a failure beside its kind.
func (e *Error) attrs() []slog.Attr {
	cause := ""
	if e.Err != nil {
		cause = clip(e.Err.Error())
	}
	if cause == e.Message {
		cause = ""
	}
	var out []slog.Attr
	for _, attr := range []slog.Attr{
		slog.String("message", e.Message),
		slog.String("code", e.Code),
		slog.String("request_id", e.RequestID),
		slog.String("cause", cause),
	} {
		if attr.Value.String() != "" {
			out = append(out, attr)
		}
	}
	return out
}
