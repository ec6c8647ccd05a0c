package apiclient

import (
	"context"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"banyan/apiclient/internal/pass"
)

func TestReadsAreTriedAgainWhereThatMayHelp(t *testing.T) {
	for status, want := range map[int]int{
		400: 1, 401: 1, 403: 1, 404: 1, 408: 1, 416: 1, 429: 3, 500: 1, 501: 1, 502: 3, 503: 3, 504: 3, 505: 1,
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			conn, seen, clock := start(t, answerWith(status, "application/json", "{}"))
			if problem := failure(get(t.Context(), conn))(t); problem.Status != status {
				t.Errorf("got %v", problem)
			}
			if seen.count() != want || conn.Stats().Retries != int64(want-1) {
				t.Errorf("%d arrived, %d retries, want %d", seen.count(), conn.Stats().Retries, want)
			}
			low := firstWait
			for _, wait := range clock.waits() {
				if wait < low || wait >= 2*low {
					t.Errorf("waited %v, want %v to %v", wait, low, 2*low)
				}
				low *= 2
			}
		})
	}
}

func TestARetryThatSucceedsIsASuccess(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, after(2, busy(503, "")))
	if got, err := get(t.Context(), conn); err != nil || got["a"] != 1.0 {
		t.Errorf("got %v, %v", got, err)
	}
	seen.expects(t, 3)
}

func TestOnlyAGetIsEverTriedAgain(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		for _, status := range []int{429, 502, 503, 504} {
			conn, seen, _ := start(t, answerWith(status, "application/json", "{}"))
			ctx := pass.Grant(t.Context(), method, "/api/v1/things/")
			if _, err := send(ctx, conn, method, request("things"), map[string]int{}); err == nil {
				t.Errorf("%s %d succeeded", method, status)
			}
			seen.expects(t, 1)
		}
	}
	conn, seen, _ := start(t, hangUp)
	ctx := pass.Grant(t.Context(), http.MethodPost, "/api/v1/things/")
	if _, err := send(ctx, conn, http.MethodPost, request("things"), map[string]int{}); err == nil || seen.count() != 1 {
		t.Errorf("POST was sent %d times on a broken connection: %v", seen.count(), err)
	}
}

func TestRetryAfterIsHonouredBeyondAnyClampOfResty(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"0": time.Second, "1": time.Second, "7": 7 * time.Second, " 45 ": 45 * time.Second, "120": 2 * time.Minute,
		"121": 2 * time.Minute, "86400": 2 * time.Minute, "3000000000": 2 * time.Minute, "99999999999999999999": 2 * time.Minute,
		"Fri, 02 Jan 2026 03:04:35 GMT": 30 * time.Second, "Fri, 02 Jan 2026 03:00:00 GMT": time.Second,
		"Fri, 09 Jan 2026 03:00:00 GMT": 2 * time.Minute,
		"":                              0, "soon": 0, "-5": 0, "1.5": 0, "1e3": 0,
	} {
		t.Run(header, func(t *testing.T) {
			conn, seen, clock := start(t, after(1, busy(429, header)))
			begin := clock.now()
			must(get(t.Context(), conn))(t)
			seen.expects(t, 2)
			waited := clock.now().Sub(begin)
			if want == 0 {
				want = firstWait
			}
			if waited < want || waited >= want+firstWait {
				t.Errorf("waited %v, want %v with a little jitter", waited, want)
			}
		})
	}
}

func TestA503ThatSaysWhenIsTriedAgainThen(t *testing.T) {
	t.Parallel()
	conn, _, clock := start(t, busy(503, "7"))
	if _, err := get(t.Context(), conn); problemOf(t, err).RetryAfter != 7*time.Second {
		t.Errorf("got %v", err)
	}
	for _, wait := range clock.waits() {
		if wait < 7*time.Second || wait > 8*time.Second {
			t.Errorf("waited %v, want 7s with a little jitter", wait)
		}
	}
}

// Who waited in vain for the moment that a server asked for is told what it answered.
func TestADeadlineBeforeTheNextTryTellsTheAnswer(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]Kind{context.DeadlineExceeded: Unavailable, context.Canceled: Canceled} {
		conn, _, _ := start(t, busy(503, "40"))
		ctx, cancel := context.WithCancel(t.Context())
		conn.sleep = func(context.Context, time.Duration) error {
			if errors.Is(err, context.Canceled) {
				cancel()
			}
			return err
		}
		_, got := get(ctx, conn)
		cancel()
		if problem := problemOf(t, got); problem.Kind != want {
			t.Errorf("%v: %v", err, problem)
		}
	}
}

func TestARetryHoldsNoSlotWhileItWaits(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.URL.Path == "/api/v1/things/" {
			w.WriteHeader(503)
			return
		}
		say(w, `{}`)
	}, func(c *Config) { c.Concurrency = 1 })
	others := 0
	conn.sleep = func(ctx context.Context, _ time.Duration) error {
		_, err := Fetch(ctx, conn, request("others"), decodeObject)
		if err == nil {
			others++
		}
		return err
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := get(ctx, conn); problemOf(t, err).Status != 503 {
		t.Errorf("got %v", err)
	}
	if others != 2 {
		t.Errorf("%d other requests got through the one slot during 2 waits", others)
	}
}

func TestGivingUpEndsTheWait(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, answerWith(503, "application/json", "{}"))
	ctx, cancel := context.WithCancel(t.Context())
	conn.sleep = func(ctx context.Context, _ time.Duration) error {
		cancel()
		return sleep(ctx, time.Hour)
	}
	if problem := failure(get(ctx, conn))(t); problem.Kind != Canceled || !errors.Is(problem, context.Canceled) || seen.count() != 1 {
		t.Errorf("%d arrived: %v", seen.count(), problem)
	}
}

func TestA429KeepsEverythingBackForItsTime(t *testing.T) {
	t.Parallel()
	conn, _, clock := start(t, after(1, busy(429, "20")))
	limited := clock.now()
	conn.sleep = func(context.Context, time.Duration) error { return context.Canceled } // the first gives up
	if _, err := get(t.Context(), conn); err == nil {
		t.Fatal("the 429 was lost")
	}
	conn.sleep = clock.sleep
	must(get(t.Context(), conn))(t)
	if waited := clock.now().Sub(limited); waited < 20*time.Second {
		t.Errorf("the next request left after %v", waited)
	}
}

// FuzzRetryAfter holds that every wait is within its bounds, and that a number of
// any length makes that number of seconds within them.
func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{
		"", "0", "120", "-1", "+1", "1e9", "Fri, 02 Jan 2026 03:04:35 GMT", "\x00", " 007\t",
		"2147483647", "2147483648", "3000000000", "18446744073709551616", "٣",
	} {
		f.Add(seed)
	}
	now := newClock().now()
	f.Fuzz(func(t *testing.T, header string) {
		got := parseRetryAfter(header, now)
		if got != 0 && (got < minRetryAfter || got > maxRetryAfter) {
			t.Errorf("%q makes %v", header, got)
		}
		digits := strings.TrimSpace(header)
		if digits == "" || strings.Trim(digits, "0123456789") != "" {
			return
		}
		seconds, _ := new(big.Int).SetString(digits, 10)
		want := maxRetryAfter
		if seconds.Cmp(big.NewInt(int64(maxRetryAfter/time.Second))) < 0 {
			want = max(minRetryAfter, time.Duration(seconds.Int64())*time.Second)
		}
		if got != want {
			t.Errorf("%q makes %v, want %v", header, got, want)
		}
	})
}
