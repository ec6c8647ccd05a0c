package apiclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"
)

// Limits of a body in bytes, after decompression.
const (
	listLimit   = 32 << 20
	singleLimit = 4 << 20
	errorLimit  = 64 << 10
	firstRoom   = 64 << 10 // the most that is set aside before a byte has come
)

// answer is what came back: a status and the whole body.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// run tries call until it succeeds, fails for good, or ctx ends.
func (c *Conn) run(ctx context.Context, call *call) error {
	ctx, cancel := c.untilClosed(ctx)
	defer cancel()

	for attempt := 1; ; attempt++ {
		problem := c.try(ctx, call, attempt)
		if problem == nil {
			return nil
		}
		wait, again := retryIn(call.method, problem, attempt)
		if !again {
			return problem
		}
		if err := c.sleep(ctx, wait); err != nil {
			return call.fault(ctx, err)
		}
		c.retried.Add(1)
	}
}

// try sends call once. The slot is free again before the answer is decoded, and
// while a retry waits.
func (c *Conn) try(ctx context.Context, call *call, attempt int) *Error {
	pace := paceOf(ctx, call.background)
	if pace != nil {
		if err := pace.Wait(ctx); err != nil {
			return call.fault(ctx, err)
		}
	}
	if err := c.enter(ctx, call.background); err != nil {
		return call.fault(ctx, err)
	}
	start := c.now()
	got, err := c.exchange(ctx, c.client, c.cfg.Timeouts.Total, call)
	c.gate.leave(call.background)

	problem := call.judge(ctx, got, err, c.now())
	c.note(ctx, call, problem, got.status, start, attempt)
	if pace != nil {
		pace.Note(start, problem)
	}
	return problem
}

// note learns from a try and keeps it among the latest.
func (c *Conn) note(ctx context.Context, call *call, problem *Error, status int, start time.Time, attempt int) {
	c.learn(problem)
	activity := Activity{
		At: start, Method: call.method, Path: call.path, Status: status,
		Attempt: attempt, Duration: c.now().Sub(start),
	}
	if problem != nil {
		activity.Err, activity.Status = problem, problem.Status
	}
	c.record(ctx, activity)
}

// enter waits for a slot, for the end of a pause that a 429 asked for, and for the
// rate limit. The pause is looked at with the slot in hand: those that queued up
// before it began must heed it too.
func (c *Conn) enter(ctx context.Context, background bool) error {
	for {
		if err := c.gate.enter(ctx, background); err != nil {
			return err
		}
		wait := c.gate.pausedFor(c.now())
		if wait <= 0 {
			break
		}
		c.gate.leave(background)
		if err := c.sleep(ctx, wait); err != nil {
			return err
		}
	}
	if c.limiter == nil {
		return nil
	}
	if err := c.limiter.Wait(ctx); err != nil {
		c.gate.leave(background)
		if ctx.Err() == nil { // the limiter sees ahead that the deadline comes first
			err = context.DeadlineExceeded
		}
		return err
	}
	return nil
}

// learn tells the gate how the host fares.
func (c *Conn) learn(problem *Error) {
	c.gate.note(problem)
	if problem != nil && problem.Kind == RateLimited && problem.RetryAfter > 0 {
		c.gate.pause(c.now().Add(problem.RetryAfter))
	}
}

// exchange sends call and reads the whole answer, within the time limit.
func (c *Conn) exchange(ctx context.Context, client *resty.Client, limit time.Duration, call *call) (answer, error) {
	ctx, cancel := context.WithTimeoutCause(withBearer(ctx, call.bearer), limit, errTotal)
	defer cancel()

	request := client.R().SetContext(ctx)
	if call.fresh {
		request.SetHeader("Cache-Control", "no-cache")
	}
	if call.body != nil {
		request.SetHeader("Content-Type", "application/json").SetBody(call.body)
	}
	response, err := request.Execute(call.method, call.url.String())
	var got answer
	if response != nil && response.RawResponse != nil {
		got.status, got.header = response.StatusCode(), response.Header()
	}
	if err != nil {
		return got, timeoutCause(ctx, err)
	}
	got.body, err = readBody(response.RawResponse, call.limit)
	_ = response.RawBody().Close() // all that counts was read
	if err != nil {
		err = &bodyError{timeoutCause(ctx, err)}
	}
	return got, err
}

// readBody reads up to limit. Of an error's body the beginning is enough.
func readBody(response *http.Response, limit int64) ([]byte, error) {
	if !isSuccess(response.StatusCode) {
		data, _ := io.ReadAll(io.LimitReader(response.Body, errorLimit)) // the status says what counts
		return data, nil
	}
	var data bytes.Buffer
	if size := response.ContentLength; size > 0 {
		data.Grow(int(min(size, firstRoom)) + bytes.MinRead) // else it is copied while it grows
	}
	n, err := io.Copy(&data, io.LimitReader(response.Body, limit+1))
	if err == nil && n > limit {
		err = errTooLarge
	}
	if err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

func isSuccess(status int) bool { return status >= 200 && status < 300 }

// timeoutCause puts our own words in place of "context deadline exceeded".
func timeoutCause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, errTotal) {
		return cause
	}
	return err
}
