package apiclient

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxRetries    = 2
	firstWait     = 300 * time.Millisecond // doubled by each retry, jitter on top
	minRetryAfter = time.Second
	maxRetryAfter = 120 * time.Second
)

// Retries are ours and not resty's: resty repeats a POST or PUT as well, clamps
// Retry-After to its own longest wait, and would hold a slot while it waits.

// retryIn says how long to wait before try number attempt+1, and false when the
// request must not be repeated. Reads alone are ever repeated.
func retryIn(method string, e *Error, attempt int) (time.Duration, bool) {
	if method != http.MethodGet || attempt > retriesFor(e) {
		return 0, false
	}
	wait := firstWait << (attempt - 1)
	if e.RetryAfter > 0 {
		wait = e.RetryAfter
	}
	return wait + rand.N(firstWait<<(attempt-1)), true
}

// retriesFor is how often a failure is worth another try.
func retriesFor(e *Error) int {
	switch e.Kind {
	case RateLimited, Unavailable, Unreachable:
		return maxRetries
	}
	if e.Kind == BadBody && isA[*bodyError](e.Err) {
		return 1
	}
	return 0
}

// parseRetryAfter reads the header of that name (seconds or a date), clamped to 1 to 120
// s, however many digits there are. It is zero when the header is missing or unreadable.
func parseRetryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if header == "" {
		return 0
	}
	if strings.Trim(header, "0123456789") == "" {
		seconds, _ := strconv.ParseUint(header, 10, 31) // the largest there is where it is larger
		return clampRetryAfter(time.Duration(seconds) * time.Second)
	}
	if at, err := http.ParseTime(header); err == nil {
		return clampRetryAfter(at.Sub(now))
	}
	return 0
}

func clampRetryAfter(wait time.Duration) time.Duration {
	return min(max(wait, minRetryAfter), maxRetryAfter)
}

// sleep waits for d or for the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
