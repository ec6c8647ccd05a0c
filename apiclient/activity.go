package apiclient

import (
	"cmp"
	"errors"
	"log/slog"
	"time"
)

// Activity is one request that left, with every try of it. No secret is in it, no header and no
// body. It is what Traffic shows and what Config.Log gets.
type Activity struct {
	Number     int64 // of the requests of its Conn, in the order in which they left, from 1
	Op         string
	Purpose    Purpose
	Background bool
	Method     string
	Host       string
	Template   string // path below the prefix, with {tenant} in place of the tenant
	Path       string // as it was sent: escaped, with the prefix, without the query
	Query      string // escaped
	Done       bool   // its answer was taken, or it was given up

	tries [maxRetries + 1]Try
	tried int
}

// Try is one time that a request was sent.
type Try struct {
	At       time.Time     // when it was sent
	Slot     time.Duration // what it waited for a slot before
	Held     time.Duration // what it was held back besides: by the pace of a scan, a rate, or a pause that the server asked for
	Duration time.Duration // until the end of the answer; 0 while there is none
	Status   int           // 0 while or where there is no answer
	Bytes    int64         // of the answer's body, unpacked
	Err      error         // an *Error; nil where the answer is as it should be
	Ended    bool
}

// Tries returns the tries, oldest first. There is one at least.
func (a *Activity) Tries() []Try { return a.tries[:a.tried] }

// At is when it was sent first.
func (a *Activity) At() time.Time { return a.tries[0].At }

// Last returns the latest try.
func (a *Activity) Last() Try { return a.tries[max(0, a.tried-1)] }

// Status is that of the latest answer; 0 where the latest try has none.
func (a *Activity) Status() int { return a.Last().Status }

// Duration is how long the platform took, all tries together.
func (a *Activity) Duration() (sum time.Duration) {
	for _, try := range a.Tries() {
		sum += try.Duration
	}
	return sum
}

// Slot is how long all tries waited for a slot.
func (a *Activity) Slot() (sum time.Duration) {
	for _, try := range a.Tries() {
		sum += try.Slot
	}
	return sum
}

// Held is how long all tries were held back besides.
func (a *Activity) Held() (sum time.Duration) {
	for _, try := range a.Tries() {
		sum += try.Held
	}
	return sum
}

// Priority is a word for whether it goes before others.
func (a *Activity) Priority() string {
	if a.Background {
		return "background"
	}
	return "interactive"
}

// Outcome is a word or two for how a try ended: "ok", or a Kind.
func (t Try) Outcome() string {
	if problem := t.Problem(); problem != nil {
		return problem.Kind.String()
	}
	return "ok"
}

// Problem is what was wrong with the answer, nil where nothing was.
func (t Try) Problem() *Error {
	problem, _ := errors.AsType[*Error](t.Err)
	return problem
}

// failed reports whether the platform refused or did not answer. What was given up did not fail,
// and that trunking is not assigned is an answer.
func (t Try) failed() bool {
	problem := t.Problem()
	return problem != nil && problem.Kind != Canceled && problem.Kind != NotAssigned
}

// attrs are the latest try as a line of the log.
func (a *Activity) attrs() []slog.Attr {
	try := a.Last()
	line := []slog.Attr{
		slog.Int64("request", a.Number),
		slog.String("for", string(a.Purpose)),
		slog.String("priority", a.Priority()),
		slog.String("op", a.Op),
		slog.String("method", a.Method),
		slog.String("host", a.Host),
		slog.String("template", a.Template),
		slog.String("path", a.Path),
	}
	if a.Query != "" {
		line = append(line, slog.String("query", a.Query))
	}
	line = append(line,
		slog.Int("status", try.Status),
		slog.Int64("ms", try.Duration.Milliseconds()),
		slog.Int64("bytes", try.Bytes),
		slog.Int64("slot_ms", try.Slot.Milliseconds()),
		slog.Int64("held_ms", try.Held.Milliseconds()),
		slog.Int("attempt", a.tried),
		slog.String("outcome", try.Outcome()))
	if problem := try.Problem(); problem != nil {
		line = append(line, problem.attrs()...)
	}
	return line
}

// Causes say in words why a try failed: the message, its code, the server's id of the request and
// the cause, as far as they are known.
func (t Try) Causes() [][2]string {
	problem := t.Problem()
	if problem == nil {
		return nil
	}
	causes := [][2]string{{"outcome", cmp.Or(problem.what(), problem.Kind.String())}}
	for _, attr := range problem.attrs() {
		causes = append(causes, [2]string{attr.Key, attr.Value.String()})
	}
	return causes
}
